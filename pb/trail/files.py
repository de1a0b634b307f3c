"""The trail as a file: for a spreadsheet, or a line of JSON each."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from pb.formatting import iso
from pb.trail.models import TrailEntry
from pb.trail.service import detail_of

COLUMNS = ("number", "at", "kind", "actor", "about", "round", "detail")


def as_csv(entries: Iterable[TrailEntry]) -> Iterator[str]:
    """Return the lines of a CSV file. No cell begins as a formula would (T39).

    Every cell is made by this program: a number, a moment, a fixed word, a
    pseudonym, an address of a round, or an object in braces.
    """
    yield _line(COLUMNS)
    for entry in entries:
        yield _line(
            (
                entry.id,
                iso(entry.at),
                entry.kind,
                entry.actor,
                entry.about or "",
                entry.round_slug or "",
                entry.detail_json,
            )
        )


def as_jsonl(entries: Iterable[TrailEntry]) -> Iterator[str]:
    """Return a line of JSON for each line."""
    for entry in entries:
        told = {
            "number": entry.id,
            "at": iso(entry.at),
            "kind": entry.kind,
            "actor": entry.actor,
            "about": entry.about,
            "round": entry.round_slug,
            "detail": detail_of(entry),
        }
        yield json.dumps(told, ensure_ascii=False) + "\n"


def _line(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
