"""Ranges of endowments past which a climb is known to go on, without their runs."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import Instance, Options, Project
from allocation.add1 import add_per_voter, budget_share, may_go_on
from allocation.climb import add_per_voter_skipping
from allocation.contest import Contest, make_contest
from allocation.equal_shares import equal_shares
from allocation.fast import Engine
from allocation.foresight import Foresight
from allocation.model import Add1Stop
from tests.allocation.elections import instances, make_instance

STOPS: list[Add1Stop] = ["overspend", "exhaustive"]


def foresight_of(contest: Contest, stop: Add1Stop) -> Foresight:
    foresight = Engine(contest).foresight(stop)
    assert foresight is not None, "nothing was compiled: install gcc, then this again"
    return foresight


@given(
    instances(),
    st.fractions(0, 6, max_denominator=4),
    st.integers(0, 9),
    st.sampled_from(STOPS),
    st.sampled_from(["cost", "cardinality"]),
)
def test_where_it_says_so_each_run_is_feasible_and_asks_for_more(
    instance: Instance, more: Fraction, width: int, stop: Add1Stop, utility: str
) -> None:
    options = Options(add1_stop=stop, utility=utility)  # type: ignore[arg-type]
    contest = make_contest(instance, options)
    lowest = budget_share(contest) + more

    if foresight_of(contest, stop).goes_on(lowest, lowest + Fraction(width, 3)):
        for thirds in range(width + 1):
            run = equal_shares(contest, lowest + Fraction(thirds, 3))
            assert run.funding.left >= 0
            assert may_go_on(contest, run.funding)


def test_two_projects_in_either_order_are_followed_until_they_are_one() -> None:
    # From 10 to 12 either a or b comes first; c is never paid, d not by one voter.
    costs = {"a": 20, "b": 22, "c": 400, "d": 13}
    instance = make_instance(70, costs, "ab", "ab", "a", "b", "c", "d")
    foresight = foresight_of(make_contest(instance, Options()), "overspend")

    assert foresight.goes_on(Fraction(10), Fraction(12))
    assert not foresight.goes_on(Fraction(10), Fraction(500))


def test_when_nothing_is_left_to_buy_nothing_is_said() -> None:
    instance = make_instance(10, {"a": 1, "b": 1}, "ab", "ab")
    foresight = foresight_of(make_contest(instance, Options()), "overspend")

    assert not foresight.goes_on(Fraction(5), Fraction(6))


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("seed", range(8))
def test_a_long_climb_is_the_same_with_it(stop: Add1Stop, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # made-up votes, always the same
    ids = "abcdefghijkl"
    projects = [Project(id_, random.randrange(200, 2_000)) for id_ in ids]
    ballots = [dict.fromkeys(random.sample(ids, 4), 1) for _ in range(60)]
    instance = Instance.from_ballots(projects, 4_000, ballots)
    contest = make_contest(instance, Options(add1_stop=stop, increment=1))

    fast, increments = add_per_voter_skipping(contest, Engine(contest))

    plain, plain_increments = add_per_voter(contest, Engine(contest).run)
    assert increments == plain_increments
    assert fast.steps == plain.steps


def test_a_climb_that_ends_looks_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    # After four increments no further project fits; after five one does again.
    monkeypatch.setattr("allocation.climb.FEW_STEPS", 1)
    monkeypatch.setattr("allocation.climb.NEAREST_LOOK", 1)
    costs = {"a": 102, "b": 388, "c": 158, "d": 282, "e": 399, "f": 241}
    named = ("cbef", "f", "bcf", "fab", "ed", "adf", "aef", "fced", "ebdf")
    instance = make_instance(1_349, costs, *named, "cb", "eb", "bd")
    contest = make_contest(instance, Options(add1_stop="exhaustive", increment=2))

    _run, increments = add_per_voter_skipping(contest, Engine(contest))

    share = budget_share(contest)
    assert increments == 4
    assert not may_go_on(contest, equal_shares(contest, share + 8).funding)
    assert may_go_on(contest, equal_shares(contest, share + 10).funding)
