"""The knapsack rule: the optimum, its proof, ties, limits and what is refused."""

from fractions import Fraction
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import ExclusionGroup, Instance, NotComputed, Project, explain
from allocation.exact_search import LARGEST, find_choice
from allocation.explain.quantities import Forgone
from allocation.highs_solver import best_value
from allocation.knapsack import CONFIRMED, PROVED, best_choice
from allocation.programme import Limit, Programme
from allocation.pulp_solver import propose
from tests.allocation.elections import (
    EURO,
    count,
    instances,
    make_instance,
    real_elections,
    worked_example,
)
from tests.allocation.test_vectors import Vector, name, parsed, vectors


@pytest.mark.parametrize(
    ("objective", "winners", "value"),
    [
        pytest.param("votes", "BCDE", 14, id="votes"),
        pytest.param("votes-cost", "AB", 5100 * EURO, id="votes-cost"),
    ],
)
def test_finds_the_optimum_of_the_example(
    objective: str, winners: str, value: int
) -> None:
    outcome = count(worked_example(), rule="knapsack", objective=objective)

    assert "".join(outcome.winners) == winners
    assert outcome.value is not None
    assert (outcome.value.value, outcome.value.proof) == (value, PROVED)
    assert outcome.steps == ()


def test_completes_equal_shares_with_the_best_of_the_rest() -> None:
    outcome = count(worked_example(), completion="knapsack")

    assert outcome.winners == ("A", "C", "D")
    assert outcome.steps[2].phase == "completion"
    assert outcome.steps[2].left_after == 0


def programme(
    values: list[int], costs: list[int], budget: int, *limits: Limit
) -> Programme:
    ids = [f"p{index}" for index in range(len(values))]
    return Programme(
        ids, values, Fraction(1), Limit(dict(enumerate(costs)), budget), limits
    )


def all_choices(size: int) -> list[frozenset[int]]:
    indices = range(size)
    subsets = (combinations(indices, length) for length in range(size + 1))
    return [frozenset(subset) for subset in chain.from_iterable(subsets)]


def first_optimum(asked: Programme) -> frozenset[int]:
    """Return the optimum that comes first along the tie order, by trying all."""
    size = len(asked.values)
    allowed = [choice for choice in all_choices(size) if asked.allows(choice)]
    return max(
        allowed,
        key=lambda choice: (asked.value(choice), [i in choice for i in range(size)]),
    )


small_numbers = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 9)), max_size=7)


@given(small_numbers, st.integers(0, 30))
def test_equals_trying_all_choices_ties_included(
    projects: list[tuple[int, int]], budget: int
) -> None:
    asked = programme([v for v, _ in projects], [c for _, c in projects], budget)

    first = first_optimum(asked)

    best = find_choice(asked, at_least=0)
    assert best is not None
    assert asked.value(best) == asked.value(first)
    assert find_choice(asked, at_least=asked.value(first) + 1) is None


@pytest.mark.parametrize("seed", range(12))
def test_the_whole_rule_equals_trying_all_choices(seed: int) -> None:
    values = [1 + (seed * 7 + index * 5) % 3 for index in range(6)]
    costs = [1 + (seed * 3 + index * index) % 4 for index in range(6)]
    asked = programme(values, costs, 4 + seed % 5)

    assert best_choice(asked) == (first_optimum(asked), PROVED)


@pytest.mark.parametrize("seed", range(8))
def test_with_side_limits_two_solvers_must_agree(seed: int) -> None:
    values = [1 + (seed + index * 5) % 3 for index in range(6)]
    costs = [1 + (seed * 3 + index * index) % 4 for index in range(6)]
    side = Limit({0: 1, 1: 1, 2: 1}, 1), Limit({2: 2, 3: 3, 5: 2}, 4)
    asked = programme(values, costs, 9, *side)

    chosen, proof = best_choice(asked)

    assert (chosen, proof) == (first_optimum(asked), CONFIRMED)
    assert best_value(asked) == asked.value(chosen)


def test_groups_and_caps_bind_the_optimum() -> None:
    projects = [Project(id_, 2, category="green") for id_ in "abcd"]
    instance = Instance.from_ballots(projects, 8, [dict.fromkeys("abcd", 1)])
    groups = (ExclusionGroup(frozenset("ab")),)

    outcome = count(instance, rule="knapsack", groups=groups, caps={"green": 5})

    assert outcome.winners == ("a", "c")
    assert {r.reason for r in outcome.projects if r.status != "funded"} == {"blocked"}


def test_a_free_project_is_among_the_winners_in_tie_order() -> None:
    outcome = count(make_instance(3, {"a": 3, "b": 0}, "a", "ab"), rule="knapsack")

    assert outcome.winners == ("a", "b")
    assert outcome.value is not None
    assert outcome.value.value == 3


def test_numbers_too_large_for_floats_are_searched_or_not_computed() -> None:
    instance = make_instance(LARGEST * 2, {"a": LARGEST, "b": LARGEST - 1}, "ab")

    with pytest.raises(NotComputed):
        count(instance, rule="knapsack", objective="votes-cost")


def test_an_answer_may_be_asked_to_differ_and_to_keep_what_is_fixed() -> None:
    asked = programme([3, 2, 2], [2, 1, 1], 2)

    assert propose(asked) == frozenset({1, 2})
    assert propose(asked, other_than=frozenset({1, 2})) == frozenset({0})
    assert propose(asked, fixed={1: False}) == frozenset({0})
    assert propose(asked, fixed={0: True, 1: True}) is None


PATHOLOGICAL: dict[str, tuple[list[int], list[int], int]] = {
    "all-tie": ([1] * 200, [1] * 200, 100),
    "equal-ratios": (list(range(1, 61)), list(range(1, 61)), 600),
    "cost-is-budget": ([5] * 100, [70] * 100, 70),
    "odd-even": ([2 * n for n in range(50, 90)], [2 * n for n in range(50, 90)], 1501),
}


@pytest.mark.parametrize("case", PATHOLOGICAL)
def test_pathological_sets_are_solved_and_settled(case: str) -> None:
    values, costs, budget = PATHOLOGICAL[case]
    asked = programme(values, costs, budget)

    chosen, proof = best_choice(asked)

    assert proof == PROVED
    assert asked.allows(chosen)
    assert 0 in chosen


@given(instances(), st.sampled_from(["votes", "votes-cost"]))
def test_no_other_affordable_choice_is_worth_more(
    instance: Instance, objective: Any
) -> None:
    outcome = count(instance, rule="knapsack", objective=objective)
    worth = {
        p.id: instance.scores[p.id] * (p.cost if objective == "votes-cost" else 1)
        for p in instance.projects
    }

    def cost(ids: tuple[str, ...]) -> int:
        return sum(instance.projects_by_id[id_].cost for id_ in ids)

    subsets = (combinations(worth, length) for length in range(len(worth) + 1))
    affordable = (
        s for s in chain.from_iterable(subsets) if cost(s) <= instance.budget_limit
    )
    best = max(sum(worth[id_] for id_ in subset) for subset in affordable)
    assert outcome.value is not None
    assert outcome.value.value == best


@pytest.mark.parametrize("vector", vectors("knapsack") or [None], ids=name)
def test_real_elections_reach_the_expected_value(vector: Vector | None) -> None:
    if vector is None or real_elections() is None:
        return
    instance = parsed(vector["file"]).instance

    outcome = count(instance, rule="knapsack", objective=vector["objective"])

    assert outcome.value is not None
    assert outcome.value.proof == PROVED
    unit = EURO if vector["objective"] == "votes-cost" else 1
    assert outcome.value.value == int(vector["value"]) * unit


@pytest.mark.parametrize("has_group", [True, False])
def test_the_loss_is_the_same_where_the_exact_search_cannot_be_used(
    has_group: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = ExclusionGroup(frozenset("AB"), 1 if has_group else 2)
    outcome = count(worked_example(), rule="knapsack", groups=(group,))
    known = explain(worked_example(), outcome)

    monkeypatch.setattr("allocation.exact_search.MOST_STATES", 0)

    assert explain(worked_example(), outcome) == known
    assert known["A"].knapsack == Forgone(1)
