"""Lines of the logbook for a spreadsheet, in words beside what stands in the file."""

import csv
import io
from collections.abc import Iterable, Iterator

from pb.formatting import iso
from pb.log.models import Event
from pb.log.page import area_names
from pb.log.telling import actor_words
from pb.log.words import words_of
from pb.rounds.models import BudgetRound

COLUMNS = ("index", "at", "type", "actor", "what", "who", "body", "hash")
# What makes a spreadsheet compute a cell instead of showing it (T39).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝")


def as_csv(
    budget_round: BudgetRound, events: Iterable[Event], locale: str
) -> Iterator[str]:
    """Return the lines of a CSV file; a reason that somebody typed stays text."""
    areas = area_names(budget_round)
    yield _line(COLUMNS)
    for event in events:
        words = words_of(event, areas, locale)
        yield _line(
            (
                event.index,
                iso(event.at),
                event.type,
                event.actor,
                ". ".join((words.title, *words.sentences)),
                actor_words(event.actor),
                event.body_json,
                event.hash,
            )
        )


def _line(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(_plain(str(cell)) for cell in cells)
    return written.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" \"'").startswith(FORMULA) else cell
