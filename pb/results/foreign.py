"""What a Pabulib file says of its round, in the words of our own rounds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import allocation
from allocation.pabulib import declared_limits
from allocation.pabulib.numbers import NotANumber, read_hundredths
from pb import clock
from pb.rounds.ballot_limits import complete_limits

DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
# Years in which somebody can have voted and a calendar can count on.
YEARS = range(1900, 2200)
YEAR = re.compile(r"\d{4}")
CURRENCY = re.compile(r"[A-Z]{3}")
# What META says, and the rule, completion and options that count alike. Exclusion
# groups are not in the files, so greedy-exclusive is not among them.
GREEDY = {"greedy": True, "greedy-threshold": True, "greedy-no-skip": False}
SHARES = {
    "equalshares": "none",
    "equalshares/none": "none",
    "equalshares/utilitarian": "utilitarian",
    "equalshares/add1": "add1",
    "equalshares/add1u": "add1u",
}
LEFTOVERS = (("partially fund", "partial"), ("fund additional", "next-fit"))


@dataclass(frozen=True, slots=True)
class ForeignRule:
    """The rule with which a file's ballots are counted here."""

    rule: str
    utility: str | None
    completion: str | None
    options: Mapping[str, Any]
    is_declared: bool  # it is the rule of the file, and not our default


DEFAULT = ForeignRule("equal-shares", "cost", "add1u", {}, is_declared=False)


def rule_of(parsed: allocation.ParsedFile) -> ForeignRule:
    """Return the rule that the file names, or our default where we have not got it.

    Raises:
        UnreadableFile: A limit of the rule is there that cannot be understood.
    """
    name = parsed.meta.get("rule", "").strip().lower()
    if name in GREEDY:
        return ForeignRule("greedy", None, None, _greedy_options(parsed), True)
    if name in SHARES:
        utility = parsed.meta.get("utility", "cost")
        if utility in ("cost", "cardinality"):
            options = _share_options(parsed)
            return ForeignRule("equal-shares", utility, SHARES[name], options, True)
    if name == "phragmen" and parsed.instance.vote_type in ("approval", "choose-1"):
        return ForeignRule("phragmen", None, "none", {}, True)
    return DEFAULT


def _greedy_options(parsed: allocation.ParsedFile) -> dict[str, Any]:
    limits = declared_limits(parsed)
    leftover = parsed.meta.get("leftover_budget", "").lower()
    kind = next((kind for begin, kind in LEFTOVERS if leftover.startswith(begin)), None)
    chosen = {
        "skip": limits.skip,
        "min_score": str(limits.min_score),
        "caps": dict(limits.caps),
        "caps_bind_completion": limits.caps_bind_completion or not limits.caps,
        "leftover": kind or "keep",
    }
    usual = {"skip": True, "min_score": "0", "caps": {}, "leftover": "keep"}
    usual["caps_bind_completion"] = True
    return {name: value for name, value in chosen.items() if value != usual[name]}


def _share_options(parsed: allocation.ParsedFile) -> dict[str, Any]:
    options: dict[str, Any] = {}
    stop = parsed.meta.get("add1_stop")
    if stop in ("exhaustive", "overspend"):
        options["add1_stop"] = stop
    increment = _hundredths(parsed.meta.get("increment", ""))
    if increment:
        options["increment"] = increment
    return options


def _hundredths(text: str) -> int | None:
    try:
        return read_hundredths(text)
    except NotANumber:
        return None


def vote_type_of(parsed: allocation.ParsedFile) -> str:
    """Return the vote type; scoring differs from cumulative in its name only."""
    vote_type = parsed.instance.vote_type
    return "cumulative" if vote_type == "scoring" else vote_type


def max_choices_of(parsed: allocation.ParsedFile) -> int | None:
    """Return how many projects a ballot may name, if the file limits that."""
    if parsed.instance.vote_type == "choose-1":
        return 1
    hundredths = _hundredths(parsed.meta.get("max_length", ""))
    return hundredths // 100 if hundredths and hundredths % 100 == 0 else None


def ballot_limits_of(parsed: allocation.ParsedFile) -> dict[str, Any]:
    """Return the further limits of a ballot that the file names as whole numbers."""
    names = {"min_length": "min_choices"}
    if vote_type_of(parsed) == "cumulative":
        names |= {"max_sum_points": "points", "max_points": "max_points"}
    found = {
        ours: _hundredths(parsed.meta.get(theirs, "")) for theirs, ours in names.items()
    }
    whole = {ours: n // 100 for ours, n in found.items() if n and n % 100 == 0}
    return complete_limits(whole)


def is_within_budget(parsed: allocation.ParsedFile) -> bool:
    """Say whether the projects on one ballot had to fit in the budget."""
    limit = _hundredths(parsed.meta.get("max_sum_cost", ""))
    return limit == parsed.instance.budget_limit


def currency_of(parsed: allocation.ParsedFile) -> str:
    """Return the code of the currency; XXX, which means none, where it is missing."""
    code = parsed.currency.strip().upper()
    return code if CURRENCY.fullmatch(code) else "XXX"


def place_of(parsed: allocation.ParsedFile) -> str:
    """Return where the round was held: the city, and the part of it."""
    names = (parsed.meta.get(key, "") for key in ("unit", "district", "subunit"))
    return ", ".join(dict.fromkeys(filter(None, map(_clean, names))))


def leftover_of(parsed: allocation.ParsedFile) -> str:
    """Return what the file says of the money that was left, in its own words."""
    return _clean(parsed.meta.get("leftover_budget", ""))


def title_of(parsed: allocation.ParsedFile) -> str:
    """Return a title: what the file calls itself, with its city and year."""
    title = _clean(parsed.meta.get("description", "")) or "Pabulib"
    city = _clean(parsed.meta.get("unit", ""))
    if city and city not in title:
        title = f"{title}, {city}"
    year = YEAR.search(parsed.meta.get("date_begin", ""))
    return f"{title} ({year[0]})" if year and year[0] not in title else title


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def period_of(parsed: allocation.ParsedFile) -> tuple[datetime, datetime] | None:
    """Return when the vote opened and closed, in UTC; None if the file is silent.

    The last day counts whole; of dates that are only a year, the whole year.
    """
    first = _first_moment(parsed.meta.get("date_begin", ""))
    last = _last_moment(parsed.meta.get("date_end", ""))
    if first is None or last is None or first >= last:
        return None
    return clock.to_utc(first), clock.to_utc(last)


def _first_moment(text: str) -> datetime | None:
    if YEAR.fullmatch(text) and int(text) in YEARS:
        return datetime(int(text), 1, 1)  # noqa: DTZ001  # wall clock
    return _day(text)


def _last_moment(text: str) -> datetime | None:
    if YEAR.fullmatch(text) and int(text) in YEARS:
        return datetime(int(text) + 1, 1, 1)  # noqa: DTZ001  # wall clock
    day = _day(text)
    return None if day is None else day + timedelta(days=1)


def _day(text: str) -> datetime | None:
    match = DAY.fullmatch(text)
    if match is None or int(match[3]) not in YEARS:
        return None
    try:
        return datetime(int(match[3]), int(match[2]), int(match[1]))  # noqa: DTZ001
    except ValueError:
        return None
