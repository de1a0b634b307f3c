"""What reading a file gives: the election, or where and why it cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from allocation.model import Instance

SHOWN_LENGTH = 60  # characters of the file quoted in a message


@dataclass(frozen=True, slots=True)
class FileWarning:
    """Something odd that was read all the same."""

    code: str
    text: str
    line: int | None = None  # the first line concerned


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """One election file; amounts are in hundredths of its currency."""

    name: str
    sha256: str
    meta: Mapping[str, str]  # key in lower case -> value
    instance: Instance
    selected: tuple[str, ...] | None  # funded by the recorded count; None: no column
    other_money: tuple[str, ...]  # recorded as funded from other money
    warnings: tuple[FileWarning, ...]

    @property
    def currency(self) -> str:
        """The currency the file names, or nothing."""
        return self.meta.get("currency", "")


class UnreadableFile(ValueError):
    """The file is not a Pabulib file that can be counted.

    Its text is `FILE:LINE: what is wrong; what to do`.
    """


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file a message is about."""

    name: str
    line: int | None = None

    def at(self, line: int) -> "Place":
        """Return the place of another line of the same file."""
        return Place(self.name, line)

    def refuse(self, what: str, what_to_do: str) -> UnreadableFile:
        """Return the error to raise."""
        where = shown(self.name, limit=None)
        if self.line is not None:
            where += f":{self.line}"
        return UnreadableFile(f"{where}: {what}; {what_to_do}")


def shown(text: str, limit: int | None = SHOWN_LENGTH) -> str:
    """Return foreign text so that it is safe to print, and not too long."""
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return safe if limit is None or len(safe) <= limit else safe[:limit] + "…"
