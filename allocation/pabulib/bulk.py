"""Ballots read all at once, where every line is as plain as can be.

The result is that of `allocation.pabulib.votes`; whenever a line needs a closer
look, nothing is returned, and the ballots are read there, one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from allocation.model import BallotGroup
from allocation.pabulib.ballots import TWICE, BallotLimits, BallotReader
from allocation.pabulib.findings import Findings
from allocation.pabulib.lines import Section
from allocation.pabulib.names import MOST_WORDS, Masks, Names, names_of
from allocation.pabulib.plain_table import (
    are_distinct,
    plain_table,
)
from allocation.pabulib.weighed import (
    LONGEST_BALLOT,
    by_content,
    equal_ballots,
    weights_of,
)
from allocation.support import Support, support_of_arrays

UNWEIGHED = ("approval", "choose-1")
# Odd numbers without a pattern, one a word.
MIXER = np.array(
    [0x9E3779B97F4A7C15 * (2 * word + 1) % 2**64 | 1 for word in range(MOST_WORDS)],
    np.uint64,
)


class PlainGroups(Sequence[BallotGroup]):
    """Groups of equal ballots, made when somebody looks at them.

    Equal to a tuple of the same groups.
    """

    def __init__(self, ids: Sequence[str], ballots: "ArrayBallots") -> None:
        self._ids = ids
        self._ballots = ballots
        self._made: tuple[BallotGroup, ...] | None = None

    def __len__(self) -> int:
        return self._ballots.lengths.size

    @overload
    def __getitem__(self, index: int) -> BallotGroup: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[BallotGroup]: ...
    def __getitem__(self, index: int | slice) -> BallotGroup | Sequence[BallotGroup]:
        return self._groups()[index]

    def __iter__(self) -> Iterator[BallotGroup]:
        return iter(self._groups())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._groups() == tuple(other)

    def __hash__(self) -> int:
        return hash(len(self))

    def _groups(self) -> tuple[BallotGroup, ...]:
        if self._made is None:
            named = [self._ids[place] for place in self._ballots.named.tolist()]
            numbers = self._ballots.numbers.tolist()
            ends = np.cumsum(self._ballots.lengths).tolist()
            counts = self._ballots.counts.tolist()
            starts = [0, *ends[:-1]]
            self._made = tuple(
                BallotGroup(
                    dict(zip(named[start:end], numbers[start:end], strict=True)), count
                )
                for start, end, count in zip(starts, ends, counts, strict=True)
            )
        return self._made


@dataclass(frozen=True, slots=True)
class ArrayBallots:
    """Groups of equal ballots as arrays."""

    named: NDArray[np.int64]  # places of projects, ballot after ballot
    numbers: NDArray[np.int64]  # the weights of these
    lengths: NDArray[np.int64]  # per group
    counts: NDArray[np.int64]  # per group

    def support(self, ids: Sequence[str]) -> Support:
        """Return who supports what."""
        return support_of_arrays(
            ids,
            named=self.named,
            numbers=self.numbers.astype(np.float64),
            lengths=self.lengths,
            counts=self.counts.astype(np.float64),
        )


def read_plain_votes(
    section: Section, reader: BallotReader, findings: Findings
) -> ArrayBallots | None:
    """Return the ballots of a section in which little is odd.

    Args:
        section: VOTES.
        reader: Says what a ballot may hold.
        findings: Gets the warnings, when the ballots are returned.

    Returns:
        The ballots, in an order that does not depend on that of the lines; None if
        they must be read one by one.
    """
    table = plain_table(section)
    if table is None or not {"vote", "voter_id"} <= set(table.names):
        return None
    names = names_of(table, reader) if are_distinct(table) else None
    if names is None or _is_odd(names, reader):
        return None
    numbers = weights_of(table, names.starts, names.lengths, reader)
    if numbers is None:
        return None
    unweighed = reader.vote_type in UNWEIGHED
    found = (_unweighed if unweighed else _weighed)(names, numbers)
    for ballot in names.twice if found is not None else ():
        findings.note(*TWICE, line=section.line + 2 + ballot)
    return found


def _unweighed(names: Names, numbers: NDArray[np.int64]) -> ArrayBallots:
    """Return ballots whose weights are all 1, equal ones grouped."""
    first, counts = _equal_ones(names.masks)
    starts, lengths = names.starts[first], names.lengths[first]
    return _chosen(names.places, numbers, starts, lengths, counts=counts)


def _weighed(names: Names, numbers: NDArray[np.int64]) -> ArrayBallots | None:
    """Return ballots whose weights differ, equal ones grouped."""
    starts, lengths = names.starts, names.lengths
    if lengths.max() > LONGEST_BALLOT:
        return None
    ballots = np.repeat(np.arange(lengths.size), lengths)
    rising = np.lexsort((names.places, ballots))
    named, numbers = names.places[rising], numbers[rising]
    equal = equal_ballots(named, numbers, starts, lengths)
    if equal is None:
        return None
    first, counts = equal
    order = by_content(names.masks[first], numbers, starts[first], lengths[first])
    first = first[order]
    return _chosen(named, numbers, starts[first], lengths[first], counts=counts[order])


def _is_odd(names: Names, reader: BallotReader) -> bool:
    """Say whether a ballot breaks a limit."""
    if reader.vote_type == "choose-1":
        return bool((names.lengths != 1).any())
    costs = np.fromiter(reader.costs.values(), np.int64, len(reader.costs))
    spent = np.add.reduceat(costs[names.places], names.starts)
    return _breaks(reader.limits, names.lengths, spent)


def _breaks(
    limits: BallotLimits, lengths: NDArray[np.int64], spent: NDArray[np.int64]
) -> bool:
    shortest, longest = int(lengths.min()), int(lengths.max())
    return (
        (limits.min_length is not None and shortest < limits.min_length)
        or (limits.max_length is not None and longest > limits.max_length)
        or (limits.max_sum_cost is not None and spent.max() > limits.max_sum_cost * 100)
    )


def _equal_ones(masks: Masks) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return one ballot of each kind, in order of their sets, and how many."""
    # Sorting by one mixed number is much faster than by all words. Where different
    # sets would mix to the same number, they are sorted by all words after all.
    mixed = (masks * MIXER[: masks.shape[1]]).sum(axis=1, dtype=np.uint64)
    order = np.argsort(mixed)
    if (
        _differs_from_next(masks, order).sum()
        != _differs_from_next(mixed[:, np.newaxis], order).sum()
    ):
        order = np.lexsort(masks.T[::-1])
    begins = np.flatnonzero(np.concatenate(([True], _differs_from_next(masks, order))))
    counts = np.diff(np.append(begins, order.size))
    first = order[begins]
    sorted_ = np.lexsort(masks[first].T[::-1])
    return first[sorted_], counts[sorted_]


def _differs_from_next(rows: Masks, order: NDArray[np.intp]) -> NDArray[np.bool_]:
    ordered = rows[order]
    differs: NDArray[np.bool_] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return differs


def _chosen(
    named: NDArray[np.int64],
    numbers: NDArray[np.int64],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    *,
    counts: NDArray[np.int64],
) -> ArrayBallots:
    """Return the ballots that begin at `starts`, one after the other."""
    offsets = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    there = np.arange(offsets.size) + offsets
    return ArrayBallots(named[there], numbers[there], lengths, counts)
