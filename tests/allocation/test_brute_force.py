"""Three thousand made-up elections against the rules written once more."""

import random
from typing import Any, cast

import pytest

from allocation import (
    ExclusionGroup,
    Instance,
    MinScore,
    Options,
    Project,
    allocate,
    default_tie_order,
)
from allocation.model import Completion, Rule, VoteType
from tests.allocation.brute_force import BruteForce

ELECTIONS = 3000
PARTS = 30
KINDS: list[tuple[str, str | None]] = [
    ("greedy", None),
    ("equal-shares", "none"),
    ("equal-shares", "utilitarian"),
    ("equal-shares", "add1"),
    ("equal-shares", "add1u"),
    ("equal-shares", "add1u"),
    ("equal-shares", "knapsack"),
    ("phragmen", "none"),
    ("phragmen", "utilitarian"),
    ("knapsack", None),
]


def made_up(chance: random.Random, vote_type: VoteType) -> Instance:
    """Return an election with few different numbers, so that it is full of ties."""
    ids = "abcdef"[: chance.randint(1, 6)]
    costs = chance.choice([[0, 1, 2, 3, 4, 6, 12], [5, 7, 11, 13], [2, 2, 4]])
    projects = [
        Project(id_, chance.choice(costs), category=chance.choice("xyz")) for id_ in ids
    ]
    ballots = []
    for _ in range(chance.randint(1, 8)):
        named = chance.sample(ids, chance.randint(0, len(ids)))
        if vote_type == "choose-1":
            named = named[:1]
        if vote_type == "ordinal":
            ballots.append({id_: 6 - rank for rank, id_ in enumerate(named)})
        else:
            most = 3 if vote_type == "cumulative" else 1
            ballots.append({id_: chance.randint(1, most) for id_ in named})
    budget = chance.randint(1, 30)
    return Instance.from_ballots(projects, budget, ballots, vote_type=vote_type)


def some_options(chance: random.Random, instance: Instance) -> Options:
    rule, completion = chance.choice(KINDS)
    if rule == "phragmen" and instance.vote_type not in ("approval", "choose-1"):
        rule, completion = "equal-shares", "add1u"
    ids = [project.id for project in instance.projects]
    has_group, has_cap = chance.random() < 0.25, chance.random() < 0.25
    members = frozenset(chance.sample(ids, chance.randint(1, len(ids))))
    minimum = [MinScore(), MinScore(), MinScore(2), MinScore(40, is_percentage=True)]
    return Options(
        rule=cast(Rule, rule),
        utility=chance.choice(["cost", "cardinality"]),
        completion=cast(Completion | None, completion),
        objective=chance.choice(["votes", "votes-cost"]),
        increment=chance.randint(1, 3),
        add1_stop=chance.choice(["exhaustive", "overspend"]),
        skip=chance.random() < 0.7,
        min_score=chance.choice(minimum),
        groups=(ExclusionGroup(members, chance.randint(0, 2)),) if has_group else (),
        caps={chance.choice("xyz"): chance.randint(0, 8)} if has_cap else {},
        caps_bind_completion=chance.random() < 0.6,
        leftover=chance.choice(["keep", "keep", "next-fit"]),
    )


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_rule_gives_what_its_description_gives(part: int) -> None:
    for number in range(part, ELECTIONS, PARTS):
        chance = random.Random(number)  # noqa: S311  # the same elections each time
        kinds: list[Any] = ["approval", "approval", "choose-1", "cumulative", "ordinal"]
        instance = made_up(chance, chance.choice(kinds))
        options = some_options(chance, instance)
        order = list(default_tie_order(instance))
        if chance.random() < 0.5:
            chance.shuffle(order)

        outcome = allocate(instance, options, order)

        expected = BruteForce(instance, options, order).count()
        paid = [step.payment for step in outcome.steps if step.payment is not None]
        assert list(outcome.winners) == expected.winners, (number, options)
        assert (outcome.endowment, outcome.increments) == (
            expected.endowment,
            expected.increments,
        ), number
        assert paid == expected.prices, number
