"""The one place that reads the clock, for pages and commands."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def to_utc(local: datetime) -> datetime:
    """Return the UTC moment of a wall-clock time in Amsterdam.

    Of the hour that the clock shows twice in October, the first is meant.

    Raises:
        ValueError: The time has a zone, or falls in the hour that March skips.
    """
    if local.tzinfo is not None:
        raise ValueError("a wall-clock time has no zone")
    moment = local.replace(tzinfo=AMSTERDAM).astimezone(UTC)
    if moment.astimezone(AMSTERDAM).replace(tzinfo=None) != local:
        raise ValueError("this hour does not exist: the clock goes forward")
    return moment
