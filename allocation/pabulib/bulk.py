"""Ballots read all at once, where every line is as plain as can be.

The result is that of `allocation.pabulib.votes`; whenever a line needs a closer
look, nothing is returned, and the ballots are read there, one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from allocation.model import BallotGroup
from allocation.pabulib.ballots import TWICE, ZERO, BallotLimits, BallotReader
from allocation.pabulib.findings import Findings
from allocation.pabulib.lines import Section
from allocation.pabulib.names import MOST_WORDS, Masks, Names, names_of, only
from allocation.pabulib.plain_table import PlainTable, are_distinct, plain_table
from allocation.pabulib.weighed import (
    LARGEST_NUMBER,
    LONGEST_BALLOT,
    MOST_BALLOTS,
    by_content,
    equal_ballots,
    rising_in_each,
    weights_of,
)
from allocation.support import EXACT_BELOW, Support, support_of_arrays

UNWEIGHED = ("approval", "choose-1")
# Odd numbers without a pattern, one a word.
MIXER = np.array(
    [0x9E3779B97F4A7C15 * (2 * word + 1) % 2**64 | 1 for word in range(MOST_WORDS)],
    np.uint64,
)


class PlainGroups(Sequence[BallotGroup]):
    """Groups of equal ballots, put in order and made when somebody looks at them.

    Equal to a tuple of the same groups.
    """

    def __init__(self, ids: Sequence[str], ballots: "EqualBallots") -> None:
        self._ids = ids
        self._found = ballots

    @property
    def ballot_count(self) -> int:
        """The number of ballots in all groups."""
        return int(self._found.counts.sum())

    @cached_property
    def _ballots(self) -> "ArrayBallots":
        return self._found.in_order()

    def support(self) -> Support:
        """Return who supports what."""
        return self._ballots.support(self._ids)

    @cached_property
    def _groups(self) -> tuple[BallotGroup, ...]:
        ballots = self._ballots
        named = [self._ids[place] for place in ballots.named.tolist()]
        numbers = ballots.numbers.tolist()
        ends = np.cumsum(ballots.lengths).tolist()
        counts = ballots.counts.tolist()
        starts = [0, *ends[:-1]]
        return tuple(
            BallotGroup(
                dict(zip(named[start:end], numbers[start:end], strict=True)), count
            )
            for start, end, count in zip(starts, ends, counts, strict=True)
        )

    def __len__(self) -> int:
        return self._found.counts.size

    @overload
    def __getitem__(self, index: int) -> BallotGroup: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[BallotGroup]: ...
    def __getitem__(self, index: int | slice) -> BallotGroup | Sequence[BallotGroup]:
        return self._groups[index]

    def __iter__(self) -> Iterator[BallotGroup]:
        return iter(self._groups)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._groups == tuple(other)

    def __hash__(self) -> int:
        return hash(len(self))


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


@dataclass(frozen=True, slots=True)
class EqualBallots:
    """One ballot of each kind, in no special order, among all that were cast."""

    named: NDArray[np.int64]  # places of projects, ballot after ballot
    numbers: NDArray[np.int64]  # the weights of these
    starts: NDArray[np.int64]  # per kind
    lengths: NDArray[np.int64]  # per kind
    counts: NDArray[np.int64]  # per kind
    masks: Masks  # per kind
    are_weighed: bool  # False: all weights are 1

    def in_order(self) -> ArrayBallots:
        """Return them sorted by the set of their projects, then by weights."""
        order = (
            by_content(self.masks, self.numbers, self.starts, self.lengths)
            if self.are_weighed
            else np.lexsort(self.masks.T[::-1])
        )
        starts, lengths = self.starts[order], self.lengths[order]
        offsets = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        there = np.arange(offsets.size) + offsets
        counts = self.counts[order]
        return ArrayBallots(self.named[there], self.numbers[there], lengths, counts)


@dataclass(frozen=True, slots=True)
class PlainVotes:
    """The ballots of a plain section, and what each project got."""

    ballots: EqualBallots
    votes: list[int]  # per project
    scores: list[int] | None  # per project; None: too large to be sure


def read_plain_votes(
    section: Section, reader: BallotReader, findings: Findings
) -> PlainVotes | None:
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
    weights = _weights(table, reader) if are_distinct(table) else None
    if weights is None or _is_odd(weights.names, reader):
        return None
    names, numbers = weights.names, weights.numbers
    unweighed = reader.vote_type in UNWEIGHED
    found = (_unweighed if unweighed else _weighed)(names, numbers)
    if found is None:
        return None
    for oddity, ballots in ((TWICE, names.twice), (ZERO, weights.with_zeros)):
        for ballot in ballots:
            findings.note(*oddity, line=section.line + 2 + ballot)
    votes, scores = _sums(names, numbers, len(reader.costs))
    return PlainVotes(found, votes, scores)


@dataclass(frozen=True, slots=True)
class Weights:
    """What all ballots say, each weight above 0."""

    names: Names
    numbers: NDArray[np.int64]  # a weight for each name
    with_zeros: list[int]  # the ballots that gave a project 0 points


def _weights(table: PlainTable, reader: BallotReader) -> Weights | None:
    names = names_of(table, reader)
    if names is None:
        return None
    numbers = weights_of(table, names.starts, names.lengths, reader)
    if numbers is None or numbers.all():
        return None if numbers is None else Weights(names, numbers, [])
    least = np.minimum.reduceat(numbers, names.starts)
    named = only(names, numbers > 0, len(reader.costs))
    if named is None or table.has_gaps:
        return None
    return Weights(named, numbers[numbers > 0], np.flatnonzero(least == 0).tolist())


def _sums(
    names: Names, numbers: NDArray[np.int64], size: int
) -> tuple[list[int], list[int] | None]:
    """Return votes and scores of all projects."""
    votes = np.bincount(names.places, minlength=size).tolist()
    if int(numbers.max()) * names.starts.size >= EXACT_BELOW:
        return votes, None
    scores = np.bincount(names.places, numbers, size)
    return votes, scores.astype(np.int64).tolist()


def _unweighed(names: Names, numbers: NDArray[np.int64]) -> EqualBallots:
    """Return ballots whose weights are all 1, equal ones grouped."""
    first, counts = _equal_ones(names.masks)
    return EqualBallots(
        names.places,
        numbers,
        names.starts[first],
        names.lengths[first],
        counts,
        names.masks[first],
        are_weighed=False,
    )


def _weighed(names: Names, numbers: NDArray[np.int64]) -> EqualBallots | None:
    """Return ballots whose weights differ, equal ones grouped."""
    starts, lengths = names.starts, names.lengths
    if lengths.max() > LONGEST_BALLOT or numbers.max() >= LARGEST_NUMBER:
        return None
    if lengths.size > MOST_BALLOTS:
        return None
    ballots = np.repeat(np.arange(lengths.size), lengths)
    named, numbers = rising_in_each(ballots, names.places, numbers)
    equal = equal_ballots(named, numbers, starts, lengths)
    if equal is None:
        return None
    first, counts = equal
    return EqualBallots(
        named,
        numbers,
        starts[first],
        lengths[first],
        counts,
        names.masks[first],
        are_weighed=True,
    )


def _is_odd(names: Names, reader: BallotReader) -> bool:
    """Say whether a ballot breaks a limit."""
    if reader.vote_type == "choose-1":
        return bool((names.lengths != 1).any())
    limits = reader.limits
    if _breaks_length(limits, names.lengths):
        return True
    if limits.max_sum_cost is None:
        return False
    costs = np.fromiter(reader.costs.values(), np.int64, len(reader.costs))
    spent = np.add.reduceat(costs[names.places], names.starts)
    return bool(spent.max() > limits.max_sum_cost * 100)


def _breaks_length(limits: BallotLimits, lengths: NDArray[np.int64]) -> bool:
    shortest, longest = int(lengths.min()), int(lengths.max())
    return (limits.min_length is not None and shortest < limits.min_length) or (
        limits.max_length is not None and longest > limits.max_length
    )


def _equal_ones(masks: Masks) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return one ballot of each kind, and how many there are of it."""
    # Sorting by one mixed number is much faster than by all words. Where different
    # sets would mix to the same number, they are sorted by all words after all.
    mixed = (masks * MIXER[: masks.shape[1]]).sum(axis=1, dtype=np.uint64)
    order = np.argsort(mixed)
    differs = _differs_from_next(masks, order)
    if differs.sum() != _differs_from_next(mixed[:, np.newaxis], order).sum():
        order = np.lexsort(masks.T[::-1])
        differs = _differs_from_next(masks, order)
    begins = np.flatnonzero(np.concatenate(([True], differs)))
    return order[begins], np.diff(np.append(begins, order.size))


def _differs_from_next(rows: Masks, order: NDArray[np.intp]) -> NDArray[np.bool_]:
    ordered = rows[order]
    differs: NDArray[np.bool_] = ordered[1:, 0] != ordered[:-1, 0]
    for word in range(1, rows.shape[1]):
        differs |= ordered[1:, word] != ordered[:-1, word]
    return differs
