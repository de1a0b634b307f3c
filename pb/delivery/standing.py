"""How a plan stands on a day: late is what the calendar says, not what staff say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pb.clock import AMSTERDAM
from pb.delivery.models import Delivery, DeliveryState, Milestone


class Standing(StrEnum):
    """What the page says first of a funded plan."""

    NOT_BEGUN = "not_begun"
    ON_TIME = "on_time"
    LATE = "late"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that was to be ready on a day: a milestone, or the whole plan."""

    title: str  # empty: the whole plan
    due_on: date


def today(now: datetime) -> date:
    """Return the day it is in Amsterdam."""
    return now.astimezone(AMSTERDAM).date()


def broken_promise(
    delivery: Delivery, milestones: Sequence[Milestone], day: date
) -> Promise | None:
    """Return the oldest promise whose day is over, unless the plan is over itself."""
    if delivery.state in {DeliveryState.DONE, DeliveryState.STOPPED}:
        return None
    open_ones = [Promise(m.title, m.due_on) for m in milestones if m.done_on is None]
    if delivery.due_on is not None:
        open_ones.append(Promise("", delivery.due_on))
    late = [promise for promise in open_ones if promise.due_on < day]
    return min(late, key=lambda promise: promise.due_on, default=None)


def standing(
    delivery: Delivery, milestones: Sequence[Milestone], day: date
) -> Standing:
    """Return how a plan stands."""
    if delivery.state is DeliveryState.DONE:
        return Standing.DONE
    if delivery.state is DeliveryState.STOPPED:
        return Standing.STOPPED
    if broken_promise(delivery, milestones, day) is not None:
        return Standing.LATE
    if delivery.state is DeliveryState.PLANNED:
        return Standing.NOT_BEGUN
    return Standing.ON_TIME
