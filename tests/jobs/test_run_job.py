"""The worker does a job once, and says how it ended."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pb.jobs import service
from pb.jobs.models import Job, JobState
from pb.jobs.service import JobFailed, Progress, Work, fail_lost_jobs, run_job
from tests.factories import NOW

Travel = Callable[[datetime], None]


@pytest.fixture
def do(session: Session, now: Travel) -> Iterator[Callable[[Work], Job]]:
    """Run one job with this work, and return it as it ended."""

    def run(work: Work) -> Job:
        service.WORK["test"] = work
        job = Job(kind="test", created_at=NOW)
        session.add(job)
        session.commit()
        run_job(job.id)
        return session.get_one(Job, job.id, populate_existing=True)

    yield run
    service.WORK.pop("test", None)


def test_reports_progress_and_ends(do: Callable[[Work], Job]) -> None:
    job = do(lambda _session, _job, progress: progress.report(3, 4))

    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 4)
    assert job.finished_at == NOW


def test_says_in_words_why_it_failed(do: Callable[[Work], Job]) -> None:
    def fail(_session: Session, _job: Job, _progress: Progress) -> None:
        raise JobFailed("De printer is op.")

    job = do(fail)

    assert (job.state, job.message) == (JobState.FAILED, "De printer is op.")


def test_an_unforeseen_fault_is_not_shown(do: Callable[[Work], Job]) -> None:
    def fail(_session: Session, _job: Job, _progress: Progress) -> None:
        raise RuntimeError("secret detail")

    job = do(fail)

    assert job.state is JobState.FAILED
    assert "secret detail" not in job.message


def test_stops_when_asked(do: Callable[[Work], Job]) -> None:
    reached: list[int] = []

    def work(session: Session, job: Job, progress: Progress) -> None:
        job.state = JobState.STOPPED  # as the stop button does, from elsewhere
        session.commit()
        progress.report(1, 2)
        reached.append(1)

    job = do(work)

    assert job.state is JobState.STOPPED
    assert not reached


def test_is_not_done_twice(do: Callable[[Work], Job], session: Session) -> None:
    times: list[int] = []
    job = do(lambda _session, _job, _progress: times.append(1))

    run_job(job.id)

    assert len(times) == 1


def test_a_job_that_lost_its_worker_can_be_started_again(
    session: Session, now: Travel
) -> None:
    lost = Job(
        kind="test",
        created_at=NOW,
        state=JobState.RUNNING,
        seen_at=NOW - timedelta(hours=1),
    )
    alive = Job(kind="test", created_at=NOW, state=JobState.RUNNING, seen_at=NOW)
    session.add_all([lost, alive])
    session.commit()

    fail_lost_jobs(session)

    assert lost.state is JobState.FAILED
    assert alive.state is JobState.RUNNING


@pytest.mark.parametrize("is_busy", [True, False], ids=["busy", "idle"])
def test_a_job_that_the_queue_forgot_can_be_asked_again(
    session: Session, now: Travel, is_busy: bool
) -> None:
    forgotten = Job(kind="test", created_at=NOW - timedelta(hours=1))
    session.add(forgotten)
    if is_busy:  # then it may only be waiting for its turn
        session.add(
            Job(kind="test", created_at=NOW, state=JobState.RUNNING, seen_at=NOW)
        )
    session.commit()

    fail_lost_jobs(session)

    assert (forgotten.state is JobState.FAILED) is not is_busy
