"""The further limits of one ballot, as a contest stores them, and which go together.

Stored and published limits are plain JSON. A published configuration always holds
all of them, so that a later change of a default can't change an old round.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast

from allocation import CannotAllocate, Instance, Options, allocate
from allocation.model import VoteType

DEFAULTS: dict[str, Any] = {
    "max_per_theme": {},  # category -> most plans of it on a ballot
    "max_points": None,  # for one plan
    "min_choices": 0,  # of plans; a blank ballot is always allowed
    "points": None,  # to divide on a ballot
}
# Above it nobody counts, and a ballot would grow long for nothing.
MOST_POINTS = 1000


class UnknownLimit(ValueError):
    """A contest has a limit that does not exist."""


class LimitFault(StrEnum):
    """Two settings of a contest that do not go together."""

    LEAST_ABOVE_MOST = "least-above-most"
    RANKING_NEEDS_MOST = "ranking-needs-most"
    POINTS_NEEDED = "points-needed"
    TOO_FEW_POINTS = "too-few-points"
    PLAN_ABOVE_SUM = "plan-above-sum"
    POINTS_LEFT = "points-left"
    RULE_REFUSED = "rule-refused"


@dataclass(frozen=True, slots=True)
class BallotRules:
    """Everything that decides whether the ballot of a contest makes sense."""

    vote_type: str
    max_choices: int | None
    limits: Mapping[str, Any]  # complete
    options: Options  # of the count


@dataclass(frozen=True, slots=True)
class Listed:
    """What a limit needs to know of a plan on the list."""

    cost: int  # cents
    theme: str


def complete_limits(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return all limits: those chosen, and the default of every other.

    Raises:
        UnknownLimit: One of `chosen` does not exist.
    """
    unknown = chosen.keys() - DEFAULTS.keys()
    if unknown:
        raise UnknownLimit(", ".join(sorted(unknown)))
    return {**DEFAULTS, **chosen}


def limit_faults(rules: BallotRules) -> list[LimitFault]:
    """Return which settings do not go together, in the order of the form."""
    return [fault for fault, is_found in CHECKS.items() if is_found(rules)]


def _is_least_above_most(rules: BallotRules) -> bool:
    most = 1 if rules.vote_type == "choose-1" else rules.max_choices
    return most is not None and rules.limits["min_choices"] > most


def _needs_most(rules: BallotRules) -> bool:
    """Say whether the weight of a first place would be unknown."""
    return rules.vote_type == "ordinal" and rules.max_choices is None


def _needs_points(rules: BallotRules) -> bool:
    return rules.vote_type == "cumulative" and rules.limits["points"] is None


def _has_too_few_points(rules: BallotRules) -> bool:
    """Say whether the least number of plans needs more points than there are."""
    points = _points(rules)
    return points is not None and points < rules.limits["min_choices"]


def _is_plan_above_sum(rules: BallotRules) -> bool:
    points, most = _points(rules), rules.limits["max_points"]
    return points is not None and most is not None and most > points


def _leaves_points(rules: BallotRules) -> bool:
    """Say whether nobody can give all points away."""
    points, most, plans = _points(rules), rules.limits["max_points"], rules.max_choices
    return None not in (points, most, plans) and most * plans < points


def _is_rule_refused(rules: BallotRules) -> bool:
    """Ask the count itself, with no plans yet: it knows what it cannot count."""
    instance = Instance((), 1, (), cast(VoteType, rules.vote_type))
    try:
        allocate(instance, replace(rules.options, groups=(), caps={}))
    except CannotAllocate:
        return True
    return False


def _points(rules: BallotRules) -> int | None:
    points: int | None = rules.limits["points"]
    return points if rules.vote_type == "cumulative" else None


CHECKS: Mapping[LimitFault, Callable[[BallotRules], bool]] = {
    LimitFault.LEAST_ABOVE_MOST: _is_least_above_most,
    LimitFault.RANKING_NEEDS_MOST: _needs_most,
    LimitFault.POINTS_NEEDED: _needs_points,
    LimitFault.TOO_FEW_POINTS: _has_too_few_points,
    LimitFault.PLAN_ABOVE_SUM: _is_plan_above_sum,
    LimitFault.POINTS_LEFT: _leaves_points,
    LimitFault.RULE_REFUSED: _is_rule_refused,
}


def can_reach_least(
    limits: Mapping[str, Any], plans: Iterable[Listed], budget: int | None
) -> bool:
    """Say whether a ballot with the least number of plans exists.

    Taking the cheapest plan that its theme still allows, again and again, gives the
    cheapest ballot of every size.

    Args:
        limits: Complete.
        plans: On the list.
        budget: In cents, where the plans must fit in it together.
    """
    taken: dict[str, int] = {}
    count = cost = 0
    for plan in sorted(plans, key=lambda each: each.cost):
        if count == limits["min_choices"]:
            break
        most = limits["max_per_theme"].get(plan.theme)
        if most is None or taken.get(plan.theme, 0) < most:
            taken[plan.theme] = taken.get(plan.theme, 0) + 1
            count, cost = count + 1, cost + plan.cost
    return count >= limits["min_choices"] and (budget is None or cost <= budget)
