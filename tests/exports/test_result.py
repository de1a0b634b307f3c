"""A result in typed form, and result.json."""

from fractions import Fraction

import pytest

import allocation
from exports.result import to_json
from tests.exports.results import make_instance, make_result, publish


def test_reads_every_amount_in_cents() -> None:
    result = make_result()

    assert (result.budget, result.cost, result.left) == (100_000, 95_000, 5_000)
    assert result.endowment == 12_600
    assert result.budget_share == 10_000
    assert result.increment == 100
    assert result.steps[0].payment == 10_000
    assert result.steps[0].left_after == 40_000


def test_lists_funded_projects_in_order_of_selection() -> None:
    result = make_result()

    assert [line.id for line in result.funded] == ["A", "C", "E"]
    assert result.is_shared


def test_projects_without_a_step_come_last_in_tie_order() -> None:
    result = make_result(rule="knapsack")

    assert [line.id for line in result.funded] == ["B", "C", "D", "E"]
    assert not result.is_shared


def test_keeps_who_gets_a_part() -> None:
    result = make_result(rule="greedy", leftover="partial")

    assert result.partial == ("C", 10_000)


def test_a_round_without_ballots_shares_its_whole_budget() -> None:
    result = make_result(make_instance(ballots=[]))

    assert result.budget_share == Fraction(100_000)
    assert result.funded == ()


def test_finds_a_contest_and_a_project_by_id() -> None:
    published = publish(make_result())

    contest = published.contest("7")

    assert contest is not None
    assert contest.project("B").number == 102
    assert published.contest("8") is None


@pytest.mark.parametrize("turned", [False, True])
def test_result_json_is_the_same_bytes_for_the_same_result(turned: bool) -> None:
    instance = make_instance()
    document = allocation.to_document(instance, allocation.allocate(instance))
    pair = [("1", document), ("2", dict(reversed(document.items())))]

    text = to_json(dict(reversed(pair) if turned else pair))

    assert text.startswith(b'{"contests":{"1":{"')
    assert text.endswith(b'"format":"buurtgeld-result/1"}')
    assert text == to_json({"2": document, "1": document})
