"""Elections made to be awkward: they are counted exactly, or not at all."""

from fractions import Fraction
from typing import Any

import pytest

from allocation import Instance, NotComputed, Options, Progress, allocate, explain
from allocation.bounds import Bounds
from allocation.contest import make_contest
from allocation.equal_shares import equal_shares
from allocation.exact_search import LARGEST
from allocation.fast import Engine
from allocation.support import make_support
from tests.allocation.elections import count, make_instance, worked_example

EDGE = 2**63


def test_costs_at_the_edge_of_machine_numbers_are_counted_by_the_definition() -> None:
    costs = {"a": EDGE - 1, "b": EDGE, "c": EDGE + 1}
    instance = make_instance(3 * EDGE, costs, "abc", "abc", "abc")
    contest = make_contest(instance, Options(completion="none"))

    outcome = count(instance, completion="none")

    assert not Engine(contest).can_run
    assert outcome.winners == ("a", "b", "c")
    assert outcome.left == 0
    assert outcome.steps == equal_shares(contest, Fraction(EDGE)).steps
    with pytest.raises(NotComputed):
        explain(instance, outcome)


def test_points_at_the_edge_of_machine_numbers_are_counted_by_the_definition() -> None:
    ballots = [{"a": EDGE, "b": 1}, {"a": 1, "b": EDGE - 1}]
    instance = make_instance(4, {"a": 2, "b": 2}, *ballots, vote_type="cumulative")

    outcome = count(instance, completion="none")

    assert outcome.winners == ("a", "b")
    assert instance.scores == {"a": EDGE + 1, "b": EDGE}


def test_more_projects_than_two_bytes_can_number_are_told_apart() -> None:
    ids = [f"p{number}" for number in range(2**15 + 1)]

    support = make_support(ids, [{ids[0]: 1}, {ids[-1]: 1}], [1, 2])

    assert support.backings[ids[0]].ballots == 1
    assert support.backings[ids[-1]].ballots == 2


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_a_hundred_equal_projects_are_bought_in_tie_order(utility: str) -> None:
    ids = [f"{number:03}" for number in range(100)]
    ballots = [dict.fromkeys(ids, 1)] * 50
    instance = make_instance(50, dict.fromkeys(ids, 1), *ballots)

    outcome = count(instance, utility=utility, completion="none")

    assert list(outcome.winners) == ids[:50]
    assert len(outcome.steps[0].tied_with) == 99


def test_one_project_that_takes_everything_leaves_nothing() -> None:
    instance = make_instance(7, {"a": 7, "b": 1}, "ab", "a", "a")

    outcome = count(instance, completion="none")

    assert outcome.winners == ("a",)
    assert outcome.steps[0].supporters_money_after == 0


def test_a_long_count_can_be_stopped_and_gives_no_partial_answer() -> None:
    def stop(_progress: Progress) -> None:
        raise NotComputed("stopped")

    instance: Instance = make_instance(10, {"a": 4, "b": 9}, "a", "b", "b")

    with pytest.raises(NotComputed, match="stopped"):
        allocate(instance, Options(increment=1), progress=stop)


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        pytest.param({"projects": 1}, "2 projects, and the most is 1", id="projects"),
        pytest.param({"ballots": 2}, "3 ballots, and the most is 2", id="ballots"),
        pytest.param({"amount": 9}, "10 for the largest amount", id="amount"),
    ],
)
def test_an_election_beyond_the_bounds_is_not_counted(
    size: dict[str, int], reason: str
) -> None:
    instance = make_instance(10, {"a": 4, "b": 9}, "a", "b", "b")

    with pytest.raises(NotComputed, match=reason):
        allocate(instance, bounds=Bounds(**size))


def test_an_election_as_large_as_the_bounds_is_counted() -> None:
    instance = make_instance(10, {"a": 4, "b": 10}, "a", "b", "b")

    outcome = allocate(instance, bounds=Bounds(projects=2, ballots=3, amount=10))

    assert outcome == allocate(instance)


def test_within_the_bounds_of_own_rounds_every_sum_of_costs_is_exact() -> None:
    assert Bounds().projects * Bounds().amount < LARGEST


@pytest.mark.parametrize("options", [{"rule": "knapsack"}, {"completion": "knapsack"}])
def test_the_exact_search_can_be_stopped_and_no_solver_takes_its_place(
    options: dict[str, Any],
) -> None:
    def stop(progress: Progress) -> None:
        if progress.activity == "knapsack":
            raise NotComputed("stopped")

    with pytest.raises(NotComputed, match="stopped"):
        allocate(worked_example(), Options(**options), progress=stop)
