"""Figures that follow from the ballots and the result together.

They are made once, when a result is adopted, because afterwards no page reads the
ballots. They hold sums over voters only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocation import BallotGroup, Instance
from exports.result import ContestResult, CountStep

# Sums over many exact fractions are taken in units of this part of a cent.
FINE = 10**9


@dataclass(frozen=True, slots=True)
class Figures:
    """What the ballots say about the result of one contest."""

    with_choice: int  # voters who named at least one funded project
    # Project id -> cents its supporters together had left at the end of the shares.
    money_left: Mapping[str, int]


def make_figures(instance: Instance, result: ContestResult) -> Figures:
    """Return the figures of one contest.

    Args:
        instance: The n ballots that were counted.
        result: Of the same instance.

    Returns:
        The figures; `money_left` of every project without money that took part,
        rounded to a whole cent, and empty where no shares were handed out.
    """
    funded = {line.id for line in result.projects if line.is_funded}
    with_choice = sum(
        group.count
        for group in instance.ballots
        if not funded.isdisjoint(group.weights)
    )
    return Figures(with_choice, _money_left(instance, result))


def _money_left(instance: Instance, result: ContestResult) -> dict[str, int]:
    if result.endowment is None:
        return {}
    waiting = {line.id: 0 for line in result.projects if line.status == "not_funded"}
    bought = tuple(step for step in result.steps if step.payment is not None)
    for group in instance.ballots:
        left = int(_left_of(group, result.endowment, bought) * FINE) * group.count
        for id_ in waiting.keys() & group.weights.keys():
            waiting[id_] += left
    return {id_: (left + FINE // 2) // FINE for id_, left in waiting.items()}


def _left_of(
    group: BallotGroup, endowment: Fraction, bought: tuple[CountStep, ...]
) -> Fraction:
    """Return what one voter of a group has left after all that was bought."""
    left = endowment
    for step in bought:
        weight = group.weights.get(step.project)
        if weight is not None and step.payment is not None and left:
            left -= min(left, step.payment * weight)
    return left
