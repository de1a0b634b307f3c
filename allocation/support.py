"""Who supports what, as arrays: equal ballots are one group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weight = int | Fraction
"""What a project is worth to a voter: 1, points, or the weight of a rank."""

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Whole numbers below this are exact as float64, and so are their sums.
EXACT_BELOW = 2**53


@dataclass(frozen=True, slots=True)
class Backing:
    """The supporters of one project, one entry per group of equal ballots."""

    groups: Indices
    counts: Floats  # ballots in the group, a whole number
    # Of the project for a ballot, times `Support.scale`; one number if all are equal.
    weights: Floats
    mass: Floats  # counts * weights
    ballots: float
    total_mass: float


@dataclass(frozen=True, slots=True)
class Support:
    """The ballots as arrays; every number in them is a whole number."""

    group_count: int
    scale: int  # what the weights were multiplied with to make them whole
    backings: Mapping[str, Backing]  # project id -> its supporters
    is_exact: bool  # False: the sums may be too large for float64
    weights_are_small: bool  # they fit a byte


def make_support(
    project_ids: Sequence[str],
    weights: Sequence[Mapping[str, Weight]],
    counts: Sequence[int],
) -> Support:
    """Turn groups of equal ballots into arrays.

    Args:
        project_ids: Of all m projects.
        weights: Per group, project id -> weight > 0.
        counts: Per group, the number of its ballots.

    Returns:
        The support of each project, groups in ascending order.
    """
    places = {id_: place for place, id_ in enumerate(project_ids)}
    lengths = np.fromiter(map(len, weights), np.intp, len(weights))
    size = int(lengths.sum())
    named = np.fromiter(
        map(places.__getitem__, chain.from_iterable(weights)), np.int32, size
    )
    numbers, scale = _whole([n for group in weights for n in group.values()])
    groups = np.repeat(np.arange(len(weights), dtype=np.intp), lengths)
    order = np.argsort(named, kind="stable")
    ends = np.searchsorted(named[order], np.arange(1, len(project_ids)))
    group_counts = np.array(counts, dtype=np.float64)
    backings = {
        id_: _backing(groups[part], numbers[part], group_counts)
        for id_, part in zip(project_ids, np.split(order, ends), strict=True)
    }
    largest = float(numbers.max(initial=1))
    is_exact = sum(counts) * largest < EXACT_BELOW
    return Support(len(weights), scale, backings, is_exact, largest <= 127)


def part_of(weights: Floats, selected: NDArray[Any]) -> Floats:
    """Return the selected weights; one number stands for all of them."""
    return weights if weights.ndim == 0 else weights[selected]


def _whole(numbers: list[Weight]) -> tuple[Floats, int]:
    """Return the numbers times the least integer that makes them whole."""
    denominators = {n.denominator for n in numbers if not isinstance(n, int)}
    scale = lcm(*denominators)
    if scale != 1:
        numbers = [int(n * scale) for n in numbers]
    return np.array(numbers, dtype=np.float64), scale


def _backing(groups: Indices, weights: Floats, group_counts: Floats) -> Backing:
    counts = group_counts[groups]
    mass = counts * weights
    if weights.size and weights.min() == weights.max():
        weights = np.array(weights[0])
    return Backing(
        groups, counts, weights, mass, float(counts.sum()), float(mass.sum())
    )
