"""The worked example of ten residents: each rule, with the numbers of its page."""

from fractions import Fraction
from typing import Any

import pytest

from allocation import Instance
from tests.allocation.elections import EURO, count, worked_example


@pytest.mark.parametrize(
    ("options", "winners", "euros"),
    [
        pytest.param({"rule": "greedy"}, "AB", 900, id="greedy"),
        pytest.param({"rule": "greedy", "skip": False}, "AB", 900, id="no-skip"),
        pytest.param({"completion": "none"}, "AC", 840, id="none"),
        pytest.param({"completion": "utilitarian"}, "ACD", 1000, id="utilitarian"),
        pytest.param({"completion": "add1"}, "ACE", 950, id="add1"),
        pytest.param({}, "ACE", 950, id="add1u"),
        pytest.param(
            {"utility": "cardinality", "completion": "none"},
            "DEB",
            570,
            id="cardinality-none",
        ),
        pytest.param({"utility": "cardinality"}, "DEBC", 810, id="cardinality"),
        pytest.param({"rule": "phragmen"}, "DEBC", 810, id="phragmen"),
    ],
)
def test_each_rule_funds_the_projects_of_the_example(
    options: dict[str, Any], winners: str, euros: int
) -> None:
    outcome = count(worked_example(), **options)

    assert "".join(outcome.winners) == winners
    assert outcome.cost == euros * EURO
    assert outcome.left == (1000 - euros) * EURO


@pytest.mark.parametrize(
    ("stop", "increments"),
    [
        pytest.param("exhaustive", 15, id="fits"),
        pytest.param("overspend", 26, id="all"),
    ],
)
def test_adding_a_euro_stops_where_the_example_says(stop: str, increments: int) -> None:
    outcome = count(worked_example(), completion="add1", add1_stop=stop)

    assert outcome.increments == increments
    assert outcome.endowment == (100 + increments) * EURO
    assert outcome.winners == ("A", "C", "E")


def test_a_step_tells_who_paid_what() -> None:
    first, second = count(worked_example(), completion="none").steps

    assert first.project == "A"
    assert first.payment == 100 * EURO
    assert first.effective_vote_count == 6
    assert first.key == Fraction(1, 6)
    assert (first.payers_full, first.payers_all_they_had) == (6, 0)
    assert first.supporters_money_before == 600 * EURO
    assert first.supporters_money_after == 0
    assert second.payment == 60 * EURO
    assert second.supporters_money_after == 4 * 40 * EURO
    assert second.left_after == 160 * EURO


def test_one_euro_too_many_makes_poor_supporters_pay_all_they_have() -> None:
    # At € 127 the repair café is bought: one supporter has 27 left, two pay 66.50.
    example = worked_example()
    instance = Instance(example.projects, 1270 * EURO, example.ballots)

    richer = count(instance, completion="none")

    cafe = richer.steps[2]

    assert cafe.project == "D"
    assert cafe.payment == Fraction(133, 2) * EURO
    assert cafe.effective_vote_count == Fraction(160, 1) / Fraction(133, 2)
    assert (cafe.payers_full, cafe.payers_all_they_had) == (2, 1)
    assert richer.winners == ("A", "C", "D", "E")


def test_benches_and_gardens_tie_at_sixty_euros_a_head() -> None:
    outcome = count(
        worked_example(),
        utility="cardinality",
        completion="add1",
        add1_stop="exhaustive",
    )

    benches = outcome.steps[2]

    assert outcome.increments == 15
    assert benches.project == "B"
    assert benches.key == 60 * EURO
    assert benches.tied_with == ("C",)


def test_phragmen_buys_at_the_moments_of_the_example() -> None:
    moments = [step.key for step in count(worked_example(), rule="phragmen").steps]

    gardens = (240 + 2 * 55 + 2 * Fraction(160, 3)) / 4
    assert moments == [Fraction(160, 3) * EURO, 5500, 6000, gardens * EURO]
