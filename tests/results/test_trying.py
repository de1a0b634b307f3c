"""What is said to be enough is enough when the ballots are counted again."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

import allocation
from allocation.model import Progress
from pb.results.ballots import CastBallots, make_instance
from pb.results.counting import options_of
from pb.results.trying import Numbers, Pace, try_again
from pb.rounds.configuration import (
    FrozenConfig,
    FrozenContest,
    FrozenLimits,
    FrozenProject,
    FrozenRule,
)

EURO = 100
COSTS = {"A": 600, "B": 300, "C": 240, "D": 160, "E": 110}
# Sixty residents: the worked example, with some who name three plans.
CAST = {"AB": 30, "AD": 6, "CE": 9, "CD": 9, "BDE": 4, "E": 2}
AT = datetime(2026, 5, 1, tzinfo=UTC)


def config_of(rule: FrozenRule, vote_type: str = "approval") -> FrozenConfig:
    """Return a round with one contest over € 1,000."""
    projects = tuple(
        FrozenProject(id_, at, id_, cost * EURO, "", "")
        for at, (id_, cost) in enumerate(COSTS.items(), start=1)
    )
    contest = FrozenContest(
        id="1",
        title="Pot",
        area=None,
        budget_limit=1000 * EURO,
        vote_type=vote_type,
        limits=FrozenLimits(None, within_budget=False),
        rule=rule,
        projects=projects,
        tie_order=tuple(COSTS),
    )
    return FrozenConfig("", "r", "R", AT, AT, "EUR", "", (), (contest,))


def cast_ballots(more: dict[str, int] | None = None) -> CastBallots:
    cast = Counter(CAST) + Counter(more or {})
    return CastBallots({body_of(sorted(ids)): n for ids, n in cast.items()})


def body_of(choices: object) -> str:
    return json.dumps({"area": "1", "choices": {"1": choices}})


def chosen(contest: FrozenContest, ballots: CastBallots) -> tuple[str, ...]:
    instance = make_instance(contest, ballots)
    outcome = allocation.allocate(instance, options_of(contest), contest.tie_order)
    return outcome.winners


def at_price(contest: FrozenContest, id_: str, cost: int) -> FrozenContest:
    projects = tuple(
        replace(p, cost=cost) if p.id == id_ else p for p in contest.projects
    )
    return replace(contest, projects=projects)


def tried(config: FrozenConfig) -> dict[str, Numbers]:
    return try_again(config, cast_ballots(), tries={}, is_own=True).tries["1"]


@pytest.mark.parametrize(
    ("rule", "utility", "completion", "options"),
    [
        ("equal-shares", "cost", "none", {}),
        ("equal-shares", "cost", "add1", {"increment": 10}),
        ("equal-shares", "cost", "add1u", {"increment": 100}),
        ("equal-shares", "cost", "add1u", {"add1_stop": "exhaustive"}),
        ("equal-shares", "cardinality", "add1u", {}),
        ("equal-shares", "cost", "knapsack", {}),
        ("equal-shares", "cost", "utilitarian", {"comparison": "funded-votes"}),
        ("knapsack", None, None, {}),
        ("phragmen", None, "none", {}),
    ],
)
def test_what_is_said_to_be_enough_is_enough_and_less_is_not(
    rule: str, utility: str | None, completion: str | None, options: dict[str, Any]
) -> None:
    config = config_of(FrozenRule(rule, utility, completion, options))
    contest, won = config.contests[0], chosen(config.contests[0], cast_ballots())

    found = tried(config)

    assert found.keys() == COSTS.keys() - set(won)
    for id_, numbers in found.items():
        price, voters = numbers["cost"], numbers["voters"]
        assert price, id_
        # Where greedy won the comparison nobody had money to be left.
        has_money = rule == "equal-shares" and "comparison" not in options
        assert ("names" in numbers) == has_money
        assert id_ in chosen(at_price(contest, id_, price), cast_ballots())
        dearer = at_price(contest, id_, price + EURO)
        assert id_ not in chosen(dearer, cast_ballots())
        if voters is not None:
            assert id_ in chosen(contest, cast_ballots({id_: voters}))
            assert id_ not in chosen(contest, cast_ballots({id_: voters - 1}))


def test_new_ballots_give_the_most_points_that_anyone_gave() -> None:
    config = config_of(FrozenRule("equal-shares", "cost", "add1u", {}), "cumulative")
    points = [{"A": 5, "B": 1}] * 12 + [{"C": 3, "D": 2}] * 6
    ballots = CastBallots(
        {body_of(given): n for given, n in ((points[0], 12), (points[-1], 6))}
    )

    numbers = try_again(config, ballots, tries={}, is_own=True).tries["1"]["B"]

    assert numbers["weight"] == 5
    more = CastBallots({**ballots.counts, body_of({"B": 5}): numbers["voters"] or 0})
    assert "B" in chosen(config.contests[0], more)


def test_nothing_is_tried_for_very_few_voters_or_where_one_count_says_it() -> None:
    few = CastBallots({body_of(["B"]): 9})
    shares = config_of(FrozenRule("equal-shares", "cost", "none", {}))

    assert try_again(shares, few, tries={}, is_own=True).wanted == 0
    assert try_again(shares, few, tries={}, is_own=False).wanted == 0  # all funded
    assert tried(config_of(FrozenRule("greedy", None, None, {}))) == {}


def test_a_number_that_takes_too_long_is_left_out_and_the_plan_is_done() -> None:
    config = config_of(FrozenRule("equal-shares", "cost", "add1u", {}))

    found = try_again(
        config, cast_ballots(), tries={}, is_own=True, pace=Pace(of_number=-1.0)
    )

    assert found.is_done
    assert all(numbers == {} for numbers in found.tries["1"].values())


def test_what_is_left_of_the_work_is_done_another_time() -> None:
    config = config_of(FrozenRule("equal-shares", "cost", "add1u", {}))
    at_once = tried(config)
    seen: list[Progress] = []
    known = {id_: at_once[id_] for id_ in list(at_once)[:1]}

    none = try_again(
        config, cast_ballots(), tries={}, is_own=True, pace=Pace(seconds=-1.0)
    )
    rest = try_again(
        config, cast_ballots(), seen.append, tries={"1": known}, is_own=True
    )

    assert (none.found, none.is_done) == (0, False)
    assert rest.is_done
    assert rest.tries["1"] == at_once
    assert {progress.activity for progress in seen} >= {"rerun"}
