"""Whether a climb goes on past all runs between two endowments, without their runs.

A voter's money after some purchases is the endowment less what was asked for each of
them, or nothing. So it lies between two amounts that hold for all these runs at once,
as long as the price of each purchase does. Along a run the best key only rises; where
two projects may both be the next one, both branches are followed, and those that
bought the same set become one again, with the lesser and the larger of their amounts.
Once what may still be bought fits the money left, in every branch, no run overspends.

Floats suffice: all amounts start so much lower and higher that no rounding of the
purchases reaches them, and each bound of a key allows for the rounding of its sums.

What all runs of a range buy first, without a doubt, those of a part of it buy too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from allocation.market import Stall
from allocation.model import Add1Stop
from allocation.price_range import PriceRange
from allocation.purses import UNIT
from allocation.stake import A_BIT
from allocation.support import Floats, Support, sums_over

MOST_BRANCHES = 8
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


@dataclass(frozen=True, slots=True)
class Next:
    """A project that may be bought next, and between which payments."""

    place: int
    lowest: float
    highest: float  # may be infinite


@dataclass(slots=True)
class Trunk:
    """What all runs of a range buy first."""

    lowest: Fraction
    highest: Fraction
    purchases: list[Next]
    branch: Branch  # after these purchases

    def holds(self, lowest: Fraction, highest: Fraction) -> bool:
        """Say whether these endowments are a part of the range."""
        return self.lowest <= lowest and highest <= self.highest


class Foresight:
    """Looks at ranges of endowments of one contest without limits.

    Args:
        stall: What is for sale.
        support: Who named it.
        left: The money before the first purchase.
        stop: Of the climb.
    """

    def __init__(
        self, stall: Stall, support: Support, left: int, stop: Add1Stop
    ) -> None:
        self._stall = stall
        self._support = support
        self._prices = PriceRange(stall)
        self._left = float(left)
        self._is_exhaustive = stop == "exhaustive"
        self._trunks: list[Trunk] = []  # each of a part of the range before

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
        while self._trunks and not self._trunks[-1].holds(lowest, highest):
            self._trunks.pop()
        trunk = self._trunk_of(lowest, highest)
        self._trunks.append(trunk)
        return self._all_settle(self._grow(trunk))

    def _all_settle(self, branch: Branch) -> bool:
        """Follow all branches until what is left is enough in each."""
        level = {branch.bought: branch}
        depth = 0
        while level:
            look = depth % BETWEEN_LOOKS == 0 or len(level) > 1
            following: dict[int, Branch] = {}
            for here in level.values():
                if not self._is_settled(here, look=look) and not self._follow(
                    here, self._next(here), following
                ):
                    return False
            level = following
            depth += 1
        return True

    def _grow(self, trunk: Trunk) -> Branch:
        """Add the purchases of which there is no doubt; return the branch after it."""
        branch, costs = trunk.branch, self._stall.costs
        while True:
            nexts = self._next(branch)
            if (
                len(nexts) != 1
                or nexts[0].highest == np.inf
                or costs[nexts[0].place] > branch.left
            ):
                return branch.copy()
            trunk.purchases.append(nexts[0])
            self._buy(branch, nexts[0])

    def _trunk_of(self, lowest: Fraction, highest: Fraction) -> Trunk:
        """Return what is known already of the first purchases in a range."""
        if not self._trunks:
            least, most = self._least(lowest, []), self._most(highest, [])
            branch = Branch(least, most, self._stall.bounds.copy(), self._left, 0)
            return Trunk(lowest, highest, [], branch)
        known = self._trunks[-1]
        branch, purchases = known.branch.copy(), list(known.purchases)
        if lowest != known.lowest:
            branch.least = self._least(lowest, purchases)
        if highest != known.highest:
            branch.most = self._most(highest, purchases)
        return Trunk(lowest, highest, purchases, branch)

    def _least(self, endowment: Fraction, purchases: list[Next]) -> Floats:
        """Return what each group has at least after purchases known to be made."""
        money = np.full(self._support.group_count, float(endowment) * (1 - WIDER))
        for bought in purchases:
            start = bought.lowest
            payment = self._prices.at_most(bought.place, money, start)
            self._pay(money, bought.place, min(payment, bought.highest))
        return money

    def _most(self, endowment: Fraction, purchases: list[Next]) -> Floats:
        money = np.full(self._support.group_count, float(endowment) * (1 + WIDER))
        for bought in purchases:
            start = bought.lowest
            payment = self._prices.at_least(bought.place, money, start)
            self._pay(money, bought.place, payment)
        return money

    def _follow(
        self, branch: Branch, nexts: list[Next], following: dict[int, Branch]
    ) -> bool:
        """Buy whatever may be next; False: this may be the end of the climb."""
        if not nexts or len(nexts) > MOST_BRANCHES:
            return False
        if branch.left < max(self._stall.costs[found.place] for found in nexts):
            return False
        for found in nexts:
            after = branch if found is nexts[-1] else branch.copy()
            self._buy(after, found)
            if after.bought in following:
                following[after.bought].join(after)
            else:
                following[after.bought] = after
        return len(following) <= MOST_BRANCHES

    def _buy(self, branch: Branch, found: Next) -> None:
        self._pay(branch.least, found.place, found.highest)
        self._pay(branch.most, found.place, found.lowest)
        branch.keys[found.place] = np.inf
        branch.left -= float(self._stall.costs[found.place])
        branch.bought |= 1 << found.place

    def _pay(self, money: Floats, place: int, payment: float) -> None:
        backing = self._stall.backings[place]
        after = money.take(backing.groups)
        after -= payment * backing.weights
        money[backing.groups] = np.maximum(after, 0.0, out=after)

    def _is_settled(self, branch: Branch, *, look: bool) -> bool:
        """Say whether the climb goes on, whatever else is bought."""
        if self._fits(branch, np.inf):
            return True
        if not look or branch.left > self._left * NEAR_THE_END:
            return False
        reached = np.zeros(self._support.group_count, np.bool_)
        for place in np.flatnonzero(branch.keys < np.inf).tolist():
            if self._prices.is_unaffordable(place, branch.most):
                branch.keys[place] = np.inf
            else:
                reached[self._stall.backings[place].groups] = True
        held = float(sums_over(branch.most * reached, self._support.counts))
        rounding = (self._support.group_count + 8) * 2 * UNIT
        return self._fits(branch, held * (1 + rounding))

    def _fits(self, branch: Branch, held: float) -> bool:
        """Say so of all that may still be bought, for no more than is held."""
        costs, is_open = self._stall.costs, branch.keys < np.inf
        most = min(float(costs[is_open].sum()), held)
        if most > branch.left:
            return False
        never = [
            cost
            for place, cost in enumerate(costs.tolist())
            if not is_open[place] and not branch.bought >> place & 1
        ]
        needed = min(never, default=np.inf) if self._is_exhaustive else 0.0
        return bool(never) and most + needed <= branch.left

    def _next(self, branch: Branch) -> list[Next]:
        """Return what may be bought next in one of the runs."""
        keys, units = branch.keys, self._stall.unit_array
        highest: dict[int, float] = {}  # keys
        best = np.inf  # the best key is not above this
        for place in self._in_order(keys, branch.most):
            if keys[place] > best:
                break
            start = float(keys[place] * units[place])
            payment = self._prices.at_most(place, branch.least, start)
            highest[place] = payment / units[place] * (1 + A_BIT)
            best = min(best, highest[place])
        return [
            Next(
                place,
                float(keys[place] * units[place]) * (1 - A_BIT),
                float(min(best, key) * units[place]) * (1 + A_BIT),
            )
            for place, key in highest.items()
            if keys[place] <= best
        ]

    def _in_order(self, keys: Floats, most: Floats) -> Iterator[int]:
        """Yield places by rising bounds of their keys, each as near as it can be."""
        stale, fresh = keys.copy(), np.full(keys.size, np.inf)
        while min(stale.min(initial=np.inf), fresh.min(initial=np.inf)) < np.inf:
            known, place = int(fresh.argmin()), int(stale.argmin())
            if fresh[known] <= stale[place]:
                fresh[known] = np.inf
                yield known
                continue
            unit = self._stall.units[place]
            start = float(keys[place]) * unit
            payment = self._prices.at_least(place, most, start)
            stale[place] = np.inf
            keys[place] = fresh[place] = max(keys[place], payment / unit * (1 - A_BIT))
