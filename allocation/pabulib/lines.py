"""From bytes to the records of the three sections."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from allocation.pabulib.parsed import Place, UnreadableFile

SECTIONS = ("META", "PROJECTS", "VOTES")
MOST_BYTES = 200_000_000
LONGEST_LINE = 1_000_000
NEWLINE = ord("\n")
MAY_BEGIN_A_NAME = np.zeros(256, np.bool_)
MAY_BEGIN_A_NAME[list(b"MPVmpv \t\v\f\xc2\xe2\xe3")] = True
SAVE = "save it as text in UTF-8"


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one line (of several, where a quoted field spans lines)."""

    line: int  # number of its first line, from 1
    fields: list[str]


@dataclass(frozen=True)
class Section:
    """The lines between one section name and the next."""

    line: int  # of the section name
    data: bytes  # each line with a newline

    @cached_property
    def lines(self) -> list[str]:
        """The lines as text, which reading them all at once does without."""
        return self.data.decode("utf-8").split("\n")[:-1]

    def records(self, place: Place) -> Iterator[Record]:
        """Yield each line that is not blank as its fields."""
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            number = self.line + 1 + index
            index += 1
            if '"' in line:
                fields, more = _split_quoted(self.lines, index - 1, place.at(number))
                index += more
            elif line.strip():
                fields = line.split(";")
            else:
                continue
            yield Record(number, [field.strip() for field in fields])


def read_sections(content: bytes, place: Place) -> dict[str, Section]:
    """Return META, PROJECTS and VOTES of a file.

    Args:
        content: The file.
        place: Names it in messages.

    Returns:
        Section name -> section.

    Raises:
        UnreadableFile: It is not text in UTF-8, too large, or its sections are
            not these three, each once and in this order.
    """
    data = _plain_bytes(content, place)
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == NEWLINE)
    lines = Lines(data, np.concatenate(([0], ends[:-1] + 1)), ends)
    _check_lengths(lines, place)
    starts = list(_section_names(lines))
    _check_order(starts, lines, place)
    section_ends = [number for number, _ in starts[1:]] + [len(lines)]
    return {
        name: Section(start + 1, lines.between(start + 1, end))
        for (start, name), end in zip(starts, section_ends, strict=True)
    }


@dataclass(frozen=True, slots=True)
class Lines:
    """A file, and where its lines are."""

    data: bytes  # each line with a newline
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]

    def __len__(self) -> int:
        return self.ends.size

    def text(self, index: int) -> str:
        """Return a line as text."""
        return self.data[self.starts[index] : self.ends[index]].decode("utf-8")

    def between(self, first: int, end: int) -> bytes:
        """Return the lines from `first` up to `end`, that one not included."""
        last = self.starts[end] if end < len(self) else len(self.data)
        return self.data[self.starts[first] : last] if first < end else b""


def _plain_bytes(content: bytes, place: Place) -> bytes:
    """Return the file with a newline after each line and nothing before the first."""
    if len(content) > MOST_BYTES:
        raise place.refuse("the file is larger than 200 MB", "split it")
    if not content.isascii():
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise place.at(line).refuse("this is not UTF-8", SAVE) from None
        content = content.removeprefix(BOM_UTF8)
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise place.at(line).refuse("there is a NUL byte", SAVE)
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n")
        if b"\r" in content:
            content = content.replace(b"\r", b"\n")
    return content + b"\n"


def _check_lengths(lines: Lines, place: Place) -> None:
    for index in np.flatnonzero(lines.ends - lines.starts > LONGEST_LINE).tolist():
        # A character is one byte or several.
        if len(lines.text(index)) > LONGEST_LINE:
            raise place.at(index + 1).refuse(
                "the line is longer than 1 MB", "shorten it"
            )


def _section_names(lines: Lines) -> Iterator[tuple[int, str]]:
    data = np.frombuffer(lines.data, np.uint8)
    # A section name begins with one of few letters, perhaps after spaces.
    for index in np.flatnonzero(MAY_BEGIN_A_NAME[data[lines.starts]]).tolist():
        name = lines.text(index).strip().rstrip("; ").upper()
        if name in SECTIONS:
            yield index, name


def _check_order(starts: list[tuple[int, str]], lines: Lines, place: Place) -> None:
    filled = (i for i in range(len(lines)) if lines.text(i).strip())
    first = next(filled, None)
    if first is None:
        raise place.at(1).refuse("the file is empty", "give one with an election")
    if not starts or starts[0][0] != first:
        raise place.at(first + 1).refuse(
            "there is text before META", "begin the file with the line META"
        )
    for (index, name), expected in zip(starts, SECTIONS, strict=False):
        if name != expected:
            raise place.at(index + 1).refuse(
                f"the section {name} stands where {expected} is expected",
                "give META, PROJECTS and VOTES once each, in this order",
            )
    if len(starts) > len(SECTIONS):
        index, name = starts[len(SECTIONS)]
        raise place.at(index + 1).refuse(f"{name} is there twice", "keep one of them")
    if len(starts) < len(SECTIONS):
        missing = SECTIONS[len(starts)]
        raise place.at(len(lines)).refuse(f"the section {missing} is missing", "add it")


def _split_quoted(lines: list[str], start: int, place: Place) -> tuple[list[str], int]:
    """Split a record with quotes; return its fields and the extra lines it took."""
    last = start

    def following() -> Iterator[str]:
        nonlocal last
        size = 0
        for last in range(start, len(lines)):
            size += len(lines[last])
            if size > LONGEST_LINE:
                break
            yield lines[last] + "\n"

    try:
        return _fields(following()), last - start
    except csv.Error as error:
        if "expected after" not in str(error):
            raise _refusal(error, place) from None
    _check_closed(lines[start], place)
    # A quoted word opens a longer field: take this one line as it stands.
    return next(csv.reader([lines[start]], delimiter=";")), 0


def _fields(lines: Iterable[str]) -> list[str]:
    return next(csv.reader(lines, delimiter=";", strict=True))


def _check_closed(line: str, place: Place) -> None:
    try:
        _fields([line])
    except csv.Error as error:
        if "expected after" not in str(error):
            raise _refusal(error, place) from None


def _refusal(error: csv.Error, place: Place) -> UnreadableFile:
    if "field limit" in str(error):
        return place.refuse("a field is very long", "shorten it")
    return place.refuse("a quote is not closed", 'add the closing "')
