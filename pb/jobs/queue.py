"""The queue between the web and the worker."""

from collections.abc import Callable

from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey

from pb.config import Config
from pb.jobs.service import run_job


def make_queue(config: Config, *, immediate: bool) -> Huey:
    """Return the queue beside the database: on SQLite a file, else PostgreSQL.

    Args:
        config: Says where the database is.
        immediate: Do the work at once, in the process that asks for it (tests).
    """
    if config.database_url.startswith("postgresql"):
        dsn = config.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        return PostgresHuey("buurtgeld", dsn=dsn, results=False, immediate=immediate)
    return SqliteHuey(
        "buurtgeld",
        filename=str(config.instance / "queue.db"),
        results=False,
        immediate=immediate,
    )


def connect(app: Flask, queue: Huey) -> None:
    """Teach the queue of `app` to run jobs."""

    def work(job_id: int) -> None:
        with app.app_context():
            run_job(job_id)

    app.extensions["queue"] = queue
    app.extensions["enqueue"] = queue.task(name="run_job")(work)


def enqueue(job_id: int) -> None:
    """Ask the worker to do a job that stands in the database, committed."""
    ask: Callable[[int], object] = current_app.extensions["enqueue"]
    ask(job_id)
