"""A rehearsal that is half done, and a trial of rules, for the desk of the demo."""

import json

from sqlalchemy.orm import Session

from pb.demo.rounds import Maker
from pb.rehearsal import service
from pb.rehearsal.models import PlayBallot
from pb.results.counting import count_ballots
from pb.rounds.models import BudgetRound
from pb.rounds.service import find_round
from pb.rounds.trying import trial_config, trial_json
from pb.setup.invented import invent_votes
from pb.setup.models import WhatIf
from pb.setup.what_if import compare

CODES, CAST = 12, 8
VOTERS, SEED = 150, "demo"


def rehearse(maker: Maker, slug: str) -> None:
    """Let some people have practised in a round, and staff have tried rules on it."""
    session = maker.session
    budget_round = find_round(session, slug)
    if budget_round is None:
        return
    service.issue_play_codes(session, budget_round, CODES, maker.now)
    _practise(session, budget_round, maker)
    _try_rules(session, budget_round, maker)
    session.commit()


def _practise(session: Session, budget_round: BudgetRound, maker: Maker) -> None:
    """Cast play ballots as invented voters would, and count them."""
    rehearsal = service.find_rehearsal(session, budget_round)
    assert rehearsal is not None  # noqa: S101  # it was begun just now
    config = service.bring_up_to_date(session, rehearsal, maker.now)
    bodies = {
        json.loads(body)["area"]: body
        for body in invent_votes(config, VOTERS, SEED).counts
    }
    codes = [code for code in rehearsal.codes if str(code.area_id) in bodies][:CAST]
    session.add_all(
        PlayBallot(
            play_code_id=code.id, body=bodies[str(code.area_id)], submission_hash=""
        )
        for code in codes
    )
    session.flush()
    counted = count_ballots(config, service.read_play_ballots(session, rehearsal))
    rehearsal.counted_at = maker.now
    rehearsal.result_json = counted.result_json
    rehearsal.figures_json = counted.figures_json


def _try_rules(session: Session, budget_round: BudgetRound, maker: Maker) -> None:
    config = trial_config(trial_json(session, budget_round, maker.now))
    told = compare(config, invent_votes(config, VOTERS, SEED), None)
    subject = {
        "source": "invented",
        "contest": budget_round.contests[0].id,
        "voters": VOTERS,
        "seed": SEED,
    }
    session.add(
        WhatIf(
            budget_round_id=budget_round.id,
            created_at=maker.now,
            subject=subject,
            result_json=json.dumps({"subject": subject, "contests": told}),
        )
    )
