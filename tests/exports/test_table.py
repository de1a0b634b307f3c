"""The table: every byte of it, and that a spreadsheet can trust it."""

import csv
import io

import pytest

import allocation
from exports.table import COLUMNS, harmless, to_csv
from tests.exports.results import make_instance, make_result, publish

POT = "Hele deelgemeente;1000;EUR"
WORKED_EXAMPLE = "\r\n".join(
    [
        "\ufeff" + ";".join(COLUMNS),
        f"{POT};101;A;Speeltuin;jeugd;;600;6;6;ja;1;6;100;",
        f"{POT};103;C;Geveltuinen;groen;;240;4;4;ja;2;4;60;",
        f"{POT};105;E;Muziek;cultuur;;110;2;2;ja;3;2;55;",
        f"{POT};102;B;Bankjes;straat;;300;5;5;nee;;;;te weinig geld",
        f"{POT};104;D;Repaircafé;duurzaam;;160;3;3;nee;;;;te weinig geld",
        "",
    ]
)


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def test_writes_the_worked_example_byte_for_byte() -> None:
    assert to_csv(publish(make_result())) == WORKED_EXAMPLE


def test_numbers_have_a_decimal_comma_and_nothing_else() -> None:
    project = allocation.Project("a", 12_345, "Plan")
    result = make_result(make_instance([project], [{"a": 1}] * 3))

    row = rows(to_csv(publish(result)))[0]

    assert (row["kosten"], row["bedrag per kiezer"]) == ("123,45", "41,15")


def test_a_rule_without_shares_leaves_those_columns_empty() -> None:
    row = rows(to_csv(publish(make_result(rule="greedy"))))[0]

    assert (row["id"], row["volgorde"]) == ("A", "1")
    assert row["steun die meetelde"] == row["bedrag per kiezer"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+31",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\0=1",
        ' "=1"',
        "'=1",
        "＝1+1",
        "\u00a0=1",
    ],
)
def test_a_text_like_a_formula_stays_text(text: str) -> None:
    project = allocation.Project("a", 100, text, text)
    result = make_result(make_instance([project], [{"a": 1}]))

    row = rows(to_csv(publish(result)))[0]

    assert row["plan"] == row["onderwerp"] == f"'{text}"


@pytest.mark.parametrize("text", ["", "Plan", "1-2", "a=b", "C'est", "“Plan”"])
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_says_why_a_plan_took_no_part() -> None:
    projects = [
        allocation.Project("liked", 100),
        allocation.Project("dear", 200_000),
        allocation.Project("unseen", 100),
    ]
    result = make_result(make_instance(projects, [{"liked": 1, "dear": 1}]))

    reasons = {row["id"]: row["reden"] for row in rows(to_csv(publish(result)))}

    assert reasons == {
        "liked": "",
        "dear": "duurder dan het budget",
        "unseen": "geen stemmen",
    }
