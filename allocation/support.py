"""Who supports what, as arrays: equal ballots are one group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from math import lcm
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Weight = int | Fraction
"""What a project is worth to a voter: 1, points, or the weight of a rank."""

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Whole numbers below this are exact as float64, and so are their sums.
EXACT_BELOW = 2**53
PIECE = 8192
MOST_IN_TWO_BYTES = 2**15  # places of projects; numbers so short are sorted sooner


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

    @property
    def named_count(self) -> int:
        """How many projects all groups of equal ballots name together."""
        return sum(backing.groups.size for backing in self.backings.values())


@runtime_checkable
class HasSupport(Protocol):
    """Groups of ballots that can turn into arrays by themselves."""

    @property
    def ballot_count(self) -> int:
        """The number of ballots in all groups."""

    def support(self) -> Support:
        """Return who supports what."""


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
    kind = np.int16 if len(project_ids) <= MOST_IN_TWO_BYTES else np.intp
    order = np.argsort(named.astype(kind), kind="stable")
    groups, numbers, named = groups[order], numbers[order], named[order]
    ballots = counts[groups]
    backings = _backings(
        np.searchsorted(named, np.arange(len(project_ids) + 1)),
        groups=groups,
        counts=ballots,
        weights=numbers,
        mass=ballots * numbers,
    )
    largest = float(numbers.max(initial=1))
    is_exact = float(counts.sum()) * largest < EXACT_BELOW
    blank = int(counts[lengths == 0].sum())
    by_id = dict(zip(project_ids, backings, strict=True))
    return Support(counts, blank, scale, by_id, is_exact, largest <= 127)


def sums_over(amounts: NDArray[Any], counts: Floats) -> NDArray[Any]:
    """Return the sum of amounts * counts over the last axis.

    Piece by piece: for a longer one BLAS wakes threads, and waits for them longer
    than it takes alone.

    Args:
        amounts: s numbers or truth values, or rows of them.
        counts: s numbers.

    Returns:
        One sum, or one of each row.
    """
    if counts.size <= PIECE:
        return np.asarray(amounts.dot(counts))
    pieces = [
        amounts[..., start : start + PIECE].dot(counts[start : start + PIECE])
        for start in range(0, counts.size, PIECE)
    ]
    return np.asarray(sum(pieces))


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


def _backings(
    bounds: Indices, *, groups: Indices, counts: Floats, weights: Floats, mass: Floats
) -> list[Backing]:
    """Cut the supporters of all projects into those of each."""
    # Each sum by itself, so that it is as exact as it can be.
    places = np.repeat(np.arange(bounds.size - 1), np.diff(bounds))
    all_ballots = np.bincount(places, counts, bounds.size - 1).tolist()
    all_mass = np.bincount(places, mass, bounds.size - 1).tolist()
    one = np.array(weights[0]) if weights.size and np.ptp(weights) == 0 else None
    backings = []
    ends = bounds.tolist()
    for place, (start, end) in enumerate(pairwise(ends)):
        own = weights[start:end] if one is None or start == end else one
        if one is None and start < end and np.ptp(own) == 0:
            own = np.array(own[0])
        backings.append(
            Backing(
                groups[start:end],
                counts[start:end],
                own,
                mass[start:end],
                all_ballots[place],
                all_mass[place],
            )
        )
    return backings
