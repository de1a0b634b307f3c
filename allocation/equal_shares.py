"""The Method of Equal Shares, as defined: every amount an exact fraction.

Source: D. Peters, G. Pierczyński and P. Skowron, "Proportional Participatory
Budgeting with Additive Utilities", 2021, https://arxiv.org/abs/2008.13276. The
words are those of https://equalshares.net/explanation/.

This is the readable definition. `allocation.fast` computes the same run sooner.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocation.contest import Contest
from allocation.funding import Funding, fund_free_projects
from allocation.model import Project, Step, Utility, Weight

Purses = Mapping[tuple[Fraction, Weight], int]
"""(money, weight for the project) -> number of supporters with both."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: every voter started with `endowment`."""

    endowment: Fraction
    steps: tuple[Step, ...]
    funding: Funding

    @property
    def winners(self) -> tuple[str, ...]:
        """The projects bought, first bought first."""
        return tuple(step.project for step in self.steps)


def equal_shares(contest: Contest, endowment: Fraction) -> Run:
    """Buy projects that their own supporters can pay for.

    Every ballot starts with `endowment`. In each step the project with the best
    key is bought, and its supporters pay for it in proportion to their weights,
    as far as their money allows. The rule may leave money unspent.

    Args:
        contest: n ballots, n > 0, over m projects.
        endowment: Money of one ballot, in the unit of the costs.

    Returns:
        At most m steps. With an endowment above budget limit / n the projects may
        cost more than the budget limit; `funding.left` is below 0 then.
    """
    funding, free_steps = fund_free_projects(contest)
    steps = list(free_steps)
    money = [endowment] * len(contest.instance.ballots)
    while offers := _offers(contest, funding, money):
        key = min(_key(contest, project, offers[project]) for project in offers)
        tied = [p for p in offers if _key(contest, p, offers[p]) == key]
        purses = purses_of(contest, tied[0], money)
        _pay(contest, tied[0], money, payment=offers[tied[0]])
        after = purses_of(contest, tied[0], money)
        funding.fund(tied[0])
        step = Step(
            tied[0].id,
            "equal-shares",
            funding.left,
            effective_vote_count=tied[0].cost / offers[tied[0]],
            payment=offers[tied[0]],
            key=key,
            payers_full=_payers_full(purses, offers[tied[0]]),
            payers_all_they_had=sum(purses.values())
            - _payers_full(purses, offers[tied[0]]),
            supporters_money_before=_total(purses),
            supporters_money_after=_total(after),
            tied_with=tuple(project.id for project in tied[1:]),
        )
        steps.append(step)
    return Run(endowment, tuple(steps), funding)


def max_payment(cost: int, purses: Purses) -> Fraction | None:
    """Return what one unit of weight pays when `purses` share `cost`.

    A supporter who cannot pay in proportion to the weight pays all they have; the
    others share the rest. None when the purses together hold less than `cost`.

    Args:
        cost: In the unit of the purses, > 0.
        purses: Of the supporters of one project.

    Returns:
        The smallest q with sum of min(money, q * weight) = cost.
    """
    unpaid = Fraction(cost)
    weight_left = sum(weight * count for (_, weight), count in purses.items())
    for money, weight in sorted(purses, key=lambda purse: purse[0] / purse[1]):
        equal_part = unpaid / weight_left
        if equal_part * weight <= money:
            return equal_part
        unpaid -= money * purses[money, weight]
        weight_left -= weight * purses[money, weight]
    return None


def purses_of(contest: Contest, project: Project, money: Sequence[Fraction]) -> Purses:
    """Return the purses of the supporters of `project`, equal ones together."""
    purses: Counter[tuple[Fraction, Weight]] = Counter()
    for group, amount in zip(contest.instance.ballots, money, strict=True):
        if project.id in group.weights:
            purses[amount, group.weights[project.id]] += group.count
    return purses


def _offers(
    contest: Contest, funding: Funding, money: Sequence[Fraction]
) -> dict[Project, Fraction]:
    """Return project -> max payment for each that can be bought, in tie order."""
    offers = {}
    for project in contest.candidates:
        if project.cost > 0 and funding.is_open_to(project):
            payment = max_payment(project.cost, purses_of(contest, project, money))
            if payment is not None:
                offers[project] = payment
    return offers


def _key(contest: Contest, project: Project, payment: Fraction) -> Fraction:
    return key_of(payment, project.cost, contest.options.utility)


def key_of(payment: Fraction, cost: int, utility: Utility) -> Fraction:
    """Return what projects are compared by; the smallest is bought."""
    return payment / cost if utility == "cost" else payment


def _pay(
    contest: Contest, project: Project, money: list[Fraction], *, payment: Fraction
) -> None:
    for index, group in enumerate(contest.instance.ballots):
        if project.id in group.weights:
            part = payment * group.weights[project.id]
            money[index] = max(money[index] - part, Fraction(0))


def _payers_full(purses: Purses, payment: Fraction) -> int:
    return sum(
        count for (money, weight), count in purses.items() if money >= payment * weight
    )


def _total(purses: Purses) -> Fraction:
    return sum((money * count for (money, _), count in purses.items()), Fraction(0))
