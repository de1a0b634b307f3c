"""A letter before it is printed: its text, its code, its number, its address."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pb.codes.code import generate
from pb.codes.letter_number import generate_number
from pb.site.window import LEFT, Window

# A sentence in parts, each with whether it is bold.
Rich = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class LetterText:
    """What all letters of an area say."""

    language: str
    title: str  # of the file
    site: str
    owner: str
    return_address: str
    resident: str  # who the letter is for, without an address
    scan_alt: str
    scan_label: str
    heading: str
    greeting: str
    opening: Rich
    how: str
    ways: tuple[Rich, ...]
    then: str
    code_label: str
    code_note: str
    care: Rich
    help: Rich
    closing: str
    number_label: str
    turn: str  # at the foot of the first side, where there are two
    neighbours: tuple[tuple[str, str, str], ...]  # tag, name, sentence
    note: str

    def printable(self) -> "LetterText":
        """Return the same without signs that print nothing."""
        return LetterText(**_each_text(asdict(self), _printable))

    def __str__(self) -> str:
        return "".join(_texts(asdict(self)))


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter has for itself."""

    code: str
    number: str
    address: tuple[str, ...] = ()  # lines; without, it is for whoever lives there


@dataclass(frozen=True, slots=True)
class Style:
    """How a letter looks."""

    window: Window = LEFT
    large: bool = False

    @property
    def pages(self) -> int:
        """Return how many pages a letter has: large print needs both sides."""
        return 2 if self.large else 1


def new_letter(address: tuple[str, ...] = ()) -> Letter:
    """Return a letter with a new code and a new number."""
    return Letter(generate(), generate_number(), address)


def _printable(text: str) -> str:
    return "".join(
        sign
        for sign in text
        if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf"}
    )


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _each_text(part, change) for name, part in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(_each_text(part, change) for part in value)
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _texts(part)
