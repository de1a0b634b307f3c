"""Columns of a plain section as one text each, cut out without splitting lines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocation.pabulib.lines import Section

NEWLINE, SEMICOLON, COMMA = b"\n;,"

Bytes = NDArray[np.uint8]
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
class PlainTable:
    """A section without quotes in which every line has the same number of fields."""

    names: list[str]  # of the columns, in lower case
    data: Bytes
    lines: Places  # where each starts
    ends: Places  # where each ends
    semicolons: Places  # line by line
    has_gaps: bool  # there were blank lines above the last one

    def cells(self, column: str, separator: int) -> Cells:
        """Return the cells of a column, with this byte after each."""
        place = self.names.index(column)
        begins = self.semicolons[:, place - 1] + 1 if place else self.lines
        is_last = place == len(self.names) - 1
        ends = self.ends if is_last else self.semicolons[:, place]
        begins, ends = begins[1:], ends[1:]
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
    return PlainTable(names, data, starts, ends, by_line, has_gaps)


def are_distinct(table: PlainTable) -> bool:
    """Say whether the voter ids differ, and need no trimming to see that."""
    text = table.cells("voter_id", NEWLINE).text()
    ids = text.split("\n")
    return not has_space(text) and len(set(ids)) == len(ids)


def has_space(text: str) -> bool:
    """Say whether there may be a space in it that trimming takes away."""
    return not text.isascii() or any(space in text for space in " \t\f\v")
