"""What `buurtgeld check` finds about the machine: settings, secrets, disk, clock."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.config import Config
from pb.db import health
from pb.log.models import Event
from pb.migrations.runner import current_revision, known_revisions
from pb.recovery.worker import last_seen
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage

LEAST_FREE = 1024**3  # bytes
WORKER_WITHIN = timedelta(minutes=5)
CLOCKS_WITHIN = timedelta(seconds=5)
BACKUP_WITHIN = timedelta(hours=26)  # a daily one, with some delay
BACKUP_WITHIN_WHILE_OPEN = timedelta(hours=1)
SECRET_PLACES = ("keys", "urn", "secret.key", "code.key", "demo.json")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        is_ok: Whether it is as it should be.
        name: What was looked at.
        text: What was found, for who runs the machine: in English.
        part: Which part of it, where several are looked at; the page has words for it.
    """

    is_ok: bool
    name: str
    text: str
    part: str = ""


def about_settings(config: Config) -> Iterator[Finding]:
    """Look at the settings and at who may read the secrets."""
    yield Finding(
        config.is_production,
        "environment",
        f"BUURTGELD_ENV is {config.environment}"
        + ("" if config.is_production else "; residents vote in production only"),
    )
    yield Finding(config.is_https, "address", f"residents come to {config.public_url}")
    open_files = sorted(str(path) for path in _open_to_others(config.instance))
    yield Finding(
        not open_files,
        "secrets",
        f"others may read {', '.join(open_files)}; use chmod go="
        if open_files
        else "only this user may read the keys",
    )


def _open_to_others(instance: Path) -> Iterator[Path]:
    for name in SECRET_PLACES:
        place = instance / name
        for path in (place, *place.glob("**/*")):
            if path.exists() and path.stat().st_mode & 0o077:
                yield path


def about_database(session: Session) -> Iterator[Finding]:
    """Look whether the database keeps its promises and is of this version."""
    for promise, is_kept in health(session).items():
        yield Finding(
            is_kept, "database", f"{promise} {'holds' if is_kept else 'fails'}"
        )
    current, newest = current_revision(session.connection()), known_revisions()[-1]
    yield Finding(
        current == newest,
        "migrations",
        f"version {current}"
        + ("" if current == newest else f", not {newest}; run: buurtgeld db upgrade"),
    )


def about_clock(session: Session, now: datetime) -> Iterator[Finding]:
    """Compare our clock with that of the database, and with the newest line."""
    newest = session.scalar(select(func.max(Event.at)))
    # SQLite asks this machine; its answer is text without a zone.
    if session.connection().dialect.name == "postgresql":
        theirs = session.execute(select(func.clock_timestamp())).scalar_one()
        difference = abs(theirs.astimezone(UTC) - datetime.now(UTC))
        yield Finding(
            difference <= CLOCKS_WITHIN,
            "clock",
            f"{difference.total_seconds():.1f} s beside that of the database",
        )
    is_past = newest is None or newest <= now + CLOCKS_WITHIN
    yield Finding(
        is_past,
        "clock",
        "no line of a logbook is in the future"
        if is_past
        else f"a logbook has a line of {newest}, and now is {now}",
        part="clock of the log",
    )


def about_machine(config: Config, session: Session, now: datetime) -> Iterator[Finding]:
    """Look at disk, worker and backups."""
    free = shutil.disk_usage(config.instance).free
    yield Finding(free >= LEAST_FREE, "disk", f"{free / 1024**3:.1f} GiB free")
    seen = last_seen(config.instance)
    is_alive = seen is not None and now - seen <= WORKER_WITHIN
    yield Finding(
        is_alive,
        "worker",
        f"last seen {_ago(now, seen)}"
        + ("" if is_alive else "; run: buurtgeld worker"),
    )
    yield _backups(config.backups, now, is_open=_is_open(session, now))


def _backups(folder: Path | None, now: datetime, *, is_open: bool) -> Finding:
    if folder is None:
        return Finding(
            is_ok=False,
            name="backups",
            text="BUURTGELD_BACKUPS names no folder, so no backup is known; let"
            " buurtgeld backup write there every day, every hour while people vote",
            part="no backups",
        )
    files = [path for path in folder.glob("[!.]*") if path.is_file()]
    newest = max((path.stat().st_mtime for path in files), default=None)
    made = None if newest is None else datetime.fromtimestamp(newest, UTC)
    limit = BACKUP_WITHIN_WHILE_OPEN if is_open else BACKUP_WITHIN
    is_new = made is not None and now - made <= limit
    hours = int(limit.total_seconds() // 3600)
    return Finding(
        is_new,
        "backups",
        f"newest in {folder}: {_ago(now, made)}"
        + ("" if is_new else f"; at most {hours} hours"),
    )


def _is_open(session: Session, now: datetime) -> bool:
    armed = select(BudgetRound).where(BudgetRound.stage == Stage.ARMED)
    return any(each.phase(now) is Phase.VOTING for each in session.scalars(armed).all())


def _ago(now: datetime, then: datetime | None) -> str:
    if then is None:
        return "never"
    minutes = int((now - then).total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min ago"
