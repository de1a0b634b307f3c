"""Checks of an outcome that a stranger can repeat with plain sums.

Nothing here runs a rule. A price system is checked against the payments it is made
of; the proportionality axiom against the ballots and the winners alone.

Sources: D. Peters, G. Pierczyński and P. Skowron, "Proportional Participatory
Budgeting with Additive Utilities", 2021, https://arxiv.org/abs/2008.13276 (price
systems); M. Brill and J. Peters, "Robust and Verifiable Proportionality Axioms for
Multiwinner Voting", 2023, https://arxiv.org/abs/2302.01989 (EJR+).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from allocation.model import BallotGroup, Instance, Outcome, Utility, Weight

Payments = Mapping[str, Sequence[int]]
"""Project id -> what one ballot of each group pays for it, in parts."""


@dataclass(frozen=True, slots=True)
class PriceSystem:
    """Payments that are claimed to justify the projects bought.

    Groups are those of the instance, in its order. So that all sums are of whole
    numbers, amounts are in parts: `parts` of them are one unit of the costs.
    """

    parts: int
    endowment: int
    payments: Payments


@dataclass(frozen=True, slots=True)
class Failure:
    """A condition that does not hold, and for which project."""

    condition: str  # "C1" to "C5"
    project: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A group of voters that the axiom says is left behind."""

    project: str
    voters: int


def price_system_of(instance: Instance, outcome: Outcome) -> PriceSystem | None:
    """Write out the payments that the steps of an outcome imply.

    Args:
        instance: What was counted.
        outcome: Of `instance`.

    Returns:
        The payments of the projects bought by equal shares; None if nothing was,
        because another rule decided.
    """
    if outcome.endowment is None:
        return None
    steps = {s.project: s for s in outcome.steps if s.phase == "equal-shares"}
    prices = {id_: step.payment or Fraction(0) for id_, step in steps.items()}
    parts = instance.support.scale * lcm(
        outcome.endowment.denominator, *(p.denominator for p in prices.values())
    )
    endowment = int(outcome.endowment * parts)
    money = [endowment] * len(instance.ballots)
    payments: dict[str, Sequence[int]] = {}
    for id_, price in prices.items():
        paid = _paid(instance.ballots, money, id_, price * parts)
        money = [has - part for has, part in zip(money, paid, strict=True)]
        payments[id_] = paid
    return PriceSystem(parts, endowment, payments)


def check_price_system(
    instance: Instance, system: PriceSystem, *, exempt: Iterable[str] = ()
) -> Failure | None:
    """Check with plain sums whether payments form a price system.

    C1: nobody pays less than 0, and only who names a project pays for it.
    C2: nobody pays more than the endowment.
    C3: what is paid for a project is its cost.
    C4: nobody pays for a project that is not covered.
    C5: the supporters of any other project have no more left than its cost.

    Args:
        instance: n ballots over m projects.
        system: The payments claimed; the projects in it are covered.
        exempt: Projects that took no part, were blocked, or were funded in another
            way; C5 says nothing of them.

    Returns:
        The first condition that fails; None if all hold.
    """
    left = [system.endowment] * len(instance.ballots)
    for id_, paid in system.payments.items():
        if id_ not in instance.projects_by_id or len(paid) != len(left):
            return Failure("C4", id_)
        if failure := _check_payments(instance, id_, paid, system.parts):
            return failure
        left = [has - part for has, part in zip(left, paid, strict=True)]
        if any(has < 0 for has in left):
            return Failure("C2", id_)
    passed_over = system.payments.keys() | set(exempt)
    return _check_money_left(instance, left, system.parts, passed_over)


def _check_payments(
    instance: Instance, project_id: str, paid: Sequence[int], parts: int
) -> Failure | None:
    total = 0
    for group, part in zip(instance.ballots, paid, strict=True):
        if part < 0 or (part > 0 and project_id not in group.weights):
            return Failure("C1", project_id)
        total += part * group.count
    cost = instance.projects_by_id[project_id].cost * parts
    return None if total == cost else Failure("C3", project_id)


def _check_money_left(
    instance: Instance, left: Sequence[int], parts: int, passed_over: Iterable[str]
) -> Failure | None:
    held = {project.id: 0 for project in instance.projects}
    for group, has in zip(instance.ballots, left, strict=True):
        for id_ in group.weights if has else ():
            held[id_] += has * group.count
    for project in instance.projects:
        if project.id not in passed_over and held[project.id] > project.cost * parts:
            return Failure("C5", project.id)
    return None


def _paid(
    groups: Sequence[BallotGroup],
    money: Sequence[int],
    project_id: str,
    price: Fraction,
) -> list[int]:
    """Return what one ballot of each group pays, in parts."""
    # An int is multiplied much faster than a fraction, and nearly always will do.
    whole = price.numerator if price.denominator == 1 else price
    return [
        min(has, int(whole * group.weights[project_id]))
        if project_id in group.weights
        else 0
        for group, has in zip(groups, money, strict=True)
    ]


def exempt_projects(outcome: Outcome) -> frozenset[str]:
    """Return the projects of which a price system of this outcome says nothing.

    Those that took no part or were blocked, and those funded in another way than by
    the payments of their supporters.
    """
    paid = {step.project for step in outcome.steps if step.phase == "equal-shares"}
    return frozenset(
        result.project.id
        for result in outcome.projects
        if result.reason is not None
        or (result.status == "funded" and result.project.id not in paid)
    )


def check_ejr_plus(
    instance: Instance,
    winners: Iterable[str],
    *,
    utility: Utility = "cost",
    exempt: Iterable[str] = (),
) -> Violation | None:
    """Look for a group that agrees on a project and is left behind (EJR+ up to one).

    A violation is a project that is not funded and a group of its supporters whose
    shares of the budget pay for it, each of whom has less from the outcome, with
    the project added, than those shares are worth.

    Args:
        instance: n ballots over m projects.
        winners: The ids of all funded projects.
        utility: What a funded project is worth: weight * cost, or weight.
        exempt: Projects that are not looked at.

    Returns:
        A violation; None if there is none. This says nothing of groups that agree
        on no project.
    """
    funded = frozenset(winners)
    worth = _worth(instance, utility)
    utilities = [
        sum(
            (group.weights[id_] * worth[id_] for id_ in group.weights.keys() & funded),
            0,
        )
        for group in instance.ballots
    ]
    supporters = _supporters(instance)
    passed_over = funded | set(exempt)
    for project in instance.projects:
        if project.id in passed_over or project.cost == 0:
            continue
        groups = [
            (
                utilities[i] + weight * worth[project.id],
                weight,
                instance.ballots[i].count,
            )
            for i, weight in supporters[project.id]
        ]
        voters = _left_behind(instance, groups, worth[project.id], project.cost)
        if voters:
            return Violation(project.id, voters)
    return None


def _left_behind(
    instance: Instance,
    supporters: Iterable[tuple[Weight, Weight, int]],
    worth: int,
    cost: int,
) -> int:
    """Return the size of a group that is left behind; 0 if there is none.

    The voters with least from the outcome form the group that is easiest to leave
    behind, so it is enough to look at prefixes of that order.
    """
    mass: Weight = 0
    voters = 0
    limit = instance.budget_limit * worth
    unit = instance.ballot_count * cost
    for has, weight, count in sorted(supporters):
        mass += weight * count
        voters += count
        if has * unit <= limit * mass:
            return voters
    return 0


def _worth(instance: Instance, utility: Utility) -> dict[str, int]:
    by_cost = utility == "cost"
    return {p.id: p.cost if by_cost else 1 for p in instance.projects}


def _supporters(instance: Instance) -> dict[str, list[tuple[int, Weight]]]:
    supporters: dict[str, list[tuple[int, Weight]]] = {
        p.id: [] for p in instance.projects
    }
    for index, group in enumerate(instance.ballots):
        for id_, weight in group.weights.items():
            supporters[id_].append((index, weight))
    return supporters
