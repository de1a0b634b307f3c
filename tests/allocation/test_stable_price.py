"""Stable priceability: payments that are found are checked exactly."""

from fractions import Fraction
from unittest.mock import Mock

import pytest

from allocation import Instance, NotComputed
from allocation.stable_price import (
    StablePrices,
    find_stable_prices,
    stability_notes,
)
from tests.allocation.elections import count, make_instance, worked_example


def assert_stable(
    instance: Instance, winners: tuple[str, ...], found: StablePrices
) -> None:
    spent = [Fraction(0)] * len(instance.ballots)
    most = [Fraction(0)] * len(instance.ballots)
    sums = dict.fromkeys(winners, Fraction(0))
    for (index, id_), amount in found.payments.items():
        assert amount >= 0
        assert id_ in instance.ballots[index].weights
        spent[index] += amount
        most[index] = max(most[index], amount)
        sums[id_] += amount * instance.ballots[index].count
    assert sums == {id_: instance.projects_by_id[id_].cost for id_ in winners}
    assert max(spent) == found.endowment
    for project in instance.projects:
        if project.id not in winners:
            given = sum(
                max(most[i], found.endowment - spent[i]) * group.count
                for i, group in enumerate(instance.ballots)
                if project.id in group.weights
            )
            assert given <= project.cost + found.slack


@pytest.mark.parametrize("completion", ["none", "add1"])
def test_the_cardinality_outcome_of_the_example_is_stable(completion: str) -> None:
    outcome = count(worked_example(), utility="cardinality", completion=completion)

    found = find_stable_prices(worked_example(), outcome.winners)

    assert found is not None
    assert found.slack < 1
    assert_stable(worked_example(), outcome.winners, found)


def test_an_outcome_that_leaves_a_group_behind_has_no_stable_prices() -> None:
    outcome = count(worked_example(), rule="greedy")

    assert find_stable_prices(worked_example(), outcome.winners) is None


def test_projects_may_be_left_out_of_the_question() -> None:
    instance = make_instance(10, {"a": 5, "b": 1}, "ab", "b")

    assert find_stable_prices(instance, ["a"]) is None
    assert find_stable_prices(instance, ["a"], exempt=["b"]) is not None


def test_a_winner_that_nobody_names_has_no_prices() -> None:
    assert find_stable_prices(make_instance(10, {"a": 5, "b": 9}, "b"), ["a"]) is None


def test_a_very_large_election_is_not_looked_at() -> None:
    ballots = [{"a": 1, "b": n} for n in range(1, 70_000)]
    instance = make_instance(10, {"a": 5, "b": 9}, *ballots, vote_type="cumulative")

    with pytest.raises(NotComputed, match="too many"):
        find_stable_prices(instance, ["a"])


def test_the_notes_say_that_stable_prices_exist() -> None:
    outcome = count(worked_example(), utility="cardinality", completion="none")

    (note,) = stability_notes(worked_example(), outcome)

    assert note.startswith("Stable prices exist: nobody pays more than 60.00.")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        pytest.param(None, "not found; this is no proof", id="none"),
        pytest.param(NotComputed("too slow"), "not looked for: too slow.", id="stop"),
        pytest.param(
            StablePrices(Fraction(1), {}, Fraction(1, 3)),
            "with a slack of less than 0.003334",
            id="slack",
        ),
    ],
)
def test_the_notes_say_no_more_than_was_found(
    answer: StablePrices | Exception | None,
    text: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = Mock(side_effect=[answer])
    monkeypatch.setattr("allocation.stable_price.find_stable_prices", found)
    outcome = count(worked_example(), utility="cardinality")

    (note,) = stability_notes(worked_example(), outcome)

    assert text in note


def test_the_question_has_no_meaning_for_other_utilities() -> None:
    assert stability_notes(worked_example(), count(worked_example())) == ()
