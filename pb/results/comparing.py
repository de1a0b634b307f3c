"""The same ballots under other rules: information, never a second result."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import allocation
from allocation.explain.areas import by_area
from allocation.model import Instance, NotComputed, Options, Outcome, Rule
from pb.results.area_ballots import TOGETHER

ALTERNATIVES: tuple[Rule, ...] = ("equal-shares", "greedy", "knapsack")
SECONDS = 8.0  # for one other rule; the result itself does not wait for it
QUARTERS = 4
Areas = Mapping[str, tuple[allocation.BallotGroup, ...]]
Numbers = dict[str, Any]


def compare_rules(instance: Instance, outcome: Outcome, areas: Areas) -> list[Numbers]:
    """Return what the voters get: first from the result, then from other rules.

    A rule that is not computed in time is left out.
    """
    if instance.ballot_count == 0:
        return []
    ours = frozenset(outcome.winners)
    told = [_numbers(instance, outcome, areas, ours)]
    for rule in ALTERNATIVES:
        if rule != outcome.options.rule:
            other = _under(instance, outcome, rule)
            if other is not None:
                told.append(_numbers(instance, other, areas, ours))
    return told


def _under(instance: Instance, outcome: Outcome, rule: Rule) -> Outcome | None:
    """Return the outcome of another rule with the same limits and lots."""
    deadline = time.monotonic() + SECONDS

    def listen(_progress: allocation.Progress) -> None:
        if time.monotonic() > deadline:
            raise NotComputed("another rule takes too long")

    try:
        return allocation.allocate(
            instance,
            _options(outcome.options, rule),
            outcome.tie_order,
            progress=listen,
        )
    except (allocation.CannotAllocate, NotComputed):
        return None


def _options(options: Options, rule: Rule) -> Options:
    """Return the options of the result, with the defaults of another rule."""
    return replace(
        Options(),
        rule=rule,
        min_score=options.min_score,
        groups=options.groups,
        caps=options.caps,
        caps_bind_completion=options.caps_bind_completion,
        increment=options.increment,
    )


def _numbers(
    instance: Instance, outcome: Outcome, areas: Areas, ours: frozenset[str]
) -> Numbers:
    winners = frozenset(outcome.winners)
    return {
        "rule": outcome.options.rule,
        "winners": list(outcome.winners),
        "cost": outcome.cost,
        **_spread(instance, winners, ours),
        "areas": [
            {
                "area": None if share.name == TOGETHER else share.name,
                "voters": share.voters,
                "with_funded": share.voters_with_funded,
                "money": round(share.money_share),
                "in_proportion": round(share.proportional_share),
            }
            for share in (by_area(instance, outcome, areas) if len(areas) > 1 else ())
        ],
    }


def _spread(
    instance: Instance, winners: frozenset[str], ours: frozenset[str]
) -> Numbers:
    """Return how many voters have how many of their plans, beside the result's."""
    costs = {id_: instance.projects_by_id[id_].cost for id_ in winners}
    named: dict[int, int] = {}
    parts = [0] * (QUARTERS + 1)
    more = fewer = value = 0
    for group in instance.ballots:
        mine = group.weights.keys() & winners
        named[len(mine)] = named.get(len(mine), 0) + group.count
        value += group.count * sum(costs[id_] for id_ in mine)
        if group.weights:
            parts[_part(len(mine), len(group.weights))] += group.count
        difference = len(mine) - len(group.weights.keys() & ours)
        more += group.count if difference > 0 else 0
        fewer += group.count if difference < 0 else 0
    return {
        "named": list(_filled(named)),
        "parts": parts,
        "value": value,
        "more": more,
        "fewer": fewer,
    }


def _part(funded: int, chosen: int) -> int:
    """Return 0 for nothing, then 1 to 4: which quarter of the own choices goes on."""
    return 0 if funded == 0 else min(QUARTERS, 1 + QUARTERS * funded // chosen)


def _filled(numbers: Mapping[int, int]) -> Iterator[int]:
    for number in range(max(numbers, default=-1) + 1):
        yield numbers.get(number, 0)
