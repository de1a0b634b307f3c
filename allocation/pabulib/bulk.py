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
from allocation.pabulib.ballots import BallotLimits, BallotReader
from allocation.pabulib.lines import Section
from allocation.pabulib.plain_table import COMMA, Cells, are_distinct, plain_table
from allocation.pabulib.weighed import (
    LONGEST_BALLOT,
    by_content,
    equal_ballots,
    weights_of,
)
from allocation.support import Support, support_of_arrays

MOST_WORDS = 16  # of 64 projects each
WORD = 64
LONGEST_KEY = 8  # bytes
UNWEIGHED = ("approval", "choose-1")
# Odd numbers without a pattern, one a word.
MIXER = np.array(
    [0x9E3779B97F4A7C15 * (2 * word + 1) % 2**64 | 1 for word in range(MOST_WORDS)],
    np.uint64,
)

Masks = NDArray[np.uint64]


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


def read_plain_votes(section: Section, reader: BallotReader) -> ArrayBallots | None:
    """Return the ballots of a section in which nothing is odd.

    Args:
        section: VOTES.
        reader: Says what a ballot may hold.

    Returns:
        The ballots, in an order that does not depend on that of the lines; None if
        they must be read one by one.
    """
    few = 0 < len(reader.costs) <= WORD * MOST_WORDS
    table = plain_table(section) if few else None
    if table is None or not {"vote", "voter_id"} <= set(table.names):
        return None
    if not are_distinct(table):
        return None
    cells = table.cells("vote", COMMA)
    lengths = np.add.reduceat(cells.data == COMMA, cells.starts, dtype=np.int64)
    named = _places(cells, list(reader.costs))
    if named is None:
        return None
    starts = np.cumsum(lengths) - lengths
    masks = _masks(named, starts, len(reader.costs))
    if _is_odd(masks, named, starts, lengths, reader):
        return None
    numbers = weights_of(table, starts, lengths, reader)
    if numbers is None:
        return None
    if reader.vote_type in UNWEIGHED:
        first, counts = _equal_ones(masks)
        return _chosen(named, numbers, starts[first], lengths[first], counts)
    return _weighed(masks, named, numbers, starts, lengths)


def _weighed(
    masks: Masks,
    named: NDArray[np.int64],
    numbers: NDArray[np.int64],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
) -> ArrayBallots | None:
    """Return ballots whose weights differ, equal ones grouped."""
    if lengths.max() > LONGEST_BALLOT:
        return None
    ballots = np.repeat(np.arange(lengths.size), lengths)
    rising = np.lexsort((named, ballots))
    named, numbers = named[rising], numbers[rising]
    equal = equal_ballots(named, numbers, starts, lengths)
    if equal is None:
        return None
    first, counts = equal
    order = by_content(masks[first], numbers, starts[first], lengths[first])
    first = first[order]
    return _chosen(named, numbers, starts[first], lengths[first], counts[order])


def _places(cells: Cells, ids: list[str]) -> NDArray[np.int64] | None:
    """Return the place of each project named; None if one is unknown."""
    known = [id_.encode("utf-8") for id_ in ids]
    ends = np.flatnonzero(cells.data == COMMA)
    starts = np.concatenate(([0], ends[:-1] + 1))
    if max(map(len, known), default=0) > LONGEST_KEY:
        return _places_one_by_one(cells, ids)
    if (ends - starts).max() > LONGEST_KEY:
        return None
    # An id of up to eight bytes is one number, and numbers are found much faster.
    keys = np.zeros(ends.size, np.uint64)
    padded = np.append(cells.data, np.zeros(LONGEST_KEY, np.uint8))
    for offset in range(int((ends - starts).max())):
        letters = padded.take(starts + offset).astype(np.uint64)
        letters[starts + offset >= ends] = 0
        keys |= letters << np.uint64(8 * offset)
    own = np.array([int.from_bytes(id_, "little") for id_ in known], np.uint64)
    order = own.argsort()
    found = np.searchsorted(own[order], keys).clip(max=own.size - 1)
    places = order[found]
    return places if (own[places] == keys).all() else None


def _places_one_by_one(cells: Cells, ids: list[str]) -> NDArray[np.int64] | None:
    places = {id_: place for place, id_ in enumerate(ids)}
    tokens = cells.text().split(",")
    try:
        return np.fromiter(map(places.__getitem__, tokens), np.int64, len(tokens))
    except KeyError:
        return None


def _masks(named: NDArray[np.int64], starts: NDArray[np.int64], size: int) -> Masks:
    """Return per ballot the set of its projects, 64 to a word, lowest word last."""
    bits = np.uint64(1) << (named % WORD).astype(np.uint64)
    if size <= WORD:
        return np.bitwise_or.reduceat(bits, starts)[:, np.newaxis]
    words = named // WORD
    columns = [
        np.bitwise_or.reduceat(np.where(words == word, bits, np.uint64(0)), starts)
        for word in reversed(range(-(-size // WORD)))
    ]
    return np.stack(columns, axis=1)


def _is_odd(
    masks: Masks,
    named: NDArray[np.int64],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    reader: BallotReader,
) -> bool:
    """Say whether a ballot names a project twice or breaks a limit."""
    if (np.bitwise_count(masks).sum(axis=1) != lengths).any():
        return True
    if reader.vote_type == "choose-1":
        return bool((lengths != 1).any())
    costs = np.fromiter(reader.costs.values(), np.int64, len(reader.costs))
    spent = np.add.reduceat(costs[named], starts)
    return _breaks(reader.limits, lengths, spent)


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
    counts: NDArray[np.int64],
) -> ArrayBallots:
    """Return the ballots that begin at `starts`, one after the other."""
    offsets = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    there = np.arange(offsets.size) + offsets
    return ArrayBallots(named[there], numbers[there], lengths, counts)
