"""The JSON document and the text of an outcome."""

import json
from fractions import Fraction
from typing import Any

import pytest

from allocation import (
    ExclusionGroup,
    FileWarning,
    Source,
    explain,
    read_pabulib,
    to_document,
    to_json,
    to_text,
)
from allocation.amounts import decimal_text, money_text, rounded
from tests.allocation.elections import (
    WORKED_EXAMPLE,
    count,
    make_instance,
    worked_example,
)

KEYS = [
    *("format", "file", "sha256", "rule", "utility", "completion", "objective"),
    *("options", "vote_type", "currency", "ballots", "blank_ballots"),
    *("groups_of_ballots", "budget", "cost", "left", "winners", "partial"),
    *("endowment", "increments", "tie_order", "steps", "value", "projects"),
    *("overall", "against_greedy", "certificates", "warnings"),
]
STEP_KEYS = [
    *("step", "project", "phase", "effective_vote_count", "payment", "key"),
    *("payers_full", "payers_all_they_had", "supporters_money_before"),
    *("supporters_money_after", "tied_with", "left_after"),
]
PROJECT_KEYS = [
    *("id", "name", "cost", "votes", "score", "status", "reason", "step"),
    "explanation",
]


def document(**options: Any) -> dict[str, Any]:
    instance = worked_example()
    return to_document(instance, count(instance, **options), source=Source("f", "0"))


def test_the_keys_stand_in_the_promised_order() -> None:
    written = document()

    assert list(written) == KEYS
    assert list(written["steps"][0]) == STEP_KEYS
    assert list(written["projects"][0]) == PROJECT_KEYS


def test_without_a_file_its_two_keys_are_left_out() -> None:
    instance = worked_example()

    written = to_document(instance, count(instance))

    assert list(written) == [key for key in KEYS if key not in ("file", "sha256")]


def test_amounts_are_in_euros_and_exact() -> None:
    written = document(completion="none", utility="cardinality")

    assert (written["budget"], written["cost"], written["left"]) == (
        "1000",
        "570",
        "430",
    )
    assert written["endowment"] == {"exact": "100", "decimal": "100.000000"}
    first = written["steps"][0]
    assert first["payment"] == {"exact": "160/3", "decimal": "53.333333"}
    assert first["key"] == first["payment"]
    assert first["effective_vote_count"] == {"exact": "3", "decimal": "3.000000"}
    assert first["left_after"] == "840"


def test_tells_what_became_of_each_project_in_tie_order() -> None:
    projects = document(completion="none", groups=(ExclusionGroup(frozenset("AB")),))

    statuses = [
        (p["id"], p["status"], p["reason"], p["step"]) for p in projects["projects"]
    ]
    assert statuses == [
        ("A", "funded", None, 1),
        ("B", "not_funded", "blocked", None),
        ("C", "funded", None, 2),
        ("D", "not_funded", None, None),
        ("E", "not_funded", None, None),
    ]
    assert projects["options"]["groups"] == [{"projects": ["A", "B"], "at_most": 1}]


def test_explanations_are_there_when_asked_for() -> None:
    instance = worked_example()
    outcome = count(instance, completion="add1", add1_stop="exhaustive")

    written = to_document(instance, outcome, explanations=explain(instance, outcome))

    said = {project["id"]: project["explanation"] for project in written["projects"]}
    assert said["A"]["runner_up"]["project"] == "B"
    assert said["B"]["missing"] == {"exact": "225", "decimal": "225.000000"}
    assert said["B"]["extra_supporters_enough"] == 2
    assert said["D"]["cost_cut"] == "35"
    assert document()["projects"][0]["explanation"] is None


@pytest.mark.parametrize("rule", ["greedy", "knapsack", "phragmen"])
def test_each_rule_has_its_own_explanations(rule: str) -> None:
    instance = worked_example()
    outcome = count(instance, rule=rule)

    written = to_document(instance, outcome, explanations=explain(instance, outcome))

    keys = {key for p in written["projects"] for key in p["explanation"] or {}}
    assert keys & {"place", "loss", "moment"}
    assert written["certificates"]["price_system"] is None
    assert "No price system" in written["certificates"]["notes"][0]


def test_says_what_was_checked_and_what_the_voters_got() -> None:
    written = document(completion="utilitarian")

    certificates = written["certificates"]
    assert certificates["price_system"]["holds"]
    assert certificates["price_system"]["covers"] == ["A", "C"]
    assert certificates["ejr_plus"] == {"holds": True, "violation": None}
    assert certificates["notes"][0] == "Not covered, funded in another way: D."
    assert written["overall"]["voters_with_funded"] == 10
    assert written["against_greedy"]["only_here"] == ["C", "D"]
    assert document(rule="greedy")["certificates"]["ejr_plus"]["violation"] == {
        "project": "C",
        "voters": 4,
    }


def test_the_text_explains_below_each_project() -> None:
    instance = worked_example()
    outcome = count(instance)

    text = to_text(instance, outcome, explanations=explain(instance, outcome))

    assert "its supporters were 170.00 short" in text
    assert "   Their money went to A (EUR 500.00)." in text


def test_notes_follow_the_warnings_of_the_file() -> None:
    instance = make_instance(10000, {"a": 9000}, "a")
    warned = FileWarning("odd", "something odd", 3)

    written = to_document(instance, count(instance, increment=900), warnings=[warned])

    assert written["warnings"][0] == {"line": 3, "code": "odd", "text": "something odd"}
    assert written["warnings"][1]["code"] == "coarse_increment"


def test_the_same_bytes_give_the_same_document() -> None:
    texts = []
    for _ in range(2):
        parsed = read_pabulib(WORKED_EXAMPLE.encode(), name="w.pb")
        outcome = count(parsed.instance)
        texts.append(to_json(parsed.instance, outcome, source=Source.of(parsed)))

    assert texts[0] == texts[1]
    assert texts[0].endswith("}\n")
    assert texts[0].startswith('{\n  "format": "buurtgeld-allocation/1",\n')
    assert json.loads(texts[0])["file"] == "w.pb"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(Fraction(2, 3), "0.6667", id="up"),
        pytest.param(Fraction(5, 10**5), "0.0000", id="half-to-even-down"),
        pytest.param(Fraction(15, 10**5), "0.0002", id="half-to-even-up"),
        pytest.param(Fraction(-1, 3), "-0.3333", id="negative"),
    ],
)
def test_rounds_half_to_even(number: Fraction, text: str) -> None:
    assert rounded(number, 4) == text


def test_writes_amounts_without_needless_zeros() -> None:
    assert money_text(915050) == "9150.5"
    assert money_text(100) == "1"
    assert money_text(5) == "0.05"
    assert decimal_text(Fraction(1, 3)) == "1/3"
    assert rounded(Fraction(5, 2), 0) == "2"


def test_the_text_lists_winners_then_losers_then_totals() -> None:
    instance = worked_example()

    lines = to_text(instance, count(instance, completion="utilitarian")).splitlines()

    assert lines[0] == "1. A (EUR 600): 6.00 effective votes, EUR 100.00 each"
    assert lines[2] == "3. D (EUR 160): completion"
    assert [line[:4] for line in lines[3:5]] == ["-  B", "-  E"]
    assert lines[-1].startswith("3 of 5 projects funded for EUR 1000 of 1000; 0 left;")


def test_the_text_says_why_a_project_took_no_part() -> None:
    instance = make_instance(
        1000, {"a": 2000, "b": 100, "c": 900, "d": 900}, "acd", "c"
    )

    text = to_text(instance, count(instance, rule="greedy", leftover="partial"))

    assert "a (EUR 20): it costs more than the budget" in text
    assert "b (EUR 1): nobody named it" in text
    assert "d (EUR 9): score 1, 8 more than the money left" in text
    assert "Partly paid: d, EUR 1" in text


def test_the_text_prints_no_control_character_of_a_name() -> None:
    instance = read_pabulib(
        WORKED_EXAMPLE.replace("Speelplek", "Speel\x1b[2Jplek").encode()
    ).instance

    assert "\x1b" not in to_text(instance, count(instance))


def test_greedy_of_a_comparison_is_keyed_by_score_whatever_the_utility() -> None:
    costs = {"a": 400, "b": 400, "c": 100}
    instance = make_instance(500, costs, "ac", "bc", "", "a", "a")

    outcome = count(
        instance,
        utility="cardinality",
        completion="none",
        comparison="funded-votes",
    )

    assert [note.code for note in outcome.notes] == ["comparison_greedy"]
    assert to_document(instance, outcome)["steps"][0]["key"]["exact"] == "3"
