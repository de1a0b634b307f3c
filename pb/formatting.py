"""How amounts, numbers and moments are written on a page.

Pure functions that are told the language, and their registration as filters.
Amounts are exact until here; a function that rounds says so in its name.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache, wraps
from math import inf
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import (
    NumberPattern,
    format_currency,
    format_decimal,
    parse_pattern,
)
from flask import Flask
from flask_babel import get_locale

from pb.clock import AMSTERDAM
from pb.richtext import markdown

MOMENT = {
    "nl": "EEEE d MMMM y, H.mm 'uur'",
    "en": "EEEE d MMMM y, HH:mm",
}
MOMENT_SHORT = {
    "nl": "EEEE d MMMM, H.mm 'uur'",
    "en": "EEEE d MMMM, HH:mm",
}
DAY = {"nl": "EEEE d MMMM y", "en": "EEEE d MMMM y"}
DAY_YEAR = {"nl": "d MMMM y", "en": "d MMMM y"}
DAY_SHORT = {"nl": "d MMM", "en": "d MMM"}
HOUR = {"nl": "H.mm 'uur'", "en": "HH:mm"}
# Below this many of a unit the next smaller one says more: "13 dagen", "36 uur".
UNITS: tuple[tuple[Literal["week", "day", "hour", "minute"], timedelta, int], ...] = (
    ("week", timedelta(weeks=1), 3),
    ("day", timedelta(days=1), 2),
    ("hour", timedelta(hours=1), 2),
    ("minute", timedelta(minutes=1), 0),
)


def register(app: Flask) -> None:
    """Give templates the functions below as filters, in the visitor's language."""
    for function in (
        euro,
        euro_rounded,
        money,
        number,
        decimal,
        percentage,
        moment,
        moment_short,
        day,
        day_year,
        calendar_day,
        day_short,
        hour,
        time_left,
    ):
        app.jinja_env.filters[function.__name__] = _in_visitors_language(function)
    app.jinja_env.filters.update(
        iso=iso, markdown=markdown, svg_percent=svg_percent, grouped=grouped
    )


def _in_visitors_language(function: Callable[..., str]) -> Callable[..., str]:
    @wraps(function)
    def localised(*args: object, **kwargs: object) -> str:
        kwargs.setdefault("locale", str(get_locale() or "nl"))
        return function(*args, **kwargs)

    return localised


def euro(cents: int | Fraction, *, locale: str = "nl") -> str:
    """Return "€ 1.234" or "€ 1.234,50" for a whole number of cents.

    Raises:
        ValueError: There is a part of a cent; use `euro_rounded`.
    """
    return money(cents, locale=locale)


def euro_rounded(cents: int | Fraction, *, locale: str = "nl") -> str:
    """Return euros to the nearest cent, a half upwards."""
    return money(_rounded(Fraction(cents)), locale=locale)


def money(cents: int | Fraction, currency: str = "EUR", *, locale: str = "nl") -> str:
    """Return an amount in any currency; cents only where there are some.

    Raises:
        ValueError: There is a part of a cent.
    """
    if cents != int(cents):
        raise ValueError(f"{cents} is not a whole number of cents")
    return _money(int(cents), currency, locale)


# A page of a result writes hundreds of amounts, and the next visitor the same ones.
@lru_cache(maxsize=8192)
def _money(cents: int, currency: str, locale: str) -> str:
    return format_currency(
        Decimal(cents).scaleb(-2),
        currency,
        format=_money_pattern(locale, is_whole=cents % 100 == 0),
        locale=locale,
        currency_digits=False,
    )


@cache
def _money_pattern(locale: str, *, is_whole: bool) -> NumberPattern:
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    return parse_pattern(re.sub(r"\.0+", "", pattern) if is_whole else pattern)


def number(value: int, *, locale: str = "nl") -> str:
    """Return a whole number in groups of three digits."""
    return format_decimal(value, locale=locale)


def decimal(value: int | Fraction, digits: int = 1, *, locale: str = "nl") -> str:
    """Return a number rounded to `digits` decimals, a half upwards."""
    scaled = _rounded(Fraction(value) * 10**digits)
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(Decimal(scaled).scaleb(-digits), pattern, locale=locale)


def percentage(
    part: int | Fraction, whole: int | Fraction, digits: int = 0, *, locale: str = "nl"
) -> str:
    """Return which share `part` is of `whole`, rounded; a dash when there is none.

    It says 100% only where it is all.
    """
    if not whole:
        return "–"
    share = Fraction(part) * 100 / whole
    if share < 100:
        share = min(share, 100 - Fraction(1, 10**digits))
    return decimal(share, digits, locale=locale) + "%"


def _rounded(value: Fraction) -> int:
    """Return the nearest whole number, a half away from zero."""
    nearest = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return nearest if value >= 0 else -nearest


def moment(at: datetime, *, locale: str = "nl") -> str:
    """Return "zondag 29 november 2026, 20.00 uur", on the clock of Amsterdam."""
    return _written(at, MOMENT, locale)


def moment_short(at: datetime, *, locale: str = "nl") -> str:
    """Return the same without the year, for what is near."""
    return _written(at, MOMENT_SHORT, locale)


def day(at: datetime, *, locale: str = "nl") -> str:
    """Return "zondag 29 november 2026"."""
    return _written(at, DAY, locale)


def day_year(at: datetime, *, locale: str = "nl") -> str:
    """Return "29 november 2026", for what is past."""
    return _written(at, DAY_YEAR, locale)


def calendar_day(on: date, *, locale: str = "nl") -> str:
    """Return "29 november 2026" for a date without a time."""
    return format_date(on, DAY_YEAR.get(locale, DAY_YEAR["en"]), locale=locale)


def day_short(at: datetime, *, locale: str = "nl") -> str:
    """Return "29 nov", for a phase bar."""
    return _written(at, DAY_SHORT, locale).removesuffix(".")


def hour(at: datetime, *, locale: str = "nl") -> str:
    """Return "20.00 uur"."""
    return _written(at, HOUR, locale)


def iso(at: datetime) -> str:
    """Return RFC 3339 in UTC, for `<time datetime>`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _written(at: datetime, patterns: dict[str, str], locale: str) -> str:
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    pattern = patterns.get(locale, patterns["en"])
    return format_datetime(at, pattern, tzinfo=AMSTERDAM, locale=locale)


def time_left(until: datetime, now: datetime, *, locale: str = "nl") -> str:
    """Return "7 dagen" or "3 uur": never more than there is; "0 minuten" when over."""
    return duration(max(until - now, timedelta()), locale=locale)


def duration(length: timedelta, *, locale: str = "nl") -> str:
    """Return "3 weken", "7 dagen", "36 uur" or "5 minuten", rounded downwards."""
    unit, size = next(
        (unit, size) for unit, size, least in UNITS if length >= least * size
    )
    whole = length // size * size
    # An endless threshold keeps Babel from choosing a larger unit and rounding.
    return format_timedelta(whole, unit, threshold=inf, locale=locale)


def svg_percent(part: int | Fraction, whole: int | Fraction) -> str:
    """Return a length for an SVG attribute, between 0% and 100%."""
    if whole <= 0:
        return "0%"
    tenths = min(max(_rounded(Fraction(part) * 1000 / whole), 0), 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def grouped(code: str, size: int = 4) -> str:
    """Return a code in groups with dashes, as it stands in the letter."""
    return "-".join(code[at : at + size] for at in range(0, len(code), size))
