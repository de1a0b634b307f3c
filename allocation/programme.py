"""A choice of projects as a 0/1 programme with whole numbers only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

from allocation.contest import Contest
from allocation.funding import Funding
from allocation.model import Objective, Project, Weight

Chosen = frozenset[int]
"""Indices of the chosen projects, in tie order."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The sum of the coefficients of the chosen projects is at most `at_most`."""

    coefficients: Mapping[int, int]  # index of a project -> coefficient >= 0
    at_most: int

    def allows(self, chosen: Iterable[int]) -> bool:
        """Say whether a choice keeps to the limit, exactly."""
        return sum(self.coefficients.get(i, 0) for i in chosen) <= self.at_most


@dataclass(frozen=True)
class Programme:
    """Maximise the sum of values within the budget and the side limits.

    Projects stand in tie order. Values and the numbers of each limit are divided
    by their greatest common divisor.
    """

    project_ids: Sequence[str]
    values: Sequence[int]  # > 0
    value_unit: Fraction  # what one unit of `values` is worth
    budget: Limit
    side_limits: tuple[Limit, ...] = ()

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """The budget and the side limits."""
        return (self.budget, *self.side_limits)

    def value(self, chosen: Iterable[int]) -> int:
        """Return the exact value of a choice."""
        return sum(self.values[index] for index in chosen)

    def allows(self, chosen: Chosen) -> bool:
        """Say whether a choice keeps to every limit, exactly."""
        return all(limit.allows(chosen) for limit in self.limits)


def make_programme(
    contest: Contest, funding: Funding, objective: Objective
) -> Programme:
    """Return the programme of what may still be funded.

    Args:
        contest: Over m projects.
        funding: What is funded already; its money left is the budget.
        objective: "votes" values a project by its score, "votes-cost" by score
            times cost.

    Returns:
        The programme over the at most m projects that are open and cost money.
    """
    projects = [p for p in contest.candidates if p.cost > 0 and funding.is_open_to(p)]
    scores = [contest.instance.scores[p.id] for p in projects]
    values: list[Weight] = list(scores)
    if objective == "votes-cost":
        values = [s * p.cost for s, p in zip(scores, projects, strict=True)]
    whole, unit = _whole(values)
    costs = {index: project.cost for index, project in enumerate(projects)}
    return Programme(
        [project.id for project in projects],
        whole,
        unit,
        _divided(costs, funding.left),
        tuple(_side_limits(projects, funding)),
    )


def _whole(values: Sequence[Weight]) -> tuple[list[int], Fraction]:
    """Return the values over their greatest common unit, and that unit."""
    denominator = lcm(*(value.denominator for value in values))
    numerators = [int(value * denominator) for value in values]
    shared = gcd(*numerators) or 1
    return [n // shared for n in numerators], Fraction(shared, denominator)


def _divided(coefficients: Mapping[int, int], at_most: int) -> Limit:
    shared = gcd(*coefficients.values()) or 1
    divided = {index: number // shared for index, number in coefficients.items()}
    return Limit(divided, at_most // shared)


def _side_limits(projects: Sequence[Project], funding: Funding) -> Iterable[Limit]:
    for group, left in funding.places_left():
        members = {i: 1 for i, p in enumerate(projects) if p.id in group.project_ids}
        if len(members) > left:
            yield Limit(members, left)
    for category, amount in funding.amounts_left():
        costs = {
            i: p.cost for i, p in enumerate(projects) if p.is_in_category(category)
        }
        if sum(costs.values()) > amount:
            yield _divided(costs, amount)
