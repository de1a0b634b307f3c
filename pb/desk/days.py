"""How many people had voted at the end of each day, per area.

Numbers of codes only, of nobody and of no choice. They stand in a file of their own:
on a code or an envelope no moment is ever kept.
"""

import json
import os
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb import clock
from pb.codes.deleting import numbers_of
from pb.codes.models import CodeState
from pb.rounds.models import Area, BudgetRound
from pb.rounds.phases import Stage

# Day in Amsterdam -> id of an area -> people who had voted when it ended, or so far.
Days = dict[date, dict[int, int]]


def note_days(session: Session, instance: Path, now: datetime) -> None:
    """Write down how many people voted so far, of each round that takes ballots.

    Args:
        session: Only read.
        instance: Folder of the installation.
        now: In UTC.
    """
    rounds = session.scalars(
        select(BudgetRound).where(
            BudgetRound.stage == Stage.ARMED, BudgetRound.opens_at <= now
        )
    ).all()
    for budget_round in rounds:
        days = read_days(instance, budget_round.slug)
        days[day_of(now)] = votes_of(session, budget_round)
        keep_days(instance, budget_round.slug, days)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the vote."""

    day: date
    votes: int  # on that day
    total: int  # at its end
    areas: Sequence[int]  # votes on that day, in the order of the areas


def day_rows(
    areas: Sequence[Area], votes: Mapping[int, int], days: Days, now: datetime | None
) -> list[DayRow]:
    """Return the days of the vote, the newest first.

    Args:
        areas: Of the round.
        votes: People who voted so far, by id of their area.
        days: As kept by the worker.
        now: In UTC, while people vote: then today has what it has by now.
    """
    known = dict(days)
    if now is not None:
        known[day_of(now)] = dict(votes)
    rows: list[DayRow] = []
    before: Mapping[int, int] = {}
    for day, numbers in sorted(known.items()):
        own = [numbers.get(area.id, 0) - before.get(area.id, 0) for area in areas]
        rows.append(DayRow(day, sum(own), sum(numbers.values()), own))
        before = numbers
    return rows[::-1]


def votes_of(session: Session, budget_round: BudgetRound) -> dict[int, int]:
    """Return how many people voted so far: area id -> used codes that are not void."""
    votes: Counter[int] = Counter()
    for found in numbers_of(session, budget_round):
        is_vote = found.state is CodeState.USED and not found.is_void
        votes[found.area_id] += found.number if is_vote else 0
    return dict(votes)


def day_of(at: datetime) -> date:
    """Return the day in Amsterdam at a moment."""
    return at.astimezone(clock.AMSTERDAM).date()


def read_days(instance: Path, slug: str) -> Days:
    """Return what is kept of a round, the first day first; nothing when it is gone."""
    try:
        kept = json.loads(_path(instance, slug).read_text(encoding="utf-8"))
        return {
            date.fromisoformat(day): {int(id_): int(n) for id_, n in areas.items()}
            for day, areas in sorted(kept.items())
        }
    except (OSError, ValueError, AttributeError):
        return {}


def keep_days(
    instance: Path, slug: str, days: Mapping[date, Mapping[int, int]]
) -> None:
    """Write what is kept of a round, whole, in the place of what was there."""
    path = _path(instance, slug)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    told = {day.isoformat(): areas for day, areas in days.items()}
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(told, file, indent=1)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _path(instance: Path, slug: str) -> Path:
    return instance / "days" / f"{slug}.json"
