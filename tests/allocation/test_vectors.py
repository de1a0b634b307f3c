"""Real elections with the winners that an independent implementation expects.

Where `BUURTGELD_PABULIB` names no folder of election files, the worked example
stands in for them.
"""

import json
from functools import lru_cache
from typing import Any

import pytest

from allocation import MinScore, Outcome, ParsedFile, read_pabulib
from allocation.amounts import money_text
from tests.allocation.elections import EURO, WORKED_EXAMPLE, count, real_elections

Vector = dict[str, Any]

EXAMPLE_VECTORS: list[Vector] = [
    {"rule": "greedy", "utility": "cost", "options": {}, "winners": ["A", "B"]},
    {
        "rule": "equal-shares",
        "utility": "cost",
        "completion": "none",
        "options": {},
        "winners": ["A", "C"],
    },
    {
        "rule": "equal-shares",
        "utility": "cost",
        "completion": "add1u",
        "options": {"increment": "1", "add1_stop": "exhaustive"},
        "winners": ["A", "C", "E"],
        "increments": 15,
        "endowment": "115",
    },
]
MOST_INCREMENTS = 100


def vectors(rule: str) -> list[Vector]:
    folder = real_elections()
    found = EXAMPLE_VECTORS
    if folder is not None:
        text = (folder / "vectors.jsonl").read_text(encoding="utf-8")
        found = [json.loads(line) for line in text.splitlines()]
    return [vector for vector in found if vector["rule"] == rule]


def name(vector: Vector | None) -> str:
    if vector is None:
        return "none-here"
    parts = (
        vector.get("file", "example"),
        vector.get("utility"),
        vector.get("completion"),
    )
    return "-".join(str(part) for part in parts if part)


@lru_cache(maxsize=1)  # the vectors stand file by file
def parsed(file: str | None) -> ParsedFile:
    folder = real_elections()
    if folder is None or file is None:
        return read_pabulib(WORKED_EXAMPLE.encode())
    return read_pabulib(folder / file)


def counted(vector: Vector) -> Outcome:
    given = vector["options"]
    options: dict[str, Any] = {"rule": vector["rule"].removesuffix("-declared")}
    for key in ("utility", "completion"):
        if vector.get(key):
            options[key] = vector[key]
    options |= {key: given[key] for key in ("add1_stop", "skip") if key in given}
    if "increment" in given:
        options["increment"] = int(given["increment"]) * EURO
    if "min_score" in given:
        options["min_score"] = MinScore(int(given["min_score"]))
    return count(parsed(vector.get("file")).instance, **options)


def assert_as_expected(vector: Vector, outcome: Outcome) -> None:
    assert list(outcome.winners) == vector["winners"]
    assert money_text(outcome.cost) == vector.get("cost", money_text(outcome.cost))
    assert outcome.increments == vector.get("increments", outcome.increments)


@pytest.mark.parametrize("vector", vectors("greedy"), ids=name)
def test_greedy_funds_the_expected_winners(vector: Vector) -> None:
    assert_as_expected(vector, counted(vector))


@pytest.mark.parametrize("vector", vectors("greedy-declared") or [None], ids=name)
def test_greedy_with_declared_limits_funds_the_expected_winners(
    vector: Vector | None,
) -> None:
    if vector is not None:
        assert_as_expected(vector, counted(vector))


@pytest.mark.parametrize("vector", vectors("phragmen") or [None], ids=name)
def test_phragmen_funds_the_expected_winners(vector: Vector | None) -> None:
    if vector is not None:
        assert_as_expected(vector, counted(vector))


@pytest.mark.parametrize(
    "vector",
    [v for v in vectors("equal-shares") if v.get("increments", 0) < MOST_INCREMENTS],
    ids=name,
)
def test_equal_shares_funds_the_expected_winners(vector: Vector) -> None:
    outcome = counted(vector)

    assert_as_expected(vector, outcome)
    assert outcome.endowment is not None
    assert str(outcome.endowment / EURO) == vector.get(
        "endowment", str(outcome.endowment / EURO)
    )
    for expected, step in zip(vector.get("steps", []), outcome.steps, strict=False):
        assert step.payment is not None
        assert step.project == expected["project"]
        assert str(step.effective_vote_count) == expected["effective_vote_count"]
        assert str(step.payment / EURO) == expected["payment"]


def test_reads_every_real_file_and_its_official_figures() -> None:
    folder = real_elections()
    for path in sorted(folder.glob("*.pb")) if folder else []:
        election = read_pabulib(path)

        assert election.instance.problem is None
        codes = {warning.code for warning in election.warnings}
        assert "num_votes_differs" not in codes
        assert "score_differs" not in codes
