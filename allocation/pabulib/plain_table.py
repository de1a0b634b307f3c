"""Columns of a plain section as one text each, cut out without splitting lines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocation.pabulib.lines import Section

NEWLINE, SEMICOLON, COMMA = b"\n;,"

LONGEST_KEY = 8
LOWEST_BYTES = np.array([256**n - 1 for n in range(LONGEST_KEY + 1)], np.uint64)
MIXER = np.uint64(0x9E3779B97F4A7C15)
SPACES = (b" ", b"\t", b"\f", b"\v")

Bytes = NDArray[np.uint8]
Keys = NDArray[np.uint64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one column, below the header, each followed by a separator."""

    data: Bytes
    starts: Places  # of each cell in `data`

    def text(self) -> str:
        """Return the cells as text, without the last separator."""
        return self.data[:-1].tobytes().decode("utf-8")


@dataclass(frozen=True, slots=True)
class Words:
    """Pieces of text, cell after cell."""

    data: Bytes
    starts: Places  # in `data`
    ends: Places
    numbers: Places  # of pieces, per cell

    def keys(self) -> Keys | None:
        """Return each as a number, equal ones the same; None if one is long."""
        return keys_of(self.data, self.starts, self.ends)

    def text(self) -> list[str]:
        """Return each as text."""
        whole = self.data.tobytes()
        spans = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [whole[start:end].decode("utf-8") for start, end in spans]


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A section without quotes in which every line has the same number of fields."""

    names: list[str]  # of the columns, in lower case
    text: bytes
    data: Bytes
    lines: Places  # where each starts
    ends: Places  # where each ends
    semicolons: Places  # line by line
    has_gaps: bool  # there were blank lines above the last one

    def bounds(self, column: str) -> tuple[Places, Places]:
        """Return where the cells of a column start and end, without the header."""
        place = self.names.index(column)
        begins = self.semicolons[:, place - 1] + 1 if place else self.lines
        is_last = place == len(self.names) - 1
        ends = self.ends if is_last else self.semicolons[:, place]
        return begins[1:], ends[1:]

    def words(self, column: str) -> "Words":
        """Return what stands between commas in a column."""
        begins, ends = self.bounds(column)
        commas = np.flatnonzero(self.data == COMMA)
        after = np.searchsorted(commas, begins)
        numbers = np.searchsorted(commas, ends) - after
        if numbers.sum() != commas.size:
            # Some stand in other columns.
            there = np.arange(numbers.sum())
            there += np.repeat(after - np.cumsum(numbers) + numbers, numbers)
            commas = commas[there]
        numbers += 1
        lasts = np.cumsum(numbers)
        is_first = np.zeros(commas.size + begins.size, np.bool_)
        is_first[lasts - numbers] = True
        starts = np.empty(is_first.size, np.intp)
        starts[is_first] = begins
        starts[~is_first] = commas + 1
        stops = np.empty_like(starts)
        stops[:-1] = starts[1:] - 1
        stops[lasts - 1] = ends
        return Words(self.data, starts, stops, numbers)

    def cells(self, column: str, separator: int) -> Cells:
        """Return the cells of a column, with this byte after each."""
        begins, ends = self.bounds(column)
        marks = np.zeros(self.data.size + 1, np.int8)
        marks[begins] += 1
        marks[ends + 1] -= 1
        inside = np.cumsum(marks[:-1], dtype=np.int8).view(np.bool_)
        cut = self.data[inside]
        after = np.cumsum(ends - begins + 1)
        cut[after - 1] = separator
        return Cells(cut, np.concatenate(([0], after[:-1])))


def plain_table(section: Section) -> PlainTable | None:
    """Return a section as a plain table; None if it is not one."""
    text = section.data.strip(b"\n")
    has_gaps = b"\n\n" in text or section.data[:1] == b"\n"
    if has_gaps:
        text = b"\n".join(line for line in text.split(b"\n") if line)
    header, _, rows = text.partition(b"\n")
    if not rows or b'"' in text:
        return None
    names = [name.strip().lower() for name in header.decode("utf-8").split(";")]
    data = np.frombuffer(text + b"\n", np.uint8)
    ends = np.flatnonzero(data == NEWLINE)
    semicolons = np.flatnonzero(data == SEMICOLON)
    gaps = len(names) - 1
    is_even = gaps > 0 and semicolons.size == gaps * ends.size
    if not is_even or len(set(names)) != len(names):
        return None
    starts = np.concatenate(([0], ends[:-1] + 1))
    by_line = semicolons.reshape(ends.size, gaps)
    if (by_line[:, 0] < starts).any() or (by_line[:, -1] > ends).any():
        return None
    return PlainTable(names, text, data, starts, ends, by_line, has_gaps)


def keys_of(data: Bytes, starts: Places, ends: Places) -> Keys | None:
    """Return pieces of up to eight bytes as numbers; None if one is longer.

    Args:
        data: Not empty.
        starts: Of the pieces.
        ends: Of the pieces, not before the starts.

    Returns:
        A number for each; different ones for different pieces without NUL.
    """
    lengths = ends - starts
    if lengths.max(initial=0) > LONGEST_KEY:
        return None
    padded = data.tobytes() + bytes(LONGEST_KEY)
    # Eight bytes from any place on, read as one number.
    sliding = np.ndarray((data.size,), "<u8", padded, strides=(1,))
    keys: Keys = sliding[starts] & LOWEST_BYTES[lengths]
    return keys


def are_distinct(table: PlainTable) -> bool:
    """Say whether the voter ids differ, and need no trimming to see that."""
    starts, ends = table.bounds("voter_id")
    middles = np.minimum(starts + LONGEST_KEY, ends)
    first, last = (
        keys_of(table.data, starts, middles),
        keys_of(table.data, middles, ends),
    )
    if first is not None and last is not None and not has_space(table.text):
        # Equal ids mix to the same number; so may others, which are looked at below.
        mixed = np.sort(first * MIXER ^ last)
        if (mixed[1:] != mixed[:-1]).all():
            return True
    text = table.cells("voter_id", NEWLINE).text()
    ids = text.split("\n")
    return not has_space(text) and len(set(ids)) == len(ids)


def has_space(text: str | bytes) -> bool:
    """Say whether there may be a space in it that trimming takes away."""
    whole = text if isinstance(text, bytes) else text.encode("utf-8")
    return not whole.isascii() or any(space in whole for space in SPACES)
