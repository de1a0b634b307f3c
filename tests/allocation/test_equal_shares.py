"""The Method of Equal Shares: examples a resident can follow, ties, limits."""

from fractions import Fraction

import pytest

from allocation import CannotAllocate, ExclusionGroup, Instance, Project
from tests.allocation.elections import count, make_instance


def test_a_minority_gets_the_project_its_share_can_pay_for() -> None:
    instance = make_instance(90, {"a": 60, "b": 60, "c": 30}, "ab", "ab", "c")

    outcome = count(instance, completion="none")

    assert outcome.winners == ("a", "c")
    assert outcome.endowment == 30


def test_a_supporter_short_of_money_lowers_the_effective_vote_count() -> None:
    # Project a takes 10 of the 12 that each of its three supporters has. Then b
    # gets 2 from the first voter and 8 from the last: 10 / 8 votes instead of 2.
    instance = make_instance(48, {"a": 30, "b": 10}, "ab", "a", "a", "b")

    step = count(instance, completion="none").steps[1]

    assert step.project == "b"
    assert step.payment == 8
    assert step.effective_vote_count == Fraction(10, 8)
    assert (step.payers_full, step.payers_all_they_had) == (1, 1)


def test_a_project_is_bought_when_its_supporters_have_exactly_its_cost() -> None:
    instance = make_instance(30, {"a": 10, "b": 10, "c": 10}, "a", "b", "c")

    assert count(instance, completion="none").left == 0


def test_supporters_pay_in_proportion_to_their_points() -> None:
    instance = make_instance(
        40, {"a": 12}, {"a": 1}, {"a": 3}, {}, {}, vote_type="cumulative"
    )

    step = count(instance, completion="none").steps[0]

    # The second voter pays 9 of the 10 there are, the first 3: 3 per point.
    assert step.payment == 3
    assert step.effective_vote_count == 4


def test_points_with_decimals_change_nothing_but_the_unit() -> None:
    whole: list[dict[str, int]] = [{"a": 1, "b": 3}, {"b": 5}, {"a": 3}]
    halves = [{id_: Fraction(w, 2) for id_, w in ballot.items()} for ballot in whole]
    projects = [Project("a", 10), Project("b", 12)]

    outcomes = [
        count(Instance.from_ballots(projects, 30, ballots, vote_type="cumulative"))
        for ballots in (whole, halves)
    ]

    assert outcomes[0].winners == outcomes[1].winners
    payments = [[step.payment for step in o.steps if step.payment] for o in outcomes]
    assert [2 * payment for payment in payments[0]] == payments[1]


def test_a_blank_ballot_has_a_share_that_nobody_spends() -> None:
    outcome = count(make_instance(20, {"a": 20}, "a", ""), completion="none")

    assert outcome.winners == ()
    assert outcome.endowment == 10


def test_a_free_project_is_funded_first_and_nobody_pays() -> None:
    instance = make_instance(10, {"a": 10, "b": 0}, "ab", "a")

    outcome = count(instance, completion="none")

    assert outcome.winners == ("b", "a")
    assert outcome.steps[0].phase == "free"
    assert outcome.steps[0].payment is None


def test_supporters_of_a_blocked_project_keep_their_money() -> None:
    instance = make_instance(30, {"a": 9, "b": 9, "c": 10}, "ab", "ab", "bc")
    groups = (ExclusionGroup(frozenset("ab")),)

    outcome = count(instance, completion="none", groups=groups)

    assert outcome.winners == ("b",)
    assert {r.project.id: r.reason for r in outcome.projects}["a"] == "blocked"


def test_a_withdrawn_project_is_listed_and_takes_no_part() -> None:
    ballots = [{"a": 1, "b": 1}]
    projects = [Project("a", 5, is_withdrawn=True), Project("b", 5)]

    outcome = count(Instance.from_ballots(projects, 10, ballots))

    assert outcome.winners == ("b",)
    assert outcome.projects[0].reason == "withdrawn"


def test_money_left_may_pay_part_of_the_best_unfunded_project() -> None:
    instance = make_instance(20, {"a": 12, "b": 11}, "ab", "ab", "a", "b")

    outcome = count(instance, rule="greedy", leftover="partial")

    assert outcome.winners == ("b",)
    assert outcome.partial is not None
    assert (outcome.partial.project, outcome.partial.amount) == ("a", 9)
    assert outcome.left == 9


def test_without_ballots_nothing_is_funded() -> None:
    outcome = count(make_instance(10, {"a": 1}))

    assert outcome.winners == ()
    assert outcome.endowment is None


def test_the_comparison_takes_greedy_when_more_voters_prefer_it() -> None:
    instance = make_instance(12, {"a": 9, "b": 4, "c": 4}, "a", "a", "a", "b", "c")

    kept = count(instance, completion="utilitarian", comparison="funded-votes")

    assert kept.winners == count(instance, completion="utilitarian").winners
    assert kept.notes[0].code == "comparison_kept"


def test_a_coarse_increment_is_warned_of_with_a_finer_one() -> None:
    outcome = count(make_instance(100, {"a": 90}, "a"), increment=6)

    assert [note.code for note in outcome.notes] == ["coarse_increment"]
    assert "5 or less" in outcome.notes[0].text


@pytest.mark.parametrize(
    "tie_order",
    [
        pytest.param(["a"], id="one-missing"),
        pytest.param(["a", "a"], id="one-twice"),
        pytest.param(["a", "b", "c"], id="one-unknown"),
    ],
)
def test_refuses_a_tie_order_that_is_not_one_of_all_projects(
    tie_order: list[str],
) -> None:
    with pytest.raises(CannotAllocate, match="tie order"):
        count(make_instance(1, {"a": 1, "b": 1}, "a"), tie_order=tie_order)


def test_refuses_an_instance_that_means_nothing() -> None:
    with pytest.raises(CannotAllocate, match="budget limit"):
        count(make_instance(0, {"a": 1}, "a"))
    with pytest.raises(CannotAllocate, match="does not exist"):
        count(make_instance(1, {"a": 1}, "b"))
    with pytest.raises(CannotAllocate, match="weight"):
        count(make_instance(1, {"a": 1}, {"a": 0}))
    with pytest.raises(CannotAllocate, match="cost"):
        count(make_instance(1, {"a": -1}, "a"))


def test_refuses_options_that_do_not_belong_together() -> None:
    instance = make_instance(1, {"a": 1}, {"a": 2}, vote_type="cumulative")

    with pytest.raises(CannotAllocate, match="phragmen"):
        count(instance, rule="phragmen")
    with pytest.raises(CannotAllocate, match="completion"):
        count(instance, rule="greedy", completion="add1")
    with pytest.raises(CannotAllocate, match="comparison"):
        count(instance, rule="greedy", comparison="funded-votes")
    with pytest.raises(CannotAllocate, match="increment"):
        count(instance, increment=0)
    with pytest.raises(CannotAllocate, match="exclusion group"):
        count(instance, groups=(ExclusionGroup(frozenset("z")),))
