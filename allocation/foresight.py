"""Whether a climb goes on past all runs between two endowments, without their runs.

A voter's money after some purchases is the endowment less what was asked for each of
them, or nothing. So it lies between two amounts that hold for all these runs at once,
as long as the price of each purchase does. Along a run the best key only rises; where
two projects may both be the next one, both branches are followed, and those that
bought the same set become one again, with the lesser and the larger of their amounts.
Once what may still be bought fits the money left, in every branch, no run overspends.

Floats suffice: all amounts start so much lower and higher that no rounding of the
purchases reaches them, and each bound of a key allows for the rounding of its sums.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from allocation.market import Stall
from allocation.model import Add1Stop
from allocation.support import Floats, Support

if TYPE_CHECKING:
    from allocation.till._till import Till

MOST_BRANCHES = 4
# Of the endowment; each of 2**10 purchases rounds by less than 2**-51 of it.
WIDER = 2.0**-40
MOST_PURCHASES = 2**10
BETWEEN_LOOKS = 4  # purchases between two looks at who can still pay
NEAR_THE_END = 0.6  # of the money; before that nobody runs short


@dataclass(slots=True)
class Branch:
    """Runs that bought the same projects so far."""

    least: Floats  # per group, what a ballot has in each of the runs, at least
    most: Floats
    keys: Floats  # lower bounds by place; infinite: bought, or never bought
    left: float
    bought: int  # places, as bits

    def copy(self) -> "Branch":
        """Return one that can change by itself."""
        least, most, keys = self.least.copy(), self.most.copy(), self.keys.copy()
        return Branch(least, most, keys, self.left, self.bought)

    def join(self, other: "Branch") -> None:
        """Stand for the runs of another one too."""
        np.minimum(self.least, other.least, out=self.least)
        np.maximum(self.most, other.most, out=self.most)
        np.minimum(self.keys, other.keys, out=self.keys)


class Foresight:
    """Looks at ranges of endowments of one contest without limits.

    Args:
        stall: What is for sale.
        support: Who named it.
        till: Of these.
        left: The money before the first purchase.
        stop: Of the climb.
    """

    def __init__(
        self, stall: Stall, support: Support, till: "Till", *, left: int, stop: Add1Stop
    ) -> None:
        self._stall = stall
        self._support = support
        self._till = till
        self._left = float(left)
        self._is_exhaustive = stop == "exhaustive"

    def goes_on(self, lowest: Fraction, highest: Fraction) -> bool:
        """Say whether the climb goes on past every run between two endowments.

        Args:
            lowest: Money of one ballot.
            highest: Not less.

        Returns:
            True only if it is so; False may also mean that this cannot tell.
        """
        if len(self._stall.projects) > MOST_PURCHASES:
            return False
        count = self._support.group_count
        least = np.full(count, float(lowest) * (1 - WIDER))
        most = np.full(count, float(highest) * (1 + WIDER))
        level = {0: Branch(least, most, self._stall.bounds.copy(), self._left, 0)}
        depth = 0
        while level:
            look = depth % BETWEEN_LOOKS == 0
            following: dict[int, Branch] = {}
            for here in level.values():
                if not self._is_settled(here, look=look) and not self._follow(
                    here, following
                ):
                    return False
            level = following
            depth += 1
        return True

    def _follow(self, branch: Branch, following: dict[int, Branch]) -> bool:
        """Buy whatever may be next; False: this may be the end of the climb."""
        nexts = self._till.next(branch.keys, branch.least, branch.most)
        if not nexts or len(nexts) > MOST_BRANCHES:
            return False
        if branch.left < max(self._stall.costs[place] for place, _, _ in nexts):
            return False
        for number, (place, lowest, highest) in enumerate(nexts, start=1):
            after = branch if number == len(nexts) else branch.copy()
            self._buy(after, place, lowest=lowest, highest=highest)
            if after.bought in following:
                following[after.bought].join(after)
            else:
                following[after.bought] = after
        return len(following) <= MOST_BRANCHES

    def _buy(
        self, branch: Branch, place: int, *, lowest: float, highest: float
    ) -> None:
        self._till.pay(branch.least, place, highest)
        self._till.pay(branch.most, place, lowest)
        branch.keys[place] = np.inf
        branch.left -= float(self._stall.costs[place])
        branch.bought |= 1 << place

    def _is_settled(self, branch: Branch, *, look: bool) -> bool:
        """Say whether the climb goes on, whatever else is bought."""
        if look and branch.left <= self._left * NEAR_THE_END:
            self._till.take_out_unaffordable(branch.keys, branch.most)
        costs, is_open = self._stall.costs, branch.keys < np.inf
        most = float(costs[is_open].sum())
        if most > branch.left:
            return False
        never = [
            cost
            for place, cost in enumerate(costs.tolist())
            if not is_open[place] and not branch.bought >> place & 1
        ]
        needed = min(never, default=np.inf) if self._is_exhaustive else 0.0
        return bool(never) and most + needed <= branch.left
