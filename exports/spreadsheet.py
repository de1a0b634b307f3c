"""A result as a workbook: real numbers, texts that never become formulas.

Equal results give equal bytes: the file holds no time but that of its publication,
and no name of a person or program.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

import xlsxwriter

from exports import sheets
from exports.result import PublishedResult
from exports.sheets import Cell, Column, Participation, Provenance
from exports.table import harmless

LONGEST = 32_767  # characters in a cell
HEAD = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
# A file of its own: never inserts links, never guesses at numbers or formulas.
PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def to_xlsx(
    result: PublishedResult,
    participation: Sequence[Participation],
    provenance: Provenance,
) -> bytes:
    """Return a workbook of five sheets: result, plans, steps, turnout, explanation.

    Amounts are numbers with two decimals, exact up to the digits that a spreadsheet
    has. A text that could be taken for a formula has an apostrophe before it, so that
    it also stays a text in a file saved from this one.

    Args:
        result: With m plans in all.
        participation: Already without the numbers that must not be told.
        provenance: Where it comes from.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, PLAIN)
    created = provenance.published_at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": f"Uitslag {result.title}", "created": created.replace(microsecond=0)}
    )
    for name, columns, rows in (
        ("Uitslag", sheets.RESULT, sheets.results(result, provenance)),
        ("Plannen", sheets.PLANS, sheets.plans(result)),
        ("Stappen", sheets.STEPS, sheets.steps(result)),
        ("Opkomst", sheets.TURNOUT, sheets.turnout(participation)),
        ("Toelichting", sheets.NOTES, sheets.notes(result, provenance)),
    ):
        _sheet(book, name, columns, rows)
    book.close()
    return file.getvalue()


def _sheet(
    book: Any, name: str, columns: Sequence[Column], rows: Iterable[list[Cell]]
) -> None:
    """Write one sheet: a head that stays in sight, then the rows."""
    sheet = book.add_worksheet(name)
    head = book.add_format(HEAD)
    formats = [
        book.add_format(
            {"num_format": form, "valign": "top", "text_wrap": form == sheets.TEXT}
        )
        for _head, _width, form in columns
    ]
    for at, (words, width, _form) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, words, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            _write(sheet, (last, at), cell, formats[at])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, place: tuple[int, int], cell: Cell, form: Any) -> None:
    if cell is None or cell == "":
        sheet.write_blank(*place, None, form)
    elif isinstance(cell, str):
        sheet.write_string(*place, harmless(cell)[:LONGEST], form)
    else:
        sheet.write_number(*place, float(cell), form)
