"""The last run of equal shares once more, state by state."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from allocation.candidate import Candidate
from allocation.contest import Contest
from allocation.equal_shares import key_of
from allocation.fast import has_exact_floats
from allocation.funding import Funding, fund_free_projects
from allocation.model import NotComputed, Outcome, Project, Step
from allocation.purses import Purses
from allocation.support import Backing

PHASE = "equal-shares"


@dataclass(frozen=True, slots=True)
class State:
    """What everybody holds after some purchases."""

    contest: Contest
    purchases: int
    purses: Purses
    funding: Funding
    following: Step | None  # the next purchase; None at the end

    @property
    def key_to_beat(self) -> Fraction | None:
        """The key of the next purchase, per unit of whole weight."""
        if self.following is None or self.following.key is None:
            return None
        return self.following.key / self.contest.instance.support.scale

    def backing(self, project: Project) -> Backing:
        """Return the supporters of a project."""
        return self.contest.instance.support.backings[project.id]

    def money_of(self, project: Project) -> Fraction:
        """Return what the supporters of a project hold together."""
        backing = self.backing(project)
        return self.purses.sum_of(backing.groups, backing.counts)

    def payment_for(self, project: Project, cost: int | None = None) -> Fraction | None:
        """Return the max payment per whole weight; None if it is unaffordable.

        Args:
            project: Not yet bought.
            cost: Instead of its own.
        """
        priced = Project(project.id, project.cost if cost is None else cost)
        return Candidate(priced, self.backing(project)).exact_payment(self.purses)

    def key(
        self, project: Project, payment: Fraction, cost: int | None = None
    ) -> Fraction:
        """Return what the project is compared by, per unit of whole weight."""
        utility = self.contest.options.utility
        return key_of(payment, project.cost if cost is None else cost, utility)


def states_of(contest: Contest, outcome: Outcome) -> Iterator[State]:
    """Yield the state before each purchase of the last run, and the last one.

    A state is valid only until the next is asked for.

    Raises:
        NotComputed: Weights or costs are too large for sums of floats.
    """
    support = contest.instance.support
    if not has_exact_floats(contest) or outcome.endowment is None:
        raise NotComputed("the run cannot be replayed")
    purses = Purses(
        outcome.endowment,
        support.group_count,
        weights_are_small=support.weights_are_small,
    )
    funding, _ = fund_free_projects(contest)
    steps = [step for step in outcome.steps if step.phase == PHASE]
    for number, step in enumerate(steps):
        yield State(contest, number, purses, funding, step)
        _pay(contest, purses, step)
        funding.fund(contest.instance.projects_by_id[step.project])
    yield State(contest, len(steps), purses, funding, None)


def _pay(contest: Contest, purses: Purses, step: Step) -> None:
    support = contest.instance.support
    backing = support.backings[step.project]
    groups, weights = backing.groups, backing.weights
    payment = (step.payment or Fraction(0)) / support.scale
    money = purses.approximate[groups]
    poor = purses.poor(groups, weights, money=money, payment=payment)
    purses.pay(groups, weights, money=money, payment=payment, poor=poor)
