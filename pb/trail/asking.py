"""Reading from an address which lines of a log are wanted."""

from datetime import date, datetime, time, timedelta

from flask import abort, request
from flask_babel import gettext as _

from pb.clock import AMSTERDAM
from pb.trail.kinds import Kind
from pb.trail.service import Filter

LONGEST = 100


def asked_for() -> Filter:
    """Return the filter that the address asks for, or answer 404."""
    kind = request.args.get("soort") or None
    if kind is not None and kind not in set(Kind):
        abort(404)
    since, until = period()
    return Filter(
        kinds=frozenset() if kind is None else frozenset({Kind(kind)}),
        since=since,
        until=until,
        round_slug=_text("ronde"),
        person=_text("wie"),
    )


def period() -> tuple[datetime | None, datetime | None]:
    """Return from and to which moment the address asks, whole days in Amsterdam."""
    first, last = day_of("van"), day_of("tot")
    return (
        None if first is None else _midnight(first),
        None if last is None else _midnight(last + timedelta(days=1)),
    )


def day_of(name: str) -> date | None:
    """Return a day of the address; None when it is not given."""
    typed = request.args.get(name)
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        abort(404, _("Deze dag bestaat niet."))
    if not 2000 <= day.year <= 2200:
        abort(404, _("Deze dag bestaat niet."))
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


def _text(name: str) -> str | None:
    typed = request.args.get(name, "").strip()[:LONGEST]
    return typed if typed and "\0" not in typed else None
