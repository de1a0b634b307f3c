"""Solve a knapsack exactly: the undominated states, cut by the fractional bound.

Source: G. Nemhauser and Z. Ullmann, "Discrete Dynamic Programming and Capital
Allocation", 1969, with the bound of G. Dantzig, 1957.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from allocation.model import NotComputed
from allocation.programme import Chosen, Programme

MOST_STATES = 1_000_000
LARGEST = 2**50  # sums below it are exact in int64 and in float64
# The bound is computed in floats and enlarged by more than their error.
MARGIN = 1 + 2.0**-40

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _States:
    """Choices among the first few projects, of which none is beaten by another."""

    costs: Whole  # ascending
    values: Whole  # ascending
    parents: Whole  # place in the layer before
    taken: NDArray[np.bool_]  # whether the project of this layer is chosen


def find_choice(
    programme: Programme, *, at_least: int, fixed: Mapping[int, bool] | None = None
) -> Chosen | None:
    """Return a choice whose value is at least `at_least`, or None: there is none.

    Args:
        programme: m projects, without side limits.
        at_least: The value asked for.
        fixed: Projects that must be chosen, or must not be.

    Returns:
        Among the choices that keep to `fixed`, one of the highest value.

    Raises:
        NotComputed: The numbers are too large, or the states too many.
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
    chosen = _search(programme, order, budget=budget, target=target)
    return None if chosen is None else forced | chosen


def _check_size(programme: Programme) -> None:
    if programme.side_limits:
        raise NotComputed("the exact search knows no side limits")
    largest = max(sum(programme.values), programme.budget.at_most)
    if max(largest, sum(programme.budget.coefficients.values())) >= LARGEST:
        raise NotComputed("the numbers are too large for the exact search")


def _search(
    programme: Programme, order: Sequence[int], *, budget: int, target: int
) -> Chosen | None:
    costs = np.array([programme.budget.coefficients[i] for i in order], np.int64)
    values = np.array([programme.values[i] for i in order], np.int64)
    bound = _Bound(costs, values, budget)
    none = np.zeros(1, np.int64)
    layers = [_States(none, none, none, np.zeros(1, np.bool_))]
    for place in range(len(order)):
        states = _extended(layers[-1], int(costs[place]), int(values[place]), budget)
        reachable = states.values + bound.of(place + 1, states.costs) >= target
        states = _selected(states, np.flatnonzero(reachable))
        if states.costs.size == 0:
            return None
        if states.costs.size > MOST_STATES:
            raise NotComputed("the exact search has too many states")
        layers.append(states)
    best = int(np.argmax(layers[-1].values))
    if layers[-1].values[best] < target:
        return None
    return _traced(layers, order, best)


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
    return _States(costs[kept], values[kept], places[kept], taken[kept])


def _selected(states: _States, kept: NDArray[np.intp]) -> _States:
    return _States(
        states.costs[kept],
        states.values[kept],
        states.parents[kept],
        states.taken[kept],
    )


def _traced(layers: Sequence[_States], order: Sequence[int], place: int) -> Chosen:
    chosen = set()
    for index, layer in zip(reversed(order), reversed(layers[1:]), strict=True):
        if layer.taken[place]:
            chosen.add(index)
        place = int(layer.parents[place])
    return frozenset(chosen)
