"""The workbook: real numbers, no formulas, and the same bytes every time."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

import allocation
from exports.sheets import Participation, Provenance
from exports.spreadsheet import to_xlsx
from tests.exports.results import make_instance, make_result, publish

WHERE = Provenance(
    published_at=datetime(2026, 12, 3, 9, tzinfo=UTC),
    result_hash="ab" * 32,
    address="https://geld.example.nl/rondes/buurtbudget-2026/uitslag/v1",
    rules={"7": "Gelijke delen"},
)
AREAS = (Participation("Noord", 500, 120), Participation("Zuid", 90, None))


def workbook(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Any) -> list[Sequence[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_holds_the_worked_example_as_numbers() -> None:
    book = workbook(to_xlsx(publish(make_result()), AREAS, WHERE))

    assert book.sheetnames == [
        "Uitslag",
        "Plannen",
        "Stappen",
        "Opkomst",
        "Toelichting",
    ]
    head, first, *others = rows(book["Plannen"])
    plan = dict(zip(head, first, strict=True))
    assert (plan["Plan"], plan["Kosten"], plan["Stemmen"]) == ("Speeltuin", 600, 6)
    assert (plan["Gekozen"], plan["Steun die meetelde"]) == ("ja", 6)
    assert len(others) == 4
    [_head, pot] = rows(book["Uitslag"])
    assert pot[1:8] == ["Gelijke delen", "EUR", 1000, 950, 50, 10, 0]


def test_keeps_the_head_in_sight_and_amounts_in_two_decimals() -> None:
    book = workbook(to_xlsx(publish(make_result()), AREAS, WHERE))

    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.column_dimensions["A"].width > 5
    assert book["Plannen"]["G2"].number_format == "#,##0.00"


def test_equal_results_give_equal_bytes() -> None:
    result = publish(make_result())

    assert to_xlsx(result, AREAS, WHERE) == to_xlsx(result, AREAS, WHERE)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+31",
        "-2",
        "@SUM(A1)",
        '=HYPERLINK("http://x")',
        "\t=1",
        "＝1",
        "http://x",
    ],
)
def test_a_text_like_a_formula_or_link_stays_text(text: str) -> None:
    project = allocation.Project("a", 100, text, text)
    result = make_result(make_instance([project], [{"a": 1}]))

    sheet = workbook(to_xlsx(publish(result), AREAS, WHERE))["Plannen"]

    cell = sheet["D2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert cell.value in {f"'{text}", text if text == "http://x" else None}


def test_shows_no_number_that_must_not_be_told() -> None:
    sheet = workbook(to_xlsx(publish(make_result()), AREAS, WHERE))["Opkomst"]

    assert rows(sheet)[1:] == [
        ["Noord", 500, 120, None],
        ["Zuid", 90, None, "niet getoond"],
    ]


def test_a_very_long_or_strange_text_breaks_nothing() -> None:
    project = allocation.Project("a", 100, "x" * 40_000 + "\x00\x1b", "😀")
    result = make_result(make_instance([project], [{"a": 1}]))

    book = workbook(to_xlsx(publish(result), AREAS, WHERE))

    assert len(book["Plannen"]["D2"].value) == 32_767
