"""When a vote was held, as far as is known: of a file of elsewhere at best the days."""

from datetime import date, datetime, timedelta

from flask_babel import get_locale
from flask_babel import gettext as _

from pb.clock import AMSTERDAM
from pb.formatting import calendar_day


def days_of(opens_at: datetime, closes_at: datetime) -> tuple[date, date]:
    """Return the first and the last day of a vote."""
    return _local(opens_at), _local(closes_at - timedelta(microseconds=1))


def _local(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()


def voted_days(opens_at: datetime, closes_at: datetime) -> str:
    """Return the days of a vote; only the year where the vote is said to fill it."""
    first, last = days_of(opens_at, closes_at)
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return str(first.year)
    locale = str(get_locale() or "nl")
    return str(
        _(
            "%(first)s tot en met %(last)s",
            first=calendar_day(first, locale=locale),
            last=calendar_day(last, locale=locale),
        )
    )
