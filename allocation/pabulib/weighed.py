"""Ballots with points or ranks, read all at once."""

import numpy as np
from numpy.typing import NDArray

from allocation.pabulib.ballots import BallotReader
from allocation.pabulib.plain_table import PlainTable, Words

WITH_POINTS = ("cumulative", "scoring")
LONGEST_BALLOT = 64
LARGEST_NUMBER = 2**31
MOST_BALLOTS = 2**23
MOST_DIGITS = 8
ZERO_DIGIT = np.uint8(ord("0"))

Numbers = NDArray[np.int64]


def weights_of(
    table: PlainTable, starts: Numbers, lengths: Numbers, reader: BallotReader
) -> Numbers | None:
    """Return the weight of each project named; None where a closer look is needed.

    Args:
        table: With the ballots.
        starts: Of each ballot among all projects named.
        lengths: How many projects it names.
        reader: Says what the weights are.

    Returns:
        Whole numbers; 0 only where somebody gave 0 points.
    """
    size = int(lengths.sum())
    if reader.vote_type in WITH_POINTS:
        return _points(table, lengths, reader)
    if reader.vote_type != "ordinal":
        return np.ones(size, np.int64)
    ranks = np.arange(size) - np.repeat(starts, lengths)
    longest = reader.limits.max_length
    first = np.repeat(lengths, lengths) if longest is None else int(longest)
    return np.maximum(first - ranks, 1)


def _points(
    table: PlainTable, lengths: Numbers, reader: BallotReader
) -> Numbers | None:
    if "points" not in table.names:
        return None
    words = table.words("points")
    points = _whole_numbers(words)
    if points is None or (words.numbers != lengths).any():
        return None
    sums = np.add.reduceat(points, np.cumsum(lengths) - lengths)
    least, most = reader.limits.min_sum_points, reader.limits.max_sum_points
    is_odd = (least is not None and sums.min() < least) or (
        most is not None and sums.max() > most
    )
    return None if is_odd else points


def _whole_numbers(words: Words) -> Numbers | None:
    """Return the texts as numbers; None if one is not a short whole number."""
    lengths = words.ends - words.starts
    if lengths.min() == 0 or lengths.max() > MOST_DIGITS:
        return None
    numbers = np.zeros(lengths.size, np.int64)
    for place in range(int(lengths.max())):
        # Shorter ones get what stands behind them, which is not taken.
        digits = words.data[np.minimum(words.starts + place, words.data.size - 1)]
        there = place < lengths
        digits = digits - ZERO_DIGIT  # others wrap around, or are above 9
        if (digits[there] > 9).any():
            return None
        numbers = np.where(there, numbers * 10 + digits, numbers)
    return numbers


def rising_in_each(
    ballots: Numbers, named: Numbers, numbers: Numbers
) -> tuple[Numbers, Numbers]:
    """Return projects and weights, in each ballot by place of the project.

    Args:
        ballots: Of each weight the number of its ballot, less than 2^23.
        named: The places of the projects, less than 2^10.
        numbers: Their weights, less than 2^31.

    Returns:
        The places and the weights in the new order.
    """
    # One number for all three: sorting those is much faster than sorting by two.
    keys = ballots.astype(np.uint64) << np.uint64(41)
    keys |= (named << 31 | numbers).astype(np.uint64)
    keys.sort()
    rest = (keys & np.uint64(2**41 - 1)).astype(np.int64)
    return rest >> 31, rest & (2**31 - 1)


def equal_ballots(
    named: Numbers, numbers: Numbers, starts: Numbers, lengths: Numbers
) -> tuple[NDArray[np.intp], Numbers] | None:
    """Return one ballot of each kind, and how many there are of it.

    Args:
        named: Places of projects, ballot after ballot, rising in each.
        numbers: Their weights.
        starts: Of each ballot.
        lengths: Of each ballot.

    Returns:
        Ballots in no special order; None if they must be compared one by one.
    """
    mixed = np.add.reduceat(_mixed(named, numbers), starts)
    order = np.argsort(mixed)
    differs = mixed[order][1:] != mixed[order][:-1]
    begins = np.flatnonzero(np.concatenate(([True], differs)))
    first = order[begins]
    counts = np.diff(np.append(begins, order.size))
    like = np.empty(order.size, np.intp)
    like[order] = np.repeat(first, counts)
    # Different ballots may mix to the same number.
    if (lengths != lengths[like]).any():
        return None
    there = np.arange(named.size) + np.repeat(starts[like] - starts, lengths)
    if (named != named[there]).any() or (numbers != numbers[there]).any():
        return None
    return first, counts


def _mixed(named: Numbers, numbers: Numbers) -> NDArray[np.uint64]:
    number = (named << 32 | numbers).astype(np.uint64)
    for factor, shift in ((0xBF58476D1CE4E5B9, 30), (0x94D049BB133111EB, 27)):
        number = (number ^ number >> np.uint64(shift)) * np.uint64(factor)
    return number ^ number >> np.uint64(31)


def by_content(
    masks: NDArray[np.uint64], numbers: Numbers, starts: Numbers, lengths: Numbers
) -> NDArray[np.intp]:
    """Return the order of ballots by the set of their projects, then by weights."""
    columns = []
    for place in reversed(range(int(lengths.max()))):
        there = np.minimum(starts + place, numbers.size - 1)
        columns.append(np.where(place < lengths, numbers[there], 0))
    return np.lexsort([*columns, *masks.T[::-1]])
