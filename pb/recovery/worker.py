"""The worker's sign of life."""

from datetime import UTC, datetime
from pathlib import Path

NAME = "worker.alive"


def show_life(instance: Path) -> None:
    """Note that the worker is at work."""
    (instance / NAME).touch(mode=0o600)


def last_seen(instance: Path) -> datetime | None:
    """Return when the worker last was at work; None when it never was."""
    try:
        seconds = (instance / NAME).stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(seconds, UTC)
