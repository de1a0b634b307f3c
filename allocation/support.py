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

    counts: Floats  # per group, the number of its ballots
    blank_ballots: int
    scale: int  # what the weights were multiplied with to make them whole
    backings: Mapping[str, Backing]  # project id -> its supporters
    is_exact: bool  # False: the sums may be too large for float64
    weights_are_small: bool  # they fit a byte

    @property
    def group_count(self) -> int:
        """The number of groups of equal ballots."""
        return self.counts.size

    @property
    def ballot_count(self) -> int:
        """The number of ballots, blank ones included."""
        return int(self.counts.sum())


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
    named = np.fromiter(
        map(places.__getitem__, chain.from_iterable(weights)),
        np.intp,
        int(lengths.sum()),
    )
    numbers, scale = _whole([n for group in weights for n in group.values()])
    return support_of_arrays(
        project_ids,
        named=named,
        numbers=numbers,
        lengths=lengths,
        counts=np.array(counts, dtype=np.float64),
        scale=scale,
    )


def support_of_arrays(
    project_ids: Sequence[str],
    *,
    named: Indices,
    numbers: Floats,
    lengths: Indices,
    counts: Floats,
    scale: int = 1,
) -> Support:
    """Return the support of ballots that are arrays already.

    Args:
        project_ids: Of all m projects.
        named: The places of the projects named, ballot after ballot.
        numbers: The weights of these, whole numbers.
        lengths: Per group, how many projects it names.
        counts: Per group, the number of its ballots.
        scale: What the weights were multiplied with.

    Returns:
        The support of each project, groups in ascending order.
    """
    groups = np.repeat(np.arange(lengths.size, dtype=np.intp), lengths)
    order = np.argsort(named.astype(np.int16), kind="stable")
    ends = np.searchsorted(named[order], np.arange(1, len(project_ids)))
    parts = np.split(order, ends) if project_ids else []
    backings = {
        id_: _backing(groups[part], numbers[part], counts)
        for id_, part in zip(project_ids, parts, strict=True)
    }
    largest = float(numbers.max(initial=1))
    is_exact = float(counts.sum()) * largest < EXACT_BELOW
    blank = int(counts[lengths == 0].sum())
    return Support(counts, blank, scale, backings, is_exact, largest <= 127)


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
