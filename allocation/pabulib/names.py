"""Which projects the ballots of a plain section name, all at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocation.pabulib.ballots import BallotReader
from allocation.pabulib.plain_table import LONGEST_KEY, PlainTable, Words

MOST_WORDS = 16  # of 64 projects each
WORD = 64
SLOT_BITS = 14
SLOTS = 2**SLOT_BITS
COUNT_ONCE = ("approval", "ordinal")  # a project named twice
# Odd numbers without a pattern.
FACTORS = [np.uint64(0x9E3779B97F4A7C15 * n % 2**64 | 1) for n in range(1, 9)]

Masks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Names:
    """The projects named, each once a ballot."""

    places: NDArray[np.int64]  # ballot after ballot
    starts: NDArray[np.int64]  # per ballot
    lengths: NDArray[np.int64]  # per ballot
    masks: Masks  # per ballot the set of its projects, lowest word last
    twice: list[int]  # the ballots that name a project twice


def names_of(table: PlainTable, reader: BallotReader) -> Names | None:
    """Return what the ballots name; None where one needs a closer look."""
    if not 0 < len(reader.costs) <= WORD * MOST_WORDS:
        return None
    words = table.words("vote")
    lengths = words.numbers
    named = _places(words, list(reader.costs))
    if named is None:
        return None
    starts = np.cumsum(lengths) - lengths
    masks = _masks(named, starts, len(reader.costs))
    twice = np.flatnonzero(np.bitwise_count(masks).sum(axis=1) != lengths)
    if twice.size:
        if reader.vote_type not in COUNT_ONCE or table.has_gaps:
            return None
        named, lengths = _without_second(named, lengths)
        starts = np.cumsum(lengths) - lengths
    return Names(named, starts, lengths, masks, twice.tolist())


def only(names: Names, kept: NDArray[np.bool_], size: int) -> Names | None:
    """Return the names that are kept; None where a ballot would keep none.

    Args:
        names: As read.
        kept: Of each name whether it stays.
        size: The number of projects.
    """
    lengths = np.add.reduceat(kept.astype(np.int64), names.starts)
    if lengths.min() == 0:
        return None
    places, starts = names.places[kept], np.cumsum(lengths) - lengths
    return Names(places, starts, lengths, _masks(places, starts, size), names.twice)


def _without_second(
    named: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Leave out each project that its ballot has named before."""
    ballots = np.repeat(np.arange(lengths.size), lengths)
    order = np.lexsort((named, ballots))
    again = (np.diff(ballots[order]) == 0) & (np.diff(named[order]) == 0)
    is_first = np.ones(named.size, np.bool_)
    is_first[order[1:][again]] = False
    return named[is_first], np.bincount(ballots[is_first], minlength=lengths.size)


def _places(words: Words, ids: list[str]) -> NDArray[np.int64] | None:
    """Return the place of each project named; None if one is unknown."""
    known = [id_.encode("utf-8") for id_ in ids]
    if max(map(len, known)) > LONGEST_KEY:
        return _places_one_by_one(words, ids)
    keys = words.keys()
    if keys is None:
        return None
    own = np.array([int.from_bytes(id_, "little") for id_ in known], np.uint64)
    for factor in FACTORS:
        slots = _slots(own, factor)
        table = np.zeros(SLOTS, np.intp)
        table[slots] = np.arange(own.size)
        if (table[slots] == np.arange(own.size)).all():
            # Each has a slot of its own.
            places = table[_slots(keys, factor)]
            break
    else:
        order = own.argsort()
        places = order[np.searchsorted(own[order], keys).clip(max=own.size - 1)]
    return places if (own[places] == keys).all() else None


def _slots(keys: NDArray[np.uint64], factor: np.uint64) -> NDArray[np.int64]:
    return (keys * factor >> np.uint64(64 - SLOT_BITS)).astype(np.int64)


def _places_one_by_one(words: Words, ids: list[str]) -> NDArray[np.int64] | None:
    places = {id_: place for place, id_ in enumerate(ids)}
    tokens = words.text()
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
