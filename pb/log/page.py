"""What the page of a logbook shows: lines in words, grouped, newest first."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from exports import checkpoint, event_log
from pb.log.models import Checkpoint, Event
from pb.log.service import event_line
from pb.log.telling import actor_words
from pb.log.types import EventType
from pb.log.words import Words, words_of
from pb.rounds.models import BudgetRound

PER_PAGE = 50
Period = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the logbook, for people."""

    index: int
    at: datetime
    words: Words
    actor: str
    hash: str
    text: str  # as it stands in the file


@dataclass(frozen=True, slots=True)
class Entry:
    """A line, and earlier ones that tell the same: the numbers of hours before."""

    line: Line
    earlier: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Logbook:
    """A page of the logbook."""

    size: int  # lines in all
    last: Event
    fault: event_log.Fault | None
    entries: Sequence[Entry]
    older: int | None  # where the next page begins: lines before this index


def make_page(
    budget_round: BudgetRound,
    events: Sequence[Event],
    signed: Checkpoint | None,
    *,
    types: frozenset[EventType] | None,
    before: int | None,
    period: Period = (None, None),
    locale: str,
) -> Logbook:
    """Return a page.

    Args:
        budget_round: Frozen.
        events: All of them, oldest first, at least one.
        signed: The newest checkpoint.
        types: Which lines to show; all if None.
        before: Show only lines with a lower index.
        period: Show only lines from the first moment on and before the second.
        locale: For numbers and dates.
    """
    texts = [event_line(event) for event in events]
    shown = [
        event
        for event in reversed(chosen(events, types, period))
        if before is None or event.index < before
    ]
    areas = area_names(budget_round)
    entries = _entries(
        Line(
            event.index,
            event.at,
            words_of(event, areas, locale),
            actor_words(event.actor),
            event.hash,
            texts[event.index] if event.index < len(texts) else "",
        )
        for event in shown
    )
    rest = entries[PER_PAGE:]
    return Logbook(
        size=len(events),
        last=events[-1],
        fault=_fault(texts, signed),
        entries=entries[:PER_PAGE],
        older=rest[0].line.index + 1 if rest else None,
    )


def chosen(
    events: Sequence[Event], types: frozenset[EventType] | None, period: Period
) -> list[Event]:
    """Return the lines of some types and of one period."""
    first, end = period
    return [
        event
        for event in events
        if (types is None or event.type in types)
        and (first is None or event.at >= first)
        and (end is None or event.at < end)
    ]


def _fault(texts: Sequence[str], signed: Checkpoint | None) -> event_log.Fault | None:
    known = [] if signed is None else [checkpoint.parse(signed.text)[0]]
    return event_log.find_fault(texts, known)


def _entries(lines: Iterable[Line]) -> list[Entry]:
    """Put numbers of codes that follow one another under the newest of them."""
    entries: list[Entry] = []
    for line in lines:
        last = entries[-1] if entries else None
        if line.words.is_hourly and last is not None and last.line.words.is_hourly:
            entries[-1] = Entry(last.line, (*last.earlier, line))
        else:
            entries.append(Entry(line, ()))
    return entries


def area_names(budget_round: BudgetRound) -> dict[str, str]:
    """Return the names of the areas by their id in the configuration."""
    config = json.loads(budget_round.config_json or '{"areas": []}')
    return {area["id"]: area["name"] for area in config["areas"]}
