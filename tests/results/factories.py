"""Closed rounds with ballots, on the way to a result."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from exports import merkle
from pb.log.service import append
from pb.log.types import EventType
from pb.models import Ballot, BudgetRound
from pb.results.service import count_round, propose, publish
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from pb.rounds.service import fix_configuration
from pb.voting.commitment import canonical_ballot, commitment_of
from pb.voting.service import read_ballots
from tests.factories import NOW, make_area, make_contest, make_project, make_round

AFTER = NOW + timedelta(weeks=2)  # of the vote
nonces = count(1)
# Per ballot: the area by its place, and the plans named per contest by its place.
BallotText = tuple[int, Mapping[int, Sequence[str]]]
COSTS = {"A": 60_000, "B": 30_000, "C": 24_000, "D": 16_000, "E": 11_000}
# The worked example: ten residents of one area divide € 1,000.
EXAMPLE: Sequence[BallotText] = [
    *[(0, {0: "AB"})] * 5,
    (0, {0: "AD"}),
    *[(0, {0: "CE"}), (0, {0: "CD"})] * 2,
]


def make_armed_round(
    session: Session,
    *,
    areas: int = 1,
    is_shared: bool = False,
    name_of_a: str = "A",
    objections: int = 6,
    **contest: object,
) -> str:
    """Make a round that takes ballots: a pot per area, or one pot; return its slug.

    A shared pot is one for all areas.
    """
    budget_round = make_round(
        session,
        stage=Stage.SHORTLISTED,
        tie_seed="1 2 3",
        title="Buurtbudget 2026",
        objection_weeks=objections,
    )
    made = [make_area(session, budget_round, letters_sent=50) for _ in range(areas)]
    for area in made[:1] if is_shared else made:
        where = {} if areas == 1 or is_shared else {"area_id": area.id}
        pot = make_contest(
            session, budget_round, title=f"Pot {area.name}", **where, **contest
        )
        for rank, (id_, cost) in enumerate(COSTS.items(), start=1):
            title = name_of_a if id_ == "A" else id_
            make_project(
                session, pot, file_id=id_, title=title, cost=cost, tie_rank=rank
            )
    session.refresh(budget_round)
    fix_configuration(session, budget_round, NOW)
    budget_round.stage = Stage.ARMED
    session.commit()
    return budget_round.slug


def cast(
    session: Session, budget_round: BudgetRound, ballots: Sequence[BallotText]
) -> None:
    """Put ballots in the urn, and commit."""
    config = read_config(budget_round)
    for place, choices in ballots:
        named = {config.contests[at].id: sorted(ids) for at, ids in choices.items()}
        put(session, budget_round, canonical_ballot(config.areas[place].id, named))
    session.commit()


def put(
    session: Session,
    budget_round: BudgetRound,
    body: bytes,
    *,
    nonce: bytes | None = None,
) -> None:
    """Put one ballot among those that were read, whatever it says."""
    config = read_config(budget_round)
    budget_round.stage = Stage.CLOSED  # ballots are written while the urn is opened
    session.flush()
    nonce = nonce or next(nonces).to_bytes(32, "big")
    session.add(
        Ballot(
            commitment=commitment_of(config.hash, nonce, body),
            budget_round_id=budget_round.id,
            nonce=nonce.hex(),
            body=body.decode(),
        )
    )
    session.flush()  # before the urn is open


def close(session: Session, budget_round: BudgetRound) -> None:
    """Close the round, after its vote, with its urn open."""
    budget_round.stage = Stage.CLOSED
    budget_round.unsealed_at = AFTER
    tell_vote(session, budget_round)
    session.commit()


def tell_vote(session: Session, budget_round: BudgetRound) -> None:
    """Write in the logbook what it would tell of such a vote."""
    commitments = [
        bytes.fromhex(b.commitment) for b in read_ballots(session, budget_round)
    ]
    number, root = len(commitments), merkle.root(sorted(commitments)).hex()
    codes = {"issued": number + 1, "unused": 1, "used": number, "revoked": 0, "void": 0}
    urn = {"unreadable": 0, "envelopes": number, "envelopes_root": "0" * 64}
    opened = {"ballots": number, "unreadable": 0, "root": root}
    told = {
        EventType.ROUND_CLOSED: {**codes, **urn},
        EventType.URN_OPENED: opened,
    }
    tell_codes(session, budget_round)
    for type_, body in told.items():
        append(session, budget_round, type_, body, at=AFTER)


def tell_codes(session: Session, budget_round: BudgetRound) -> None:
    """Write in the logbook a code for each ballot, and one more."""
    cast = Counter(
        json.loads(ballot.body)["area"]
        for ballot in read_ballots(session, budget_round)
    )
    cast[str(budget_round.areas[0].id)] += 1
    for area, number in sorted(cast.items()):
        body = {"area": area, "count": number, "root": "0" * 64, "extra": False}
        append(session, budget_round, EventType.CODES_ISSUED, body, at=AFTER)


def make_published_round(
    session: Session, budget_round: BudgetRound, ballots: Sequence[BallotText] = EXAMPLE
) -> BudgetRound:
    """Lead an armed round to its published result."""
    cast(session, budget_round, ballots)
    close(session, budget_round)
    count_round(session, budget_round, AFTER)
    propose(session, budget_round, AFTER)
    publish(session, budget_round, AFTER)
    return budget_round


def act(client: FlaskClient, slug: str, name: str) -> TestResponse:
    """Press a button of the desk."""
    return client.post(f"/beheer/rondes/{slug}/{name}")
