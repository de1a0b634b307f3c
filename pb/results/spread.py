"""How funded plans are spread over the voters."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from exports.suppression import SMALLEST_CELL
from pb.results.studied import Studied

MOST_NAMED = 10  # numbers of funded plans told apart


@dataclass(frozen=True, slots=True)
class NamedRow:
    """How many voters have so many funded plans on their ballot."""

    label: str
    voters: int


def named_rows(studied: Studied) -> list[NamedRow]:
    """Return how many voters have none, one, two … funded plans on their ballot.

    The last rows are of few voters, so they are told together.
    """
    if studied.result is None:
        return []
    named = studied.result.named
    told = _told(named)
    rows = [NamedRow(_named(n), count) for n, count in enumerate(named[:told])]
    rest = sum(named[told:])
    if rest:
        words = _("%(num)s of meer plannen", num=told)
        rows.append(NamedRow(str(words), rest))
    return rows


def _told(named: tuple[int, ...]) -> int:
    """Return how many numbers are told apart, so that the last row is of enough."""
    if len(named) <= MOST_NAMED and (len(named) < 2 or named[-1] >= SMALLEST_CELL):
        return len(named)
    told = min(MOST_NAMED, len(named) - 1)
    while told > 1 and sum(named[told:]) < SMALLEST_CELL:
        told -= 1
    return told


def _named(number: int) -> str:
    if number == 0:
        return str(_("Geen plan kreeg geld"))
    return str(ngettext("%(num)s plan", "%(num)s plannen", number))
