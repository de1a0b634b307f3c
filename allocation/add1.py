"""Raise every voter's endowment step by step while the outcome stays affordable.

Source: "Completion by varying the budget", https://equalshares.net/implementation/.
"""

from collections.abc import Callable
from fractions import Fraction

from allocation.contest import Contest
from allocation.equal_shares import Run
from allocation.funding import Funding
from allocation.model import Progress, ProgressListener


def budget_share(contest: Contest) -> Fraction:
    """Return budget limit / n, exactly."""
    instance = contest.instance
    return Fraction(instance.budget_limit, instance.ballot_count)


def add_per_voter(
    contest: Contest,
    run: Callable[[Fraction], Run],
    progress: ProgressListener | None = None,
) -> tuple[Run, int]:
    """Run again with more money per voter until the next run would overspend.

    Runs are not monotone in the endowment: a project may come and go. Therefore
    every step is one increment and the outcome is the last feasible run.

    Args:
        contest: n ballots, n > 0.
        run: Equal shares at a given endowment.
        progress: Told the number of increments.

    Returns:
        The last feasible run and the number of increments it has.
    """
    best, increments = run(budget_share(contest)), 0
    while may_go_on(contest, best.funding):
        if progress is not None:
            progress(Progress("add1", increments))
        following = run(best.endowment + contest.options.increment)
        if following.funding.left < 0:
            break
        best, increments = following, increments + 1
    return best, increments


def may_go_on(contest: Contest, funding: Funding) -> bool:
    """Say whether another increment is asked for after this feasible run.

    Never when every project that could be funded is. With the stop
    "exhaustive", only while some further project fits the money left.
    """
    unfunded = [p for p in contest.candidates if funding.is_open_to(p)]
    if contest.options.add1_stop == "exhaustive":
        return any(funding.fits(project) for project in unfunded)
    return bool(unfunded)
