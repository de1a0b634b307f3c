"""What is known of a run without computing it to its end."""

from fractions import Fraction

import pytest

from allocation import Options
from allocation.add1 import add_per_voter
from allocation.climb import add_per_voter_skipping
from allocation.contest import make_contest
from allocation.fast import Engine
from allocation.headroom import Headroom, can_tell, most_that_hold
from allocation.model import Add1Stop, ExclusionGroup
from tests.allocation.elections import make_instance


@pytest.mark.parametrize(
    ("budget", "stop", "endowment", "is_enough"),
    [
        pytest.param(10, "overspend", 2, True, id="the-rest-costs-ten-and-b-is-never"),
        pytest.param(9, "overspend", 2, False, id="a-and-c-together-overspend"),
        pytest.param(10, "overspend", 5, False, id="b-is-within-reach"),
        pytest.param(10, "exhaustive", 2, False, id="all-is-spent-nothing-more-fits"),
        pytest.param(14, "exhaustive", 2, False, id="b-misses-one"),
        pytest.param(15, "exhaustive", 2, True, id="b-fits"),
        pytest.param(8, "overspend", Fraction(1), True, id="nobody-reaches-a"),
    ],
)
def test_what_is_out_of_reach_leaves_headroom(
    budget: int, stop: Add1Stop, endowment: Fraction, is_enough: bool
) -> None:
    costs = {"a": 8, "b": 5, "c": 2}
    instance = make_instance(budget, costs, "a", "a", "a", "a", "a", "b", "c", "c")
    headroom = Headroom(make_contest(instance, Options(add1_stop=stop)))

    assert headroom.is_enough(Fraction(endowment)) is is_enough


def test_supporters_of_what_is_within_reach_hold_less_than_it_costs() -> None:
    # The two who named a, b and c hold 4 and 4; all three cost 15.
    costs = {"a": 5, "b": 5, "c": 5, "d": 9}
    instance = make_instance(9, costs, "abc", "abc", "d", "", "")
    headroom = Headroom(make_contest(instance, Options()))

    assert headroom.is_enough(Fraction(4))
    assert not headroom.is_enough(Fraction(5))


def test_where_projects_can_be_blocked_nothing_is_said() -> None:
    instance = make_instance(10, {"a": 8, "b": 5}, "a", "b")
    group = ExclusionGroup(frozenset("ab"), 1)

    assert can_tell(make_contest(instance, Options()))
    assert not can_tell(make_contest(instance, Options(groups=(group,))))
    assert not can_tell(make_contest(instance, Options(caps={"green": 9})))


@pytest.mark.parametrize("last", [0, 1, 2, 3, 7, 8, 9, 1000])
def test_the_last_number_is_found_by_doubling(last: int) -> None:
    assert most_that_hold(lambda number: number <= last) == last


@pytest.mark.parametrize("stop", ["overspend", "exhaustive"])
@pytest.mark.parametrize("budget", range(2_000, 12_000, 700))
def test_runs_are_left_only_where_a_climb_goes_on(stop: Add1Stop, budget: int) -> None:
    # Eight streets with plans of their own, and one dear plan with two supporters.
    costs = {id_: 300 + 170 * place for place, id_ in enumerate("abcdefgh")}
    ballots = ["ab", "bc", "cd", "de", "ef", "fg", "gh", "ha", "ac", "bd"] * 2
    instance = make_instance(budget, {**costs, "z": 1_900}, *ballots, "z", "za")
    contest = make_contest(instance, Options(add1_stop=stop, increment=7))

    fast, increments = add_per_voter_skipping(contest, Engine(contest))

    plain, plain_increments = add_per_voter(contest, Engine(contest).run)
    assert increments == plain_increments
    assert fast.steps == plain.steps


def test_a_project_that_costs_nothing_is_within_reach_at_once() -> None:
    instance = make_instance(10, {"a": 0, "b": 11, "c": 9}, "a", "b", "c")

    headroom = Headroom(make_contest(instance, Options()))

    assert headroom.is_enough(Fraction(8))
    assert not headroom.is_enough(Fraction(9))
