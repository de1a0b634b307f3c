"""Asking for letters, stopping, keeping what was printed, handing it over once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from pb.codes.models import CodeBatch
from pb.codes.moments import takes_codes, takes_extra_codes
from pb.codes.runs import LETTERS
from pb.codes.service import CodesRefused, KeptCode, add_batch, lock_for_codes
from pb.jobs.models import Job, JobState
from pb.log.service import SYSTEM
from pb.rounds.models import Area, BudgetRound

# How long letters may be fetched once more while nobody says that they arrived.
REPEATABLE = timedelta(days=1)
AT_WORK = (JobState.QUEUED, JobState.RUNNING)


class LettersAreBeingMade(CodesRefused):
    """Letters for this round are being made; wait or stop them first."""


class RunIsOver(CodesRefused):
    """The run was stopped, failed or finished before."""


class LettersAreGone(CodesRefused):
    """The letters were handed over, or their codes were revoked."""


class WrongCheck(CodesRefused):
    """What was typed does not stand in the parcel."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which letters somebody asks for."""

    counts: Mapping[int, int]  # how many for each area, by its id; none is zero
    language: str = "nl"
    large: bool = False
    has_addresses: bool = False


def request_letters(
    session: Session,
    budget_round: BudgetRound,
    wish: Wish,
    *,
    public_key: str,
    staff_id: int,
    now: datetime,
    extra: bool = False,
) -> Job:
    """Return a new job that prints letters; not committed or enqueued.

    Args:
        session: Not committed here.
        budget_round: The round.
        wish: Which letters.
        public_key: With it the file is sealed, see `sealed_file`.
        staff_id: Who asks.
        now: In UTC.
        extra: They come while people vote, which two persons decide.

    Raises:
        RoundTakesNoCodes: The round is not frozen yet, or people vote already.
        LettersAreBeingMade: One job at a time.
    """
    may = takes_extra_codes if extra else takes_codes
    lock_for_codes(session, budget_round.id, now=now, may=may)
    at_work = session.scalars(
        select(Job.id).where(
            Job.kind == LETTERS,
            Job.budget_round_id == budget_round.id,
            Job.state.in_(AT_WORK),
        )
    ).first()
    if at_work is not None:
        raise LettersAreBeingMade
    job = Job(
        kind=LETTERS,
        budget_round_id=budget_round.id,
        staff_id=staff_id,
        arguments={
            "counts": {str(area_id): n for area_id, n in wish.counts.items()},
            "public_key": public_key,
            "language": wish.language,
            "large": wish.large,
            "has_addresses": wish.has_addresses,
            "extra": extra,
        },
        total=sum(wish.counts.values()),
        created_at=now,
    )
    session.add(job)
    session.flush()
    return job


def find_run(session: Session, budget_round: BudgetRound, job_id: int) -> Job | None:
    """Return the job that prints or printed letters of this round."""
    return session.scalar(
        select(Job).where(
            Job.id == job_id,
            Job.kind == LETTERS,
            Job.budget_round_id == budget_round.id,
        )
    )


def find_batch(
    session: Session, budget_round: BudgetRound, batch_id: int
) -> CodeBatch | None:
    """Return a batch of this round."""
    return session.scalar(
        select(CodeBatch).where(
            CodeBatch.id == batch_id, CodeBatch.budget_round_id == budget_round.id
        )
    )


def first_batch_of(session: Session, job_id: int) -> CodeBatch | None:
    """Return a batch that was printed by a job, once it is done."""
    return session.scalars(
        select(CodeBatch).where(CodeBatch.job_id == job_id).order_by(CodeBatch.id)
    ).first()


def stop_run(session: Session, job_id: int, *, now: datetime) -> None:
    """Ask the worker to stop; nothing of the run will be kept. Not committed.

    Raises:
        RunIsOver: It is no longer at work.
    """
    _end(session, job_id, AT_WORK, state=JobState.STOPPED, now=now)


def keep_run(
    session: Session,
    job_id: int,
    kept: Mapping[int, Sequence[KeptCode]],
    *,
    parcel_check: str,
    now: datetime,
    actor: str = SYSTEM,
) -> None:
    """Keep the hashes of all codes of a finished run, by area, at once; commit.

    Before this moment the database holds nothing of them, so a run that ends in
    any other way leaves nothing to clear away.

    Raises:
        RunIsOver: Somebody stopped it meanwhile, or thought the worker lost.
        RoundTakesNoCodes: The vote began or ended meanwhile.
    """
    job = session.get_one(Job, job_id)
    extra = bool(job.arguments.get("extra"))  # not known to an older version
    for area_id, codes in kept.items():
        area = session.get_one(Area, area_id)
        batch = add_batch(
            session,
            area,
            codes,
            channel="desk",
            now=now,
            job_id=job_id,
            actor=actor,
            extra=extra,
        )
        batch.parcel_check = parcel_check
    _end(session, job_id, (JobState.RUNNING,), state=JobState.DONE, now=now)
    session.commit()


def hand_over(session: Session, job_id: int, *, now: datetime) -> None:
    """Note that the letters leave the system. Not committed.

    Whoever comes second, even at the same moment, is refused.

    Raises:
        LettersAreGone: They left before, or their codes were revoked.
    """
    # One row to wait at, so that two requests can't each hold half of the batches.
    session.execute(select(Job.id).where(Job.id == job_id).with_for_update())
    handed = session.execute(
        update(CodeBatch)
        .where(
            CodeBatch.job_id == job_id,
            CodeBatch.handed_over_at.is_(None),
            CodeBatch.revoked_at.is_(None),
        )
        .values(handed_over_at=now)
        .returning(CodeBatch.id)
    ).all()
    if not handed:
        raise LettersAreGone


def may_repeat(batch: CodeBatch, now: datetime) -> bool:
    """Say whether letters that were handed over may be fetched once more.

    Only whoever receives them knows whether they arrived, so they stay until that
    is confirmed, and a day at most.
    """
    return (
        batch.handed_over_at is not None
        and batch.confirmed_at is None
        and batch.revoked_at is None
        and now < batch.handed_over_at + REPEATABLE
    )


def confirm(session: Session, batch: CodeBatch, typed: str, *, now: datetime) -> None:
    """Note that all letters arrived, by what stands in the parcel. Not committed.

    Raises:
        WrongCheck: It is not what stands there, or the letters never left.
    """
    check = "".join(sign for sign in typed.lower() if sign.isalnum())
    if batch.handed_over_at is None or check != batch.parcel_check:
        raise WrongCheck
    session.execute(
        update(CodeBatch)
        .where(CodeBatch.job_id == batch.job_id, CodeBatch.confirmed_at.is_(None))
        .values(confirmed_at=now)
    )


def jobs_with_files(session: Session, *, now: datetime) -> set[int]:
    """Return the jobs whose file is being written, or waits to be handed over."""
    at_work = session.scalars(
        select(Job.id).where(Job.kind == LETTERS, Job.state.in_(AT_WORK))
    )
    waiting = session.scalars(
        select(CodeBatch.job_id).where(
            CodeBatch.job_id.is_not(None),
            CodeBatch.confirmed_at.is_(None),
            CodeBatch.revoked_at.is_(None),
            or_(
                CodeBatch.handed_over_at.is_(None),
                CodeBatch.handed_over_at > now - REPEATABLE,
            ),
        )
    )
    return {*at_work, *(job_id for job_id in waiting if job_id is not None)}


def _end(
    session: Session,
    job_id: int,
    before: Sequence[JobState],
    *,
    state: JobState,
    now: datetime,
) -> None:
    ended = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state.in_(before))
        .values(state=state, finished_at=now)
        .returning(Job.id)
    ).first()
    if ended is None:
        raise RunIsOver
