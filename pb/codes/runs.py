"""What became of every batch of codes: the runs that a desk shows.

A run is one job that printed letters, for one or more areas, or one list of
codes that was made without letters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.codes.models import CodeBatch
from pb.jobs.models import Job, JobState
from pb.rounds.models import Area, BudgetRound

LETTERS = "letters"  # the kind of job
REPLACEMENT = "replacement"  # the channel of a batch of one new letter


class RunState(StrEnum):
    """Where a run is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"  # the letters lie here, sealed
    HANDED_OVER = "handed_over"
    LISTED = "listed"  # given as a list, without letters
    REVOKED = "revoked"
    FAILED = "failed"
    STOPPED = "stopped"


UNFINISHED = {
    JobState.QUEUED: RunState.WAITING,
    JobState.RUNNING: RunState.MAKING,
    JobState.FAILED: RunState.FAILED,
    JobState.STOPPED: RunState.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Run:
    """Codes that were made in one go."""

    job_id: int | None
    batch_id: int | None  # one of its batches, once there are codes
    state: RunState
    areas: tuple[tuple[str, int], ...]  # name of the area, number of codes
    created_at: datetime
    handed_over_at: datetime | None = None
    revoked_at: datetime | None = None
    confirmed_at: datetime | None = None
    began_at: datetime | None = None
    seen_at: datetime | None = None  # the last progress
    done: int = 0
    message: str = ""  # why it failed

    @property
    def count(self) -> int:
        """Return how many codes it holds, or is to hold."""
        return sum(count for _area, count in self.areas)

    @property
    def minutes_left(self) -> int | None:
        """Return how long it still takes at this pace, rounded upwards."""
        if not self.done or self.began_at is None or self.seen_at is None:
            return None
        took = (self.seen_at - self.began_at).total_seconds()
        return ceil(took / self.done * (self.count - self.done) / 60)

    @property
    def awaits_receipt(self) -> bool:
        """Say whether nobody told yet that the letters arrived."""
        return self.state is RunState.HANDED_OVER and self.confirmed_at is None

    @property
    def is_letters(self) -> bool:
        """Say whether residents are to vote with letters of this run."""
        return self.is_unfetched or self.state is RunState.HANDED_OVER

    @property
    def is_unfetched(self) -> bool:
        """Say whether its letters are still here, or still to be made."""
        return self.is_busy or self.state is RunState.READY

    @property
    def is_busy(self) -> bool:
        """Say whether the worker still has to do with it."""
        return self.state in {RunState.WAITING, RunState.MAKING}


def list_runs(session: Session, budget_round: BudgetRound) -> list[Run]:
    """Return the runs of a round, newest first.

    Runs that failed or were stopped left nothing behind; only when that was the
    last thing that happened it is told.
    """
    names = _area_names(session, budget_round)
    batches = session.scalars(
        select(CodeBatch)
        .where(
            CodeBatch.budget_round_id == budget_round.id,
            # Of those, the desk tells where it tells who decided.
            CodeBatch.channel != REPLACEMENT,
        )
        .order_by(CodeBatch.id)
    ).all()
    runs = [
        *(_of_job(job, names) for job in _unfinished_jobs(session, budget_round)),
        *(_of_batches(group, names) for group in _printed_together(batches)),
    ]
    runs.sort(key=lambda run: (run.created_at, run.job_id or 0), reverse=True)
    over = {RunState.FAILED, RunState.STOPPED}
    return [run for run in runs if run.state not in over or run is runs[0]]


def _area_names(session: Session, budget_round: BudgetRound) -> dict[int, str]:
    areas = session.scalars(select(Area).where(Area.budget_round_id == budget_round.id))
    return {area.id: area.name for area in areas}


def _unfinished_jobs(session: Session, budget_round: BudgetRound) -> Iterable[Job]:
    return session.scalars(
        select(Job).where(
            Job.kind == LETTERS,
            Job.budget_round_id == budget_round.id,
            Job.state.in_(UNFINISHED),
        )
    )


def _printed_together(batches: Iterable[CodeBatch]) -> list[list[CodeBatch]]:
    def key(batch: CodeBatch) -> tuple[int, int]:
        return (batch.job_id or 0, 0 if batch.job_id else batch.id)

    ordered = sorted(batches, key=key)
    return [list(group) for _key, group in groupby(ordered, key=key)]


def _of_job(job: Job, names: dict[int, str]) -> Run:
    counts = {int(area_id): n for area_id, n in job.arguments["counts"].items()}
    return Run(
        job_id=job.id,
        batch_id=None,
        state=UNFINISHED[job.state],
        areas=tuple((names[area_id], n) for area_id, n in counts.items()),
        created_at=job.created_at,
        began_at=_moment(job.arguments.get("began_at")),
        seen_at=job.seen_at,
        done=job.done,
        message=job.message,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _of_batches(batches: list[CodeBatch], names: dict[int, str]) -> Run:
    first = batches[0]
    return Run(
        job_id=first.job_id,
        batch_id=first.id,
        state=_state_of(first),
        areas=tuple((names[batch.area_id], batch.count) for batch in batches),
        created_at=first.created_at,
        handed_over_at=first.handed_over_at,
        revoked_at=first.revoked_at,
        confirmed_at=first.confirmed_at,
    )


def _state_of(batch: CodeBatch) -> RunState:
    if batch.revoked_at is not None:
        return RunState.REVOKED
    if batch.job_id is None:
        return RunState.LISTED
    return RunState.READY if batch.handed_over_at is None else RunState.HANDED_OVER
