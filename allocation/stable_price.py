"""Stable priceability: does an outcome have prices that nobody would rather leave?

Source: D. Peters, G. Pierczyński, N. Shah and P. Skowron, "Market-Based Explanations
of Collective Decisions", 2021, https://arxiv.org/abs/2006.04926.

A linear programme looks for payments; they are then rounded to fractions and checked
exactly. Such payments need not exist, for this outcome or for any.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocation.amounts import decimal_text, rounded
from allocation.model import Instance, NotComputed, Outcome

STEP = 10**6  # amounts of the programme are rounded to parts of 1/STEP
MOST_VARIABLES = 30_000  # a linear programme of this size takes half a minute

Key = tuple[int, str]
"""(group of equal ballots, project)"""


@dataclass(frozen=True, slots=True)
class StablePrices:
    """Payments found, checked exactly.

    Attributes:
        endowment: Nobody pays more.
        payments: (group, project) -> what one ballot pays.
        slack: The most by which the supporters of an unfunded project would give
            more than its cost, because of rounding; 0 means exactly stable.
    """

    endowment: Fraction
    payments: Mapping[Key, Fraction]
    slack: Fraction


def find_stable_prices(
    instance: Instance, winners: Iterable[str], *, exempt: Iterable[str] = ()
) -> StablePrices | None:
    """Look for payments with which no unfunded project could be paid.

    Each supporter of such a project would give up one funded project, or what is
    left, whichever is more; together they must not reach its cost.

    Args:
        instance: n approval ballots over m projects.
        winners: The ids of all funded projects.
        exempt: Projects that are not looked at.

    Returns:
        Payments with the least endowment, or None: not found. None is no proof that
        there are none.

    Raises:
        NotComputed: There are too many different ballots to look.
    """
    funded = [id_ for id_ in winners if instance.projects_by_id[id_].cost > 0]
    size = sum(len(group.weights) for group in instance.ballots)
    if size + len(instance.ballots) > MOST_VARIABLES:
        raise NotComputed("there are too many different ballots")
    others = [
        project.id
        for project in instance.projects
        if project.id not in {*winners, *exempt} and project.cost > 0
    ]
    # Loading PuLP takes longer than most counts that do without it.
    from allocation.pulp_solver import propose_payments

    costs = {project.id: project.cost for project in instance.projects}
    solved = propose_payments(instance.ballots, costs, funded=funded, others=others)
    return None if solved is None else _checked(instance, funded, others, solved)


def stability_notes(instance: Instance, outcome: Outcome) -> tuple[str, ...]:
    """Return what can be said of stable prices, as sentences; it may take a while.

    Nothing where the question has no meaning: it is about approvals, each funded
    project counting the same.
    """
    by_number = outcome.options.utility == "cardinality"
    if not by_number or instance.vote_type not in ("approval", "choose-1"):
        return ()
    exempt = [r.project.id for r in outcome.projects if r.reason is not None]
    try:
        found = find_stable_prices(instance, outcome.winners, exempt=exempt)
    except NotComputed as reason:
        return (f"Stable prices were not looked for: {reason}.",)
    if found is None:
        return ("Stable prices were not found; this is no proof that there are none.",)
    most = rounded(found.endowment / 100, 2)
    text = f"Stable prices exist: nobody pays more than {most}"
    if found.slack:
        slack = Fraction(found.slack * STEP // 100 + 1, STEP)
        text += f", with a slack of less than {decimal_text(slack)}"
    return (f"{text}. The rule does not promise this.",)


def _checked(
    instance: Instance,
    funded: list[str],
    others: list[str],
    solved: Mapping[Key, float],
) -> StablePrices | None:
    """Round the payments so that they add up, and compute everything exactly."""
    payments: dict[Key, Fraction] = {}
    for id_ in funded:
        rounded = {
            key: Fraction(round(amount * STEP), STEP)
            for key, amount in solved.items()
            if key[1] == id_
        }
        total = sum(
            (amount * instance.ballots[i].count for (i, _), amount in rounded.items()),
            Fraction(0),
        )
        if total == 0:
            return None
        factor = instance.projects_by_id[id_].cost / total
        payments |= {key: amount * factor for key, amount in rounded.items()}
    spent = [Fraction(0)] * len(instance.ballots)
    most = [Fraction(0)] * len(instance.ballots)
    for (index, _), amount in payments.items():
        spent[index] += amount
        most[index] = max(most[index], amount)
    endowment = max(spent, default=Fraction(0))
    slack = _slack(
        instance,
        others,
        [max(m, endowment - s) for m, s in zip(most, spent, strict=True)],
    )
    return StablePrices(endowment, payments, slack)


def _slack(instance: Instance, others: list[str], given: list[Fraction]) -> Fraction:
    """Return the most by which supporters of an unfunded project exceed its cost."""
    sums = dict.fromkeys(others, Fraction(0))
    for group, amount in zip(instance.ballots, given, strict=True):
        for id_ in group.weights.keys() & sums.keys():
            sums[id_] += amount * group.count
    excess = [sums[id_] - instance.projects_by_id[id_].cost for id_ in others]
    return max([*excess, Fraction(0)])
