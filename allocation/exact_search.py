"""Solve a knapsack exactly: the undominated states, cut by the fractional bound.

Source: G. Nemhauser and Z. Ullmann, "Discrete Dynamic Programming and Capital
Allocation", 1969, with the bound of G. Dantzig, 1957.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from allocation.model import NotComputed, Progress, ProgressListener
from allocation.programme import Chosen, Programme

MOST_STATES = 1_000_000  # of one layer
MOST_IN_ALL = 60_000_000  # five bytes each
LARGEST = 2**50  # sums below it are exact in int64 and in float64
# The bound is computed in floats and enlarged by more than their error.
MARGIN = 1 + 2.0**-40

Whole = NDArray[np.int64]


class SearchTooLarge(NotComputed):
    """The exact search cannot answer this; a solver may."""


@dataclass(frozen=True, slots=True)
class _Trail:
    """Where the states of one layer come from."""

    parents: NDArray[np.int32]  # place in the layer before
    taken: NDArray[np.bool_]  # whether the project of this layer is chosen


@dataclass(frozen=True, slots=True)
class _States:
    """Choices among the first few projects, of which none is beaten by another."""

    costs: Whole  # ascending
    values: Whole  # ascending
    trail: _Trail


def find_choice(
    programme: Programme,
    *,
    at_least: int,
    fixed: Mapping[int, bool] | None = None,
    progress: ProgressListener | None = None,
) -> Chosen | None:
    """Return a choice whose value is at least `at_least`, or None: there is none.

    Args:
        programme: m projects, without side limits.
        at_least: The value asked for.
        fixed: Projects that must be chosen, or must not be.
        progress: Told how many projects were looked at.

    Returns:
        Among the choices that keep to `fixed`, one of the highest value.

    Raises:
        SearchTooLarge: The numbers are too large, or the states too many.
    """
    _check_size(programme)
    fixed = fixed or {}
    forced = frozenset(index for index, is_chosen in fixed.items() if is_chosen)
    costs = programme.budget.coefficients
    budget = programme.budget.at_most - sum(costs[index] for index in forced)
    target = at_least - programme.value(forced)
    free = [i for i in range(len(programme.values)) if i not in fixed]
    if budget < 0:
        return None
    order = sorted(free, key=lambda i: Fraction(-programme.values[i], costs[i]))
    search = _Search(programme, order, budget=budget, target=target)
    chosen = search.run(progress)
    return None if chosen is None else forced | chosen


def _check_size(programme: Programme) -> None:
    if programme.side_limits:
        raise SearchTooLarge("the exact search knows no side limits")
    largest = max(sum(programme.values), programme.budget.at_most)
    if max(largest, sum(programme.budget.coefficients.values())) >= LARGEST:
        raise SearchTooLarge("the numbers are too large for the exact search")


class _Search:
    """Goes through the projects in one order, with all states worth keeping."""

    def __init__(
        self, programme: Programme, order: Sequence[int], *, budget: int, target: int
    ) -> None:
        costs = programme.budget.coefficients
        self._order = order
        self._costs = np.array([costs[i] for i in order], np.int64)
        self._values = np.array([programme.values[i] for i in order], np.int64)
        self._bound = _Bound(self._costs, self._values, budget)
        self._budget = budget
        self._target = target

    def run(self, progress: ProgressListener | None) -> Chosen | None:
        """Return the best choice that reaches the target; None: there is none."""
        none = np.zeros(1, np.int64)
        states = _States(none, none, _Trail(none.astype(np.int32), none > 0))
        trails: list[_Trail] = []
        kept = 0
        for place in range(len(self._order)):
            if progress is not None:
                progress(Progress("knapsack", place))
            states = self._following(states, place)
            kept += states.costs.size
            if states.costs.size == 0:
                return None
            if states.costs.size > MOST_STATES or kept > MOST_IN_ALL:
                raise SearchTooLarge("the exact search has too many states")
            trails.append(states.trail)
        best = int(np.argmax(states.values))
        if states.values[best] < self._target:
            return None
        return _traced(trails, self._order, best)

    def _following(self, states: _States, place: int) -> _States:
        """Return the states with and without one more project, if worth keeping."""
        cost, value = int(self._costs[place]), int(self._values[place])
        states = _extended(states, cost, value, self._budget)
        most = states.values + self._bound.of(place + 1, states.costs)
        return _selected(states, np.flatnonzero(most >= self._target))


class _Bound:
    """What the projects from a place on can add at most, by taking fractions."""

    def __init__(self, costs: Whole, values: Whole, budget: int) -> None:
        self._cost_sums = np.concatenate(([0], np.cumsum(costs)))
        self._value_sums = np.concatenate(([0], np.cumsum(values)))
        ratios = values / costs
        self._ratios = np.concatenate((ratios, [0.0]))
        self._budget = budget

    def of(self, place: int, spent: Whole) -> NDArray[np.float64]:
        """Return an upper bound for each state that has spent `spent`."""
        reach = self._cost_sums[place] + (self._budget - spent)
        last = np.searchsorted(self._cost_sums, reach, side="right") - 1
        rest = (reach - self._cost_sums[last]) * self._ratios[last]
        whole = self._value_sums[last] - self._value_sums[place]
        # A whole value is not above the bound rounded down; the margin is for floats.
        bound: NDArray[np.float64] = np.floor((whole + rest) * MARGIN + 1e-6)
        return bound


def _extended(states: _States, cost: int, value: int, budget: int) -> _States:
    """Return the states with and without one more project, undominated only."""
    fits = np.flatnonzero(states.costs + cost <= budget)
    places = np.concatenate((np.arange(states.costs.size), fits))
    taken = np.concatenate(
        (np.zeros(states.costs.size, bool), np.ones(fits.size, bool))
    )
    costs = states.costs[places] + cost * taken
    values = states.values[places] + value * taken
    order = np.lexsort((-values, costs))
    ascending = values[order]
    before = np.concatenate(([-1], np.maximum.accumulate(ascending)[:-1]))
    kept = order[ascending > before]
    trail = _Trail(places[kept].astype(np.int32), taken[kept])
    return _States(costs[kept], values[kept], trail)


def _selected(states: _States, kept: NDArray[np.intp]) -> _States:
    trail = _Trail(states.trail.parents[kept], states.trail.taken[kept])
    return _States(states.costs[kept], states.values[kept], trail)


def _traced(trails: Sequence[_Trail], order: Sequence[int], place: int) -> Chosen:
    chosen = set()
    for index, trail in zip(reversed(order), reversed(trails), strict=True):
        if trail.taken[place]:
            chosen.add(index)
        place = int(trail.parents[place])
    return frozenset(chosen)
