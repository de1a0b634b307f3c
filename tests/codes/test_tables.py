"""Files that somebody else made are read with limits, or refused."""

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from pb.codes.tables import (
    LARGEST,
    MOST_ROWS,
    Table,
    TableRefused,
    Trouble,
    read_table,
)

ROWS = [["Straat", "Plaats"], ["Café 1", "Gouda"], ["", ""], ["'s-Plein 2", "Delft"]]


def csv_of(rows: Sequence[Sequence[str]], delimiter: str = ";") -> str:
    return "\r\n".join(delimiter.join(row) for row in rows)


def xlsx_of(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(content: bytes) -> Trouble:
    with pytest.raises(TableRefused) as caught:
        read_table(content)
    return caught.value.trouble


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(csv_of(ROWS).encode(), id="utf-8"),
        pytest.param(csv_of(ROWS, ",").encode("utf-8-sig"), id="utf-8-bom"),
        pytest.param(csv_of(ROWS, "\t").encode("utf-16"), id="utf-16"),
        pytest.param(csv_of(ROWS).encode("cp1252"), id="windows"),
        pytest.param(xlsx_of(ROWS), id="xlsx"),
    ],
)
def test_rows_are_read_whatever_wrote_them(content: bytes) -> None:
    table = read_table(content)

    assert table.header == ["Straat", "Plaats"]
    assert [list(cells) for _row, cells in table.rows] == [ROWS[1], ROWS[3]]
    assert [row for row, _cells in table.rows] == [2, 4]  # as one counts in the file


def test_a_guessed_encoding_is_told() -> None:
    assert read_table(csv_of(ROWS).encode("cp1252")).is_guess
    assert not read_table(csv_of(ROWS).encode()).is_guess


def test_numbers_of_a_spreadsheet_stay_whole() -> None:
    table: Table = read_table(xlsx_of([["nr", "x"], [12.0, None], [7, 1.5]]))

    assert [list(cells) for _row, cells in table.rows] == [["12"], ["7", "1.5"]]


def test_a_formula_in_a_spreadsheet_is_never_worked_out() -> None:
    """T39: only what the spreadsheet stored beside it is read."""
    assert read_table(xlsx_of([["a", "b"], ["=1+1", "x"]])).rows == [(2, ["", "x"])]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        pytest.param(b"", Trouble.EMPTY, id="nothing"),
        pytest.param(b"\r\n ;\r\n", Trouble.EMPTY, id="blank"),
        pytest.param(b"a;b\r\n\x00;c", Trouble.NOT_A_TABLE, id="null"),
        pytest.param(b"a;b\r\n\x81;c", Trouble.ENCODING, id="no-encoding"),
        pytest.param(b"\xff\xfea", Trouble.ENCODING, id="half-a-utf-16-sign"),
        pytest.param(b'a;b\r\n"x;y', Trouble.NOT_A_TABLE, id="open-quote"),
        pytest.param(b"a;" * 60 + b"b", Trouble.TOO_MANY_COLUMNS, id="wide"),
        pytest.param(b"a\r\n" + b"x" * 1001, Trouble.CELL_TOO_LONG, id="long"),
        pytest.param(b"a\r\n" + b"x" * 200_000, Trouble.CELL_TOO_LONG, id="longer"),
        pytest.param(b"x" * (LARGEST + 1), Trouble.TOO_LARGE, id="large"),
        pytest.param(b"PK\x03\x04nonsense", Trouble.NOT_A_TABLE, id="no-zip"),
        pytest.param(b"x\r\n" * (MOST_ROWS + 2), Trouble.TOO_MANY_ROWS, id="rows"),
    ],
)
def test_what_can_not_be_read_is_refused_by_its_fault(
    content: bytes, trouble: Trouble
) -> None:
    assert refusal(content) is trouble


def repacked(content: bytes, **changed: bytes) -> bytes:
    """Return an XLSX with some of its parts replaced."""
    out = io.BytesIO()
    names = {"sheet": "xl/worksheets/sheet1.xml", "texts": "xl/sharedStrings.xml"}
    replaced = {names[name]: data for name, data in changed.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *replaced}:
            new.writestr(name, replaced[name] if name in replaced else old.read(name))
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(xlsx_of(ROWS), sheet=b" " * 70_000_000)
    assert len(bomb) < LARGEST

    assert refusal(bomb) is Trouble.TOO_LARGE


def test_too_many_texts_are_refused_before_they_fill_the_memory() -> None:
    assert refusal(repacked(xlsx_of(ROWS), texts=b"<si/>" * 6_000_000)) is (
        Trouble.TOO_LARGE
    )


@pytest.mark.parametrize(
    "sheet",
    [
        b"<not xml",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"",
    ],
)
def test_a_broken_or_hostile_sheet_is_no_table(sheet: bytes) -> None:
    trouble = refusal(repacked(xlsx_of(ROWS), sheet=sheet))

    assert trouble in {Trouble.NOT_A_TABLE, Trouble.EMPTY}
