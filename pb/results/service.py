"""Counting a round; proposing and publishing its result is in `adopting.py`."""

from datetime import datetime

from sqlalchemy.orm import Session

from pb.jobs.models import Job
from pb.log.service import SYSTEM, append
from pb.log.types import EventType
from pb.results.adopting import (
    MAY_BE_PROPOSED,
    adopt,
    propose,
    publish,
    put_forward,
    recount,
)
from pb.results.counting import count_only
from pb.results.errors import (
    CountIsRunning,
    NotCounted,
    NothingProposed,
    ResultDiffers,
    ResultRefused,
    RoundOnHold,
    UnreadableEnvelopes,
    WrongStage,
)
from pb.results.listing import (
    COUNT,
    DeskState,
    desk_state,
    is_busy,
    is_countable,
    last_count,
    takes_correction,
)
from pb.results.models import Outcome
from pb.results.recounting import Count, Listener, count_now, move
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage

__all__ = [
    "MAY_BE_PROPOSED",
    "CountIsRunning",
    "DeskState",
    "NotCounted",
    "NothingProposed",
    "ResultDiffers",
    "ResultRefused",
    "RoundOnHold",
    "UnreadableEnvelopes",
    "WrongStage",
    "adopt",
    "count_round",
    "desk_state",
    "propose",
    "publish",
    "put_forward",
    "recount",
    "request_count",
]


def request_count(
    session: Session, budget_round: BudgetRound, *, staff_id: int, now: datetime
) -> Job:
    """Make the job that counts a round; the caller commits and enqueues it.

    Raises:
        WrongStage: The round is not closed, or its result is published.
        CountIsRunning: There is such a job already.
    """
    session.refresh(budget_round, with_for_update=True)
    if not is_countable(session, budget_round):
        raise WrongStage
    last = last_count(session, budget_round)
    if is_busy(last):
        raise CountIsRunning
    job = Job(
        kind=COUNT, budget_round_id=budget_round.id, staff_id=staff_id, created_at=now
    )
    session.add(job)
    session.flush()
    return job


def count_round(
    session: Session,
    budget_round: BudgetRound,
    now: datetime,
    *,
    listener: Listener | None = None,
    count: Count = count_only,
    actor: str = SYSTEM,
) -> Outcome:
    """Count all contests of a closed round and keep the result for staff.

    Args:
        session: Committed; nothing is stored when this fails.
        budget_round: Closed, or counted before.
        now: In UTC.
        listener: Told how far the computation is. No transaction is open then.
        count: Does the computing, here or in a process of its own.
        actor: Who asked for it, for the logbook.

    Raises:
        WrongStage: The round is not closed, or its result is published.
        NotCounted: The computation has no result.
    """
    if not is_countable(session, budget_round):
        raise WrongStage
    counted = count_now(session, budget_round, listener, count=count)
    if not takes_correction(session, budget_round):
        begins = {Stage.CLOSED, Stage.COUNTED}
        move(session, budget_round, begins=begins, ends=Stage.COUNTED)
    outcome = Outcome(
        budget_round_id=budget_round.id,
        computed_at=now,
        ballots=counted.ballots,
        result_json=counted.result_json,
        result_hash=counted.result_hash,
    )
    session.add(outcome)
    body = {"result_hash": counted.result_hash}
    append(session, budget_round, EventType.RESULT_COUNTED, body, actor=actor, at=now)
    session.commit()
    return outcome
