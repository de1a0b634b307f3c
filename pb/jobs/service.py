"""Doing background work and saying how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from pb import clock
from pb.db import db
from pb.jobs.models import Job, JobState

log = structlog.get_logger(__name__)
# A job that nobody began in this time, while nothing else was done, was forgotten.
FORGOTTEN_AFTER = timedelta(minutes=15)
# A running job that gave no sign of life for this long has lost its worker.
LOST_AFTER = timedelta(minutes=2)


class JobStopped(Exception):
    """Somebody asked to stop; what was half made must be removed."""


class JobFailed(Exception):
    """The work can't be done; the message is Dutch and shown to staff."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells whoever waits how far a job is. Reporting commits the session."""

    session: Session
    job_id: int

    def report(self, done: int, total: int) -> None:
        """Note that `done` of `total` parts are ready.

        Raises:
            JobStopped: Somebody asked to stop.
        """
        job = self.session.get_one(Job, self.job_id, populate_existing=True)
        if job.state is JobState.STOPPED:
            raise JobStopped
        job.done, job.total, job.seen_at = done, total, clock.now()
        self.session.commit()


Work = Callable[[Session, Job, Progress], None]
WORK: dict[str, Work] = {}


def does(kind: str) -> Callable[[Work], Work]:
    """Register the function that does jobs of one kind."""

    def register(work: Work) -> Work:
        WORK[kind] = work
        return work

    return register


def run_job(job_id: int) -> None:
    """Do one job, once; note how it ended."""
    session = db.session()
    started = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.QUEUED)
        .values(state=JobState.RUNNING, seen_at=clock.now())
    )
    session.commit()
    if started.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE has one
        return
    job = session.get_one(Job, job_id)
    try:
        WORK[job.kind](session, job, Progress(session, job_id))
    except JobStopped:
        _finish(session, job_id, JobState.STOPPED, "")
    except JobFailed as failure:
        _finish(session, job_id, JobState.FAILED, str(failure))
    except Exception:
        log.exception("job failed", kind=job.kind, job=job_id)
        _finish(
            session,
            job_id,
            JobState.FAILED,
            "Er ging iets mis bij ons. Vraag de beheerder in het logboek te kijken.",
        )
    else:
        _finish(session, job_id, JobState.DONE, "")


def fail_lost_jobs(session: Session) -> None:
    """Mark jobs whose worker disappeared, so that they can be started again."""
    now = clock.now()
    lost = session.scalars(
        select(Job.id).where(
            Job.state == JobState.RUNNING, Job.seen_at < now - LOST_AFTER
        )
    ).all()
    is_busy = session.scalar(select(exists().where(Job.state == JobState.RUNNING)))
    forgotten = session.scalars(
        select(Job.id).where(
            Job.state == JobState.QUEUED, Job.created_at < now - FORGOTTEN_AFTER
        )
    ).all()
    for job_id in [*lost, *(() if is_busy else forgotten)]:
        _finish(
            session,
            job_id,
            JobState.FAILED,
            "Het werk is onderbroken. Begin opnieuw.",
        )


def _finish(session: Session, job_id: int, state: JobState, message: str) -> None:
    session.rollback()
    session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(state=state, message=message, finished_at=clock.now())
    )
    session.commit()
