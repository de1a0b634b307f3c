"""The compiled loops: the definition's purchases, and no array read beyond its end."""

import subprocess
import sys
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation import Instance, Options, Project
from allocation.add1 import may_go_on
from allocation.contest import Contest, make_contest
from allocation.equal_shares import Run, equal_shares
from allocation.fast import Engine
from allocation.market import Stall
from allocation.quick_run import QuickRun, quick_run
from allocation.till import open_till
from allocation.till._till import Till
from tests.allocation.elections import instances, make_instance


def stall_of(contest: Contest) -> Stall:
    support = contest.instance.support
    paid = [project for project in contest.candidates if project.cost > 0]
    return Stall(paid, support, contest.options.utility)


def run_of(contest: Contest, endowment: Fraction) -> QuickRun:
    stall, left = stall_of(contest), contest.instance.budget_limit
    till = open_till(stall, contest.instance.support)
    stop = contest.options.add1_stop
    return quick_run(till, stall, endowment, stop=stop, left=left)


def assert_same(contest: Contest, endowment: Fraction, exact: Run) -> str:
    """Compare a run with the exact one; return how it ended."""
    found = run_of(contest, endowment)
    order = [step.project for step in exact.steps if step.phase != "free"]
    if found.is_unclear:
        return "unclear"
    assert found.projects == order[: len(found.projects)]
    if found.goes_on:
        assert exact.funding.left >= 0
        assert may_go_on(contest, exact.funding)
        return "goes on"
    if exact.funding.left >= 0:
        assert found.projects == order
        return "finished"
    return "overspends"


@given(
    instances(most_projects=8, most_ballots=14),
    st.fractions(Fraction(1, 3), 20, max_denominator=12),
    st.sampled_from(["cost", "cardinality"]),
    st.sampled_from(["overspend", "exhaustive"]),
)
def test_a_run_buys_what_the_definition_buys(
    instance: Instance, endowment: Fraction, utility: str, stop: str
) -> None:
    options = Options(utility=utility, add1_stop=stop)  # type: ignore[arg-type]
    contest = make_contest(instance, options)

    assert_same(contest, endowment, equal_shares(contest, endowment))


@pytest.mark.parametrize("most_points", [1, 10])
@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_so_it_does_for_thousands_of_ballots_that_differ(
    most_points: int, utility: str
) -> None:
    random = Random(most_points)  # noqa: S311  # made-up votes, always the same
    ids = [f"p{number}" for number in range(30)]
    projects = [Project(id_, random.randrange(20_000, 400_000)) for id_ in ids]
    ballots = [
        {id_: random.randint(1, most_points) for id_ in random.sample(ids, 6)}
        for _ in range(3_000)
    ]
    instance = Instance.from_ballots(projects, 2_400_000, ballots)
    contest = make_contest(instance, Options(utility=utility))  # type: ignore[arg-type]

    engine = Engine(contest)
    shares = [Fraction(endowment, 7) for endowment in range(4_000, 9_000, 400)]

    ends = {assert_same(contest, share, engine.run(share)) for share in shares}

    assert ends == {"goes on", "overspends"}


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_a_tie_that_whole_numbers_settle_is_settled_in_the_drawn_order(
    utility: str,
) -> None:
    instance = make_instance(10, {"a": 4, "b": 4, "c": 9}, "a", "a", "b", "b", "c")
    options = Options(utility=utility)  # type: ignore[arg-type]

    for tie_order in ("abc", "bac"):
        contest = make_contest(instance, options, tie_order)
        run = run_of(contest, Fraction(3))
        assert not run.is_unclear
        assert run.fallbacks == 1
        assert run.projects == list(tie_order[:2])[: len(run.projects)]


def test_whether_supporters_hold_exactly_the_cost_is_left_to_fractions() -> None:
    instance = make_instance(10, {"a": 1, "b": 2}, "a", "a", "a", "ab")

    assert run_of(make_contest(instance, Options()), Fraction(1, 4)).is_unclear


def test_who_pays_without_limit_has_nothing_left() -> None:
    contest = make_contest(make_instance(10, {"a": 4, "b": 5}, "a", "ab"), Options())
    till = open_till(stall_of(contest), contest.instance.support)
    money = np.array([5.0, 5.0])

    till.pay(money, 0, np.inf)

    assert money.tolist() == [0, 0]


def small_till(**changed: object) -> Till:
    """Return a till of two projects with three supporters in two groups."""
    arrays: dict[str, object] = {
        "groups": np.array([0, 1, 1], np.int32),
        "counts": np.ones(3, np.float32),
        "weights": np.ones(3, np.float32),
        "starts": np.array([0, 2, 3]),
        "costs": np.array([3.0, 4.0]),
        "units": np.ones(2),
        "ballots": np.ones(2),
    }
    return Till(*(arrays | changed).values())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"groups": np.array([0, 1, 2], np.int32)},
        {"groups": np.array([0, -1, 1], np.int32)},
        {"groups": np.array([0, 1, 1])},
        {"counts": np.ones(2, np.float32)},
        {"weights": np.ones(3)},
        {"starts": np.array([0, 2])},
        {"starts": np.array([0, 4, 3])},
        {"starts": np.array([0, 2, 2])},
        {"starts": np.array([1, 2, 3])},
        {"units": np.ones(3)},
        {"costs": np.ones((2, 2))[:, 0]},
    ],
)
def test_arrays_that_do_not_fit_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises((ValueError, BufferError)):
        small_till(**changed)


def test_so_are_those_of_each_question() -> None:
    till, two, three = small_till(), np.ones(2), np.ones(3)

    for ask in (
        lambda: till.run(1.0, 1.0, three, False),
        lambda: till.next(three, two, two),
        lambda: till.next(two, three, two),
        lambda: till.next(two, two, three),
        lambda: till.pay(three, 0, 1.0),
        lambda: till.pay(two, 2, 1.0),
        lambda: till.pay(two, -1, 1.0),
        lambda: till.take_out_unaffordable(three, two),
        lambda: till.take_out_unaffordable(two, three),
    ):
        with pytest.raises((ValueError, IndexError)):
            ask()


def test_without_a_compiler_nothing_looks_ahead_and_the_runs_are_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instance = make_instance(70, {"a": 20, "b": 22, "c": 400}, "ab", "ab", "a", "b")
    contest = make_contest(instance, Options())
    endowments = [Fraction(number) for number in range(5, 40)]
    compiled = Engine(contest).side_by_side(endowments, settle="overspend")
    monkeypatch.setattr("allocation.till.IS_COMPILED", False)

    alone = Engine(contest)

    assert alone.foresight("overspend") is None
    found = alone.side_by_side(endowments, settle="overspend")
    assert [run.overspends for run in found] == [run.overspends for run in compiled]


def test_where_nothing_was_compiled_a_climb_ends_the_same() -> None:
    script = """
import sys
sys.modules["allocation.till._till"] = None
from allocation import Instance, Options, Project, allocate, till
assert not till.IS_COMPILED
projects = [Project("a", 600), Project("b", 300), Project("c", 240)]
named = ["ab"] * 5 + ["ac"] + ["c"] * 4
instance = Instance.from_ballots(projects, 1000, [dict.fromkeys(n, 1) for n in named])
print(*allocate(instance, Options(completion="add1")).winners)
"""
    command = [sys.executable, "-c", script]

    done = subprocess.run(  # noqa: S603  # our own words
        command, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("a c\n", "")
