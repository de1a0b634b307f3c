"""The job that counts a result again, with changes, while nothing else waits.

The worker looks for it by itself: so it goes on after a restart, and it also comes to
results that were published before, or by a command.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

import allocation
from pb import clock
from pb.jobs.models import Job, JobState
from pb.jobs.service import Progress, does
from pb.results.ballots import UnreadableBallot
from pb.results.bounded import Allowance, run_bounded
from pb.results.errors import NotCounted
from pb.results.models import Outcome, Publication, Reruns, Withdrawal
from pb.results.recounting import read_now
from pb.results.trying import Pace, Tried, try_again
from pb.results.work import reporter
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage

RERUN = "rerun"  # a kind of job
PACE = Pace()
# The count itself, and the numbers of one plan that began at the last moment.
ALLOWED = Allowance(seconds=240.0)
MOST_SECONDS = 1200  # for one result, the time of a slice counted in full
log = structlog.get_logger(__name__)


def ask_for_reruns(session: Session, now: datetime) -> Job | None:
    """Make the next job, if there is something to count again and nothing waits.

    Args:
        session: Not committed.
        now: In UTC.
    """
    waits = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    if session.scalar(select(exists().where(waits))):
        return None
    for round_id, result_hash in _unfinished(session):
        job = Job(
            kind=RERUN,
            budget_round_id=round_id,
            arguments={"result_hash": result_hash},
            created_at=now,
        )
        session.add(job)
        session.flush()
        return job
    return None


def _unfinished(session: Session) -> Iterator[tuple[int, str]]:
    """Yield the results that hold, or wait to be adopted, without all reruns."""
    newer = aliased(Outcome)
    for query in (
        select(Publication.budget_round_id, Publication.result_hash).where(
            ~exists().where(Withdrawal.publication_id == Publication.id),
            ~_has_all(Publication),
        ),
        select(Outcome.budget_round_id, Outcome.result_hash)
        .join(BudgetRound, BudgetRound.id == Outcome.budget_round_id)
        .where(
            BudgetRound.stage == Stage.COUNTED,
            ~exists().where(
                newer.budget_round_id == Outcome.budget_round_id,
                newer.id > Outcome.id,
            ),
            ~_has_all(Outcome),
        ),
    ):
        yield from session.execute(query)


def _has_all(result: type[Publication | Outcome]) -> ColumnElement[bool]:
    return exists().where(
        and_(
            Reruns.budget_round_id == result.budget_round_id,
            Reruns.result_hash == result.result_hash,
            Reruns.finished_at.is_not(None),
        )
    )


@does(RERUN)
def rerun_some(session: Session, job: Job, progress: Progress) -> None:
    """Count a result again for some more plans; what was found stays found."""
    budget_round = session.get_one(BudgetRound, job.budget_round_id)
    reruns_id = _begin(session, budget_round, job.arguments["result_hash"])
    reruns = session.get_one(Reruns, reruns_id)
    if reruns.seconds > MOST_SECONDS:  # every slice before this one broke down
        _store(session, reruns_id, None)
        return
    is_own, tries = budget_round.imported_from is None, json.loads(reruns.tries_json)
    try:
        config, ballots = read_now(session, budget_round)
        tried = run_bounded(
            partial(try_again, tries=tries, is_own=is_own, pace=PACE),
            config,
            ballots,
            allowance=ALLOWED,
            listener=reporter(progress),
        )
    except (
        NotCounted,
        UnreadableBallot,
        allocation.CannotAllocate,
        allocation.NotComputed,
    ) as reason:
        log.warning("result not counted again", job=job.id, reason=str(reason))
        tried = None
    _store(session, reruns_id, tried)


def _begin(session: Session, budget_round: BudgetRound, result_hash: str) -> int:
    """Note that another slice of time is taken, so that trying has an end."""
    query = select(Reruns).where(
        Reruns.budget_round_id == budget_round.id, Reruns.result_hash == result_hash
    )
    reruns = session.scalar(query)
    if reruns is None:
        reruns = Reruns(
            budget_round_id=budget_round.id,
            result_hash=result_hash,
            tries_json="{}",
            seconds=0,
        )
        session.add(reruns)
    reruns.seconds += int(PACE.seconds)
    session.flush()
    reruns_id = reruns.id
    session.commit()
    return reruns_id


def _store(session: Session, reruns_id: int, tried: Tried | None) -> None:
    """Keep what was found; it is finished when all was tried, or the time is over."""
    session.rollback()
    reruns = session.get_one(Reruns, reruns_id, with_for_update=True)
    if tried is not None:
        reruns.tries_json = json.dumps(tried.tries, sort_keys=True)
    if tried is None or tried.is_done or reruns.seconds >= MOST_SECONDS:
        reruns.finished_at = clock.now()
    session.commit()
