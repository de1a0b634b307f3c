"""What other rules would do with the same votes: computed, compared, kept for staff.

The computing is a function of plain values, for a process of its own.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import allocation
from allocation.model import Instance, NotComputed, ProgressListener
from pb.results.ballots import CastBallots, make_instance, weights
from pb.rounds.configuration import FrozenConfig, FrozenContest, FrozenRule
from pb.rounds.rule_options import complete_options, to_options

SECONDS = 60.0  # for one rule
SMALLEST_CELL = 10  # voters of an area that may be told apart
CHOSEN, THEN = "chosen", "then"
TICKED = frozenset({"approval", "choose-1"})  # the ballots that saving can count
# The alternatives: name -> rule, utility, completion.
ALTERNATIVES: Mapping[str, tuple[str, str | None, str | None]] = {
    "greedy": ("greedy", None, None),
    "knapsack": ("knapsack", None, None),
    "phragmen": ("phragmen", None, "utilitarian"),
    "es-none": ("equal-shares", "cost", "none"),
    "es-utilitarian": ("equal-shares", "cost", "utilitarian"),
    "es-add1": ("equal-shares", "cost", "add1"),
    "es-add1u": ("equal-shares", "cost", "add1u"),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to divide the money of a contest."""

    name: str
    rule: FrozenRule


def variants_for(
    contest: FrozenContest, chosen: FrozenRule | None
) -> tuple[Variant, ...]:
    """Return what is tried: the chosen rule first, then every other.

    Args:
        contest: Whose votes are counted.
        chosen: The rule of another round, to try on these votes; its groups name
            plans that are not here. None: the contest's own rule.
    """
    own = contest.rule
    first = own if chosen is None else _without_groups(chosen)
    found = [Variant(CHOSEN, first)]
    if chosen is not None:
        found.append(Variant(THEN, own))
    limits = {
        **first.options, "skip": True, "comparison": "none", "objective": "votes"
    }  # fmt: skip
    others = [
        Variant(name, FrozenRule(*kind, complete_options(limits)))
        for name, kind in ALTERNATIVES.items()
    ]
    if contest.vote_type not in TICKED:
        others = [each for each in others if each.rule.rule != "phragmen"]
    known = {_key(variant) for variant in found}
    return (*found, *(other for other in others if _key(other) not in known))


def _without_groups(rule: FrozenRule) -> FrozenRule:
    options = {**rule.options, "groups": []}
    return FrozenRule(rule.rule, rule.utility, rule.completion, options)


def _key(variant: Variant) -> str:
    rule = variant.rule
    used = [rule.rule, rule.utility, rule.completion, rule.options]
    return json.dumps(used, sort_keys=True)


def compare(
    config: FrozenConfig,
    ballots: CastBallots,
    chosen: FrozenRule | None,
    listener: ProgressListener | None = None,
) -> list[dict[str, Any]]:
    """Return what each rule would fund in each contest, as plain JSON.

    Args:
        config: Of the round whose votes are counted.
        ballots: Real or invented.
        chosen: See `variants_for`.
        listener: Told how many variants are done; what it raises ends the work.
    """
    counted = [contest for contest in config.contests if contest.projects]
    plan = [(c, v) for c in counted for v in variants_for(c, chosen)]
    told: dict[str, list[dict[str, Any]]] = {c.id: [] for c in config.contests}
    for done, (contest, variant) in enumerate(plan):
        instance = make_instance(contest, ballots)
        report = _reporter(listener, done)
        told[contest.id].append(
            _try(config, contest, instance, variant, report) | {"name": variant.name}
        )
        found = told[contest.id][-1]
        if "winners" in found:
            found |= _spread(config, contest, ballots, set(found["winners"]))
    return [_entry(contest, told[contest.id], ballots) for contest in config.contests]


def count_variants(config: FrozenConfig, chosen: FrozenRule | None) -> int:
    """Return how many computations `compare` makes."""
    counted = [contest for contest in config.contests if contest.projects]
    return sum(len(variants_for(contest, chosen)) for contest in counted)


def _reporter(
    listener: ProgressListener | None, done: int
) -> Callable[[allocation.Progress], None]:
    deadline = time.monotonic() + SECONDS

    def report(_progress: allocation.Progress) -> None:
        if listener is not None:
            listener(allocation.Progress("what-if", done))
        if time.monotonic() > deadline:
            raise NotComputed("it takes too long")

    report(allocation.Progress("what-if", done))
    return report


def _try(
    config: FrozenConfig,
    contest: FrozenContest,
    instance: Instance,
    variant: Variant,
    report: ProgressListener,
) -> dict[str, Any]:
    rule = variant.rule
    options = to_options(rule.rule, rule.utility, rule.completion, rule.options)
    told = {
        "rule": rule.rule,
        "utility": rule.utility,
        "completion": rule.completion,
        "objective": rule.options["objective"],
    }
    try:
        outcome = allocation.allocate(
            instance, options, contest.tie_order, progress=report
        )
    except (allocation.CannotAllocate, NotComputed) as reason:
        return {**told, "problem": str(reason)}
    return {**told, "winners": list(outcome.winners), "cost": outcome.cost}


def _spread(
    config: FrozenConfig,
    contest: FrozenContest,
    ballots: CastBallots,
    winners: set[str],
) -> dict[str, Any]:
    """Return for how many voters at least one plan of theirs is funded, per area."""
    voters: dict[str, int] = {}
    happy: dict[str, int] = {}
    for body, count in ballots.counts.items():
        ballot = json.loads(body)
        area = ballot["area"]
        if contest.area not in (None, area):
            continue
        voters[area] = voters.get(area, 0) + count
        named = weights(contest, ballot["choices"].get(contest.id, []))
        if not winners.isdisjoint(named):
            happy[area] = happy.get(area, 0) + count
    spent = {
        area.name: sum(
            p.cost for p in contest.projects if p.area == area.name and p.id in winners
        )
        for area in config.areas
    }
    return {
        "happy": sum(happy.values()),
        "areas": [
            {
                "name": area.name,
                "voters": voters[area.id],
                "happy": happy.get(area.id, 0),
                "spent": spent[area.name],
            }
            for area in config.areas
            if voters.get(area.id, 0) >= SMALLEST_CELL
        ],
    }


def _entry(
    contest: FrozenContest,
    variants: Sequence[dict[str, Any]],
    ballots: CastBallots,
) -> dict[str, Any]:
    own = sum(
        count
        for body, count in ballots.counts.items()
        if contest.area in (None, json.loads(body)["area"])
    )
    return {
        "id": contest.id,
        "title": contest.title,
        "budget": contest.budget_limit,
        "ballots": own,
        "plans": [
            {"id": p.id, "name": p.name, "cost": p.cost} for p in contest.projects
        ],
        "variants": list(variants),
    }
