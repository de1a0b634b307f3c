"""Certain bounds of what a purchase asks, from bounds of what its supporters have.

R(q) = sum of min(money, q * weight) rises with the money, and less and less steeply
with q; the payment is where it reaches the cost. So a tangent reaches the cost no later
than R, for those who have the most; and where R reached it for those who have the
least, the payment is no higher. See `allocation.stake` for the rounding of sums.
"""

import numpy as np

from allocation.market import Stall
from allocation.purses import UNIT
from allocation.stake import A_BIT
from allocation.support import Backing, Floats, sums_over

MOST_ITERATIONS = 40
CLOSE = 2.0**-22  # of a payment: bounds need not be nearer than this


class PriceRange:
    """Bounds of payments for one unit of weight."""

    def __init__(self, stall: Stall) -> None:
        self._backings = stall.backings
        self._costs: list[float] = stall.costs.tolist()

    def is_unaffordable(self, place: int, most: Floats) -> bool:
        """Say whether supporters who hold no more than this hold less than the cost."""
        backing = self._backings[place]
        held = float(sums_over(most.take(backing.groups), backing.counts))
        return bool(held * (1 + _rounding(backing)) < self._costs[place])

    def at_least(self, place: int, most: Floats, start: float) -> float:
        """Return a lower bound.

        Args:
            place: Of the project.
            most: What each group has, at most.
            start: A lower bound that is known, > 0.

        Returns:
            A better one, or the same; infinite: unaffordable, for certain.
        """
        backing, cost = self._backings[place], self._costs[place]
        weights, held = backing.weights, most.take(backing.groups)
        rounding, payment = 1 + _rounding(backing), start
        for _ in range(MOST_ITERATIONS):
            asked = payment * weights
            paid = np.minimum(held, asked)
            missing = cost - float(sums_over(paid, backing.counts)) * rounding
            if missing <= 0:
                break
            slope = float(sums_over(held >= asked, backing.mass))
            if slope == 0:
                return np.inf
            before, payment = payment, (payment + missing / slope) * (1 - A_BIT)
            if payment <= before * (1 + CLOSE):
                break
        return max(payment, start)

    def at_most(self, place: int, least: Floats, start: float) -> float:
        """Return an upper bound.

        Args:
            place: Of the project.
            least: What each group has, at least.
            start: A lower bound, > 0.

        Returns:
            The upper bound; infinite: perhaps unaffordable.
        """
        backing, cost = self._backings[place], self._costs[place]
        weights, held = backing.weights, least.take(backing.groups)
        rounding, payment = 1 - _rounding(backing), start * (1 + CLOSE)
        for _ in range(MOST_ITERATIONS):
            asked = payment * weights
            paid = np.minimum(held, asked)
            missing = cost - float(sums_over(paid, backing.counts)) * rounding
            if missing <= 0:
                return payment
            slope = float(sums_over(held >= asked, backing.mass))
            if slope == 0:
                break
            payment = (payment + missing / slope) * (1 + CLOSE)
        return np.inf


def _rounding(backing: Backing) -> float:
    return (backing.counts.size + 8) * 2 * UNIT
