"""Whether runs can overspend, or end the climb, known without computing them.

Money only falls during a run. So a project whose supporters hold less than its cost
is never bought; all others together cost so much; and those who named one of them
hold so much. A run costs no more than the lesser of the two. While that leaves money
over, and there is a project that is never bought (with the stop "exhaustive": one
that this money pays for), the climb goes on past this run, whatever it buys.
"""

from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate

import numpy as np

from allocation.contest import Contest
from allocation.model import Project
from allocation.support import EXACT_BELOW, Support


def can_tell(contest: Contest) -> bool:
    """Say whether this is of use: without limits, and sums of costs are exact.

    What is blocked later on would not be open to another increment.
    """
    options = contest.options
    costs = sum(project.cost for project in contest.candidates)
    limit = contest.instance.budget_limit
    has_limits = bool(options.groups or options.caps)
    return not has_limits and max(costs, limit) < EXACT_BELOW


class Headroom:
    """What the runs of one contest leave at least, before any purchase."""

    def __init__(self, contest: Contest) -> None:
        instance = contest.instance
        self._limit = instance.budget_limit
        self._is_exhaustive = contest.options.add1_stop == "exhaustive"
        # Each project is within reach from some endowment on.
        reach = [
            (Fraction(p.cost, instance.votes[p.id]), p) for p in contest.candidates
        ]
        reach.sort(key=lambda pair: pair[0])
        self._endowments = [endowment for endowment, _ in reach]
        costs = [project.cost for _, project in reach]
        self._costs = list(accumulate(costs, initial=0))
        self._cheapest = list(accumulate(reversed(costs), min))[::-1]
        self._ballots = _ballots_of_first([p for _, p in reach], instance.support)

    def is_enough(self, endowment: Fraction) -> bool:
        """Say whether the climb goes on past every run up to this endowment.

        Whoever has less money can buy no more projects. So what holds here holds
        at every lower endowment.

        Args:
            endowment: Money of one ballot.

        Returns:
            True only if it is so.
        """
        within = bisect_right(self._endowments, endowment)
        if within == len(self._endowments):
            return False
        held = self._ballots[within] * endowment
        most = min(Fraction(self._costs[within]), held)
        needed = self._cheapest[within] if self._is_exhaustive else 0
        return most + needed <= self._limit


def _ballots_of_first(projects: list[Project], support: Support) -> list[int]:
    """Return how many ballots name one of the first 0, 1, 2 … of m projects."""
    firsts = np.full(support.group_count, len(projects))
    for place in reversed(range(len(projects))):
        firsts[support.backings[projects[place].id].groups] = place
    ballots = np.bincount(firsts, support.counts, len(projects) + 1)
    return [0, *map(int, ballots.cumsum()[:-1].tolist())]


def most_that_hold(holds: Callable[[int], bool]) -> int:
    """Return the largest number for which a statement holds, found by doubling.

    Args:
        holds: True up to some number and false from there on; not asked about 0.

    Returns:
        That number; 0 if it does not hold for 1.
    """
    beyond = 1
    while holds(beyond):
        beyond *= 2
    low = beyond // 2
    while beyond - low > 1:
        middle = (low + beyond) // 2
        low, beyond = (middle, beyond) if holds(middle) else (low, middle)
    return low
