"""Made-up voters on paper: one batch of one area, sealed like all others."""

import random
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from pb.codes.models import CodeState, VotingCode
from pb.demo.ballots import Electorate, sealed
from pb.demo.plan import Plan
from pb.paper.models import BatchState, PaperBatch
from pb.paper.sheets import Invalid
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound
from pb.trail.service import SYSTEM
from pb.urn.models import Envelope

INVALID = {Invalid.TOO_DEAR.value: 2, Invalid.UNCLEAR.value: 1}
VOTERS = 48
ENOUGH = 20  # codes that are unused; of a smaller demo nobody votes on paper


def cast_on_paper(
    session: Session,
    budget_round: BudgetRound,
    plans: Sequence[Plan],
    *,
    seed: int,
    now: datetime,
) -> None:
    """Let code holders of the first area vote on paper; commit.

    Args:
        session: Committed.
        budget_round: In which people vote.
        plans: On the ballot.
        seed: The same one gives the same choices.
        now: In UTC.
    """
    area_id = budget_round.areas[0].id
    codes = _unused(session, budget_round, area_id)
    if len(codes) < ENOUGH:
        return
    batch = PaperBatch(
        budget_round_id=budget_round.id, area_id=area_id, number=1, opened_at=now
    )
    session.add(batch)
    session.flush()
    used = [{"id": id_, "state": CodeState.USED} for id_ in codes]
    session.execute(update(VotingCode), used)
    batch.spent, batch.spent_by = len(codes), [SYSTEM]
    session.flush()
    batch.state, batch.shuffled_by = BatchState.ENTERING, SYSTEM
    session.flush()
    invalid = sum(INVALID.values())
    chance = random.Random(seed)  # noqa: S311  # voters who do not exist
    voters = Electorate(chance, {plan.title: plan for plan in plans})
    _put(session, batch, budget_round, voters, len(codes) - invalid)
    batch.ballots, batch.invalid = len(codes) - invalid, invalid
    batch.reasons = INVALID
    batch.state = BatchState.DONE
    session.commit()


def _put(
    session: Session,
    batch: PaperBatch,
    budget_round: BudgetRound,
    voters: Electorate,
    count: int,
) -> None:
    config = read_config(budget_round)
    envelopes = []
    for _ in range(count):
        body = voters.ballot(config, str(batch.area_id))
        envelopes.append(
            {
                **sealed(budget_round, config, body),
                "code_id": None,
                "batch_id": batch.id,
            }
        )
    session.execute(insert(Envelope), envelopes)


def _unused(session: Session, budget_round: BudgetRound, area_id: int) -> Sequence[str]:
    """Return some codes of an area that nobody used."""
    return session.scalars(
        select(VotingCode.id)
        .where(
            VotingCode.budget_round_id == budget_round.id,
            VotingCode.area_id == area_id,
            VotingCode.state == CodeState.ISSUED,
        )
        .order_by(VotingCode.mac)
        .limit(VOTERS)
    ).all()
