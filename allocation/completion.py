"""What is done with the money a rule leaves: completion, comparison, leftover."""

from collections.abc import Iterable

from allocation.contest import Contest
from allocation.funding import Funding, fund_free_projects
from allocation.greedy import fund_greedily, greedy_order
from allocation.model import BallotGroup, PartialFunding, Step


def complete_greedily(
    contest: Contest, funding: Funding
) -> tuple[Funding, tuple[Step, ...]]:
    """Fund, best first, each further project that fits the money left.

    Args:
        contest: Over m projects.
        funding: Of the rule; it is not changed.

    Returns:
        The funding after completion, and a step per project it added.
    """
    binds = contest.options.caps_bind_completion
    completed = funding.copy() if binds else funding.without_caps()
    utility = contest.options.utility
    steps = fund_greedily(contest, completed, phase="completion", utility=utility)
    return completed, steps


def partial_funding(contest: Contest, funding: Funding) -> PartialFunding | None:
    """Return who gets the money left: the first unfunded project by score.

    Never more than its cost; None when nothing is left or nobody is waiting.
    """
    for project in greedy_order(contest, "cost"):
        if funding.left > 0 and funding.is_open_to(project):
            return PartialFunding(project.id, min(funding.left, project.cost))
    return None


def greedy_outcome(contest: Contest) -> tuple[Funding, tuple[Step, ...]]:
    """Return what the greedy rule, with skipping, funds in this contest."""
    funding, free = fund_free_projects(contest)
    return funding, free + fund_greedily(contest, funding)


def prefers_greedy(contest: Contest, winners: Iterable[str], greedy: Funding) -> bool:
    """Say whether more voters named more of the greedy outcome than of `winners`.

    An equal number on both sides keeps `winners`.
    """
    ours, theirs = set(winners), greedy.funded.keys()
    balance = 0
    for group in contest.instance.ballots:
        balance += group.count * _sign(_named(group, theirs) - _named(group, ours))
    return balance > 0


def _named(group: BallotGroup, project_ids: Iterable[str]) -> int:
    return sum(id_ in group.weights for id_ in project_ids)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
