"""Numbers for Prometheus, read when they are asked for.

They are the same whichever process answers, and tell nothing of a vote: no number
belongs to one round, and none counts codes, envelopes, ballots or visits.
"""

import shutil
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import StaffMember
from pb.config import Config
from pb.db import health
from pb.jobs.models import Job
from pb.mail import outbox
from pb.recovery.worker import last_seen
from pb.rounds.models import BudgetRound

PREFIX = "buurtgeld_"


def write_metrics(session: Session, config: Config, now: datetime) -> bytes:
    """Return the numbers of this moment in the text form of Prometheus.

    Args:
        session: Only read.
        config: Of the installation.
        now: In UTC.
    """
    registry = CollectorRegistry()
    _machine(registry, config, now)
    _promises(registry, session)
    _by(registry, "jobs", "Background jobs by state", "state", _jobs(session))
    _by(registry, "mails", "Mails by state", "state", outbox.counts(session))
    _by(registry, "rounds", "Rounds by stage", "stage", _stages(session))
    _one(registry, "rounds_on_hold", "Rounds on hold", _on_hold(session))
    _one(registry, "staff_open", "Accounts that can log in", _accounts(session))
    return generate_latest(registry)


def _machine(registry: CollectorRegistry, config: Config, now: datetime) -> None:
    free = shutil.disk_usage(config.instance).free
    _one(registry, "disk_free_bytes", "Free where the instance folder is", free)
    seen = last_seen(config.instance)
    if seen is not None:
        age = max((now - seen).total_seconds(), 0)
        _one(registry, "worker_seen_seconds", "Since the worker was at work", age)


def _promises(registry: CollectorRegistry, session: Session) -> None:
    kept = {name: int(is_kept) for name, is_kept in health(session).items()}
    text = "Whether the database keeps what it promises"
    _by(registry, "database_promise", text, "promise", kept)


def _jobs(session: Session) -> dict[str, int]:
    query = select(Job.state, func.count()).group_by(Job.state)
    return {state.value: count for state, count in session.execute(query)}


def _stages(session: Session) -> dict[str, int]:
    query = select(BudgetRound.stage, func.count()).group_by(BudgetRound.stage)
    return {stage.value: count for stage, count in session.execute(query)}


def _on_hold(session: Session) -> int:
    query = select(func.count()).where(BudgetRound.on_hold_at.is_not(None))
    return session.scalar(query) or 0


def _accounts(session: Session) -> int:
    query = select(func.count()).where(StaffMember.is_disabled.is_(False))
    return session.scalar(query) or 0


def _one(registry: CollectorRegistry, name: str, text: str, value: float) -> None:
    Gauge(f"{PREFIX}{name}", text, registry=registry).set(value)


def _by(
    registry: CollectorRegistry,
    name: str,
    text: str,
    label: str,
    values: dict[str, int],
) -> None:
    gauge = Gauge(f"{PREFIX}{name}", text, [label], registry=registry)
    for value, count in values.items():
        gauge.labels(value).set(count)
