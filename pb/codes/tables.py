"""Rows of a CSV or XLSX file that somebody else made, read with limits."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

LARGEST = 8 * 1024 * 1024  # bytes of a file
MOST_ROWS = 100_000  # without the header
MOST_COLUMNS = 50
LONGEST_CELL = 1000
# Bytes of an XLSX once unpacked; the texts are kept in memory, the sheet is not.
LARGEST_UNPACKED = 64 * 1024 * 1024
LARGEST_TEXTS = 24 * 1024 * 1024
MOST_PARTS = 200
ZIPPED = b"PK\x03\x04"
BYTE_ORDERS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


class Trouble(StrEnum):
    """Why a file is not read."""

    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    CELL_TOO_LONG = "cell-too-long"
    ENCODING = "encoding"
    NOT_A_TABLE = "not-a-table"
    EMPTY = "empty"


class TableRefused(Exception):
    """Nothing was read."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read of a file; the defaults are those of a list of addresses."""

    rows: int = MOST_ROWS
    cell: int = LONGEST_CELL
    # Whether a formula is read as it stands there, instead of what it gave last.
    shows_formulas: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a file, stripped; rows that are empty are left out."""

    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]  # with the number of the row in the file
    is_guess: bool  # the file did not say how its letters are written


def read_table(content: bytes, limits: Limits = Limits()) -> Table:
    """Return the rows of a file.

    Args:
        content: Its bytes, of whatever kind.
        limits: A file that is larger is refused.

    Raises:
        TableRefused: It is too large, or not what it should be.
    """
    if len(content) > LARGEST:
        raise TableRefused(Trouble.TOO_LARGE)
    if content.startswith(ZIPPED):
        return _table(_xlsx_rows(content, limits), limits, is_guess=False)
    text, is_guess = _decoded(content)
    return _table(_csv_rows(text), limits, is_guess=is_guess)


def _table(rows: Iterator[Sequence[str]], limits: Limits, *, is_guess: bool) -> Table:
    kept: list[tuple[int, Sequence[str]]] = []
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if any(cells[MOST_COLUMNS:]):
            raise TableRefused(Trouble.TOO_MANY_COLUMNS)
        while not cells[-1]:
            cells.pop()
        if max(map(len, cells)) > limits.cell:
            raise TableRefused(Trouble.CELL_TOO_LONG)
        kept.append((number, cells))
        if len(kept) > limits.rows + 1:
            raise TableRefused(Trouble.TOO_MANY_ROWS)
    if not kept:
        raise TableRefused(Trouble.EMPTY)
    return Table(kept[0][1], kept[1:], is_guess)


def _decoded(content: bytes) -> tuple[str, bool]:
    """Return the text, and whether its encoding was guessed.

    Excel on Windows writes a plain CSV in Windows-1252.
    """
    declared = next(
        (name for mark, name in BYTE_ORDERS.items() if content.startswith(mark)), None
    )
    tried = [declared] if declared else ["utf-8", "cp1252"]
    for name in tried:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise TableRefused(Trouble.NOT_A_TABLE)
        return text, name == "cp1252"
    raise TableRefused(Trouble.ENCODING)


def _csv_rows(text: str) -> Iterator[Sequence[str]]:
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        is_long = "field limit" in str(error)
        trouble = Trouble.CELL_TOO_LONG if is_long else Trouble.NOT_A_TABLE
        raise TableRefused(trouble) from None


def _xlsx_rows(content: bytes, limits: Limits) -> Iterator[Sequence[str]]:
    _check_parts(content)
    # Only who uploads such a file needs this.
    import openpyxl

    try:
        with warnings.catch_warnings(action="ignore"):
            book = openpyxl.load_workbook(
                io.BytesIO(content),
                read_only=True,
                data_only=not limits.shows_formulas,
                keep_links=False,
            )
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            # One more of each than is allowed, so that too many are noticed.
            rows = sheet.iter_rows(
                max_row=limits.rows + 2, max_col=MOST_COLUMNS + 1, values_only=True
            )
            write = _as_typed if limits.shows_formulas else _written
            for row in rows:
                yield [write(value) for value in row]
    except TableRefused:
        raise
    except Exception as error:
        # A broken file fails in as many ways as there are.
        raise TableRefused(Trouble.NOT_A_TABLE) from error


def _check_parts(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}
            entries = len(parts.infolist())
    except (
        zipfile.BadZipFile,
        ValueError,
        OverflowError,
        NotImplementedError,
    ) as error:
        raise TableRefused(Trouble.NOT_A_TABLE) from error
    texts = sum(size for name, size in sizes.items() if "sharedStrings" in name)
    if (
        entries > MOST_PARTS
        or entries != len(sizes)
        or sum(sizes.values()) > LARGEST_UNPACKED
        or texts > LARGEST_TEXTS
    ):
        raise TableRefused(Trouble.TOO_LARGE)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _as_typed(value: Any) -> str:
    """Return a cell as a Dutch hand would type it; a formula begins with =."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.2f}".replace(".", ",")
    is_plain = value is None or isinstance(value, str | int | float | datetime | date)
    return _written(value) if is_plain else "="
