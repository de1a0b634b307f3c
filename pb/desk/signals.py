"""What staff should look at while people vote: silence in an area, wrong codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.desk.days import Days, day_of
from pb.limits.models import FailureCount
from pb.rounds.models import Area
from pb.voting.admission import SCOPE

QUIET_DAYS = timedelta(days=2)
ELSEWHERE = 20  # votes in other areas that make silence remarkable
HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
MANY_WRONG = 100  # unknown codes in an hour, of the whole website
GUESSING = 1000  # in ten minutes


@dataclass(frozen=True, slots=True)
class Silence:
    """An area in which nobody votes while others do."""

    area: str
    since: date | None  # the last day with a vote, or before; None: from the start


def silent_areas(
    areas: Sequence[Area], votes: Mapping[int, int], days: Days, now: datetime
) -> list[Silence]:
    """Return the areas in which nobody voted for two days, while others did.

    Args:
        areas: Of the round.
        votes: People who voted so far, by id of their area.
        days: As kept by the worker.
        now: In UTC.
    """
    total = sum(votes.values())
    earlier = [day for day in days if day <= day_of(now) - QUIET_DAYS]
    since = max(earlier, default=None)
    before = {} if since is None else days[since]
    grew = total - sum(before.values())
    found = []
    for area in areas:
        number = votes.get(area.id, 0)
        if number == 0 and total >= ELSEWHERE:
            found.append(Silence(area.name, None))
        elif since and number == before.get(area.id) and grew >= ELSEWHERE:
            found.append(Silence(area.name, since))
    return found


def wrong_codes(session: Session, now: datetime, *, within: timedelta = HOUR) -> int:
    """Return how often an unknown code was typed lately, on the whole website."""
    query = select(func.coalesce(func.sum(FailureCount.count), 0)).where(
        FailureCount.scope == SCOPE, FailureCount.minute > now - within
    )
    return session.scalar(query) or 0
