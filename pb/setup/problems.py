"""What is wrong with a row of a file: where, what, and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask_babel import gettext

from pb.formatting import number
from pb.projects.texts import has_control
from pb.web.fields import AmbiguousAmount, NotAnAmount, read_euros

LONGEST_SHOWN = 60
# What a spreadsheet computes; a telephone number or a dash it leaves alone.
FORMULA = re.compile(r"[=@]|[+-][^0-9\s]")


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


class CellWrong(Exception):
    """A cell can't be used as it is."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that can't be used, in words."""

    row: int  # as one counts in the file
    column: str
    what: str
    remedy: str


@dataclass(slots=True)
class Problems:
    """All that is wrong with a file."""

    found: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Return how many rows have a problem."""
        return len({problem.row for problem in self.found})

    @contextmanager
    def at(self, row: int, column: str) -> Iterator[None]:
        """Note what is wrong with a cell, and go on with the next."""
        try:
            yield
        except CellWrong as wrong:
            self.found.append(Problem(row, column, wrong.what, wrong.remedy))


def needed(text: str) -> str:
    """Return text that must be there.

    Raises:
        CellWrong: It is not.
    """
    if not text:
        raise CellWrong(_("de cel is leeg"), _("Vul de cel in, of haal de rij weg."))
    return text


def at_most(text: str, most: int) -> str:
    """Return text that is not too long.

    Raises:
        CellWrong: It is.
    """
    if len(text) > most:
        raise CellWrong(
            _("de tekst is %(over)s tekens te lang", over=len(text) - most),
            _("Maak er ten hoogste %(most)s tekens van.", most=most),
        )
    return text


def harmless(text: str) -> str:
    """Return text that no program takes for something else.

    Raises:
        CellWrong: It is a formula, or holds signs that nobody typed.
    """
    first, rest = text[:1], text[1:2]
    if first in {"=", "@"} or (
        first in {"+", "-"} and not (rest.isdigit() or not rest)
    ):
        raise CellWrong(
            _("hier staat een formule, of iets dat erop lijkt"),
            _("Zet er de waarde neer. In Excel: kopieer, en plak als waarden."),
        )
    if has_control(text):
        raise CellWrong(
            _("hier staan onzichtbare tekens"),
            _("Typ de cel opnieuw."),
        )
    return text


def euros(text: str) -> int:
    """Return the cents of an amount above nothing.

    Raises:
        CellWrong: It is none.
    """
    try:
        cents = read_euros(needed(text))
    except AmbiguousAmount:
        raise CellWrong(
            _("“%(typed)s” kan twee bedragen zijn", typed=shown(text)),
            _("Schrijf duizenden met een punt en centen met een komma: 1.234,50."),
        ) from None
    except NotAnAmount:
        raise CellWrong(
            _("“%(typed)s” is geen bedrag", typed=shown(text)),
            _("Schrijf een bedrag in euro’s, zoals 1.234,50."),
        ) from None
    if cents == 0:
        raise CellWrong(
            _("het bedrag is 0"), _("Vul een bedrag in dat hoger is dan 0 euro.")
        )
    return cents


def whole(text: str, most: int) -> int:
    """Return a whole number of at least 0.

    Raises:
        CellWrong: It is none, or above `most`.
    """
    plain = needed(text).replace(".", "").replace(" ", "").replace("\u00a0", "")
    if not (plain.isascii() and plain.isdigit()) or int(plain[:15]) > most:
        raise CellWrong(
            _("“%(typed)s” is geen aantal dat hier kan", typed=shown(text)),
            _("Vul een heel getal in, van 0 tot en met %(most)s.", most=number(most)),
        )
    return int(plain)


def shown(text: str) -> str:
    """Return as much of a cell as fits in a sentence."""
    cut = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return cut.replace("€ ", "€\u00a0")  # not over two lines
