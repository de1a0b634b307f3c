"""What the supporters of one project hold in several runs, and what it asks.

For a project with supporters i, R(q) = sum of min(money_i, q * weight_i) is what
they pay when one unit of weight pays q. R rises, and less and less steeply, so a
tangent lies above it. Its max payment is where R(q) = cost.

A float sum of s parts is off by less than (s + 8) * 2 * UNIT of itself, whatever
the order, products included; and by how far the amounts themselves are off.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allocation.purses import UNIT, Mask
from allocation.support import Backing, Floats, Indices, sums_over

MOST_ITERATIONS = 60
BESIDE = 2.0**-12  # how far around a max payment is looked at
A_BIT = 8 * UNIT
TINY = 2.0**-900  # stands for "perhaps nothing"


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The likely max payment in each run, and certain bounds of it."""

    payments: Floats
    off: Floats  # how far the payment can be off, at most; infinite: not known
    loss: Floats  # how far R(payment) can be off the cost, money being what it is
    crisp: Mask  # nobody is close to paying all they have
    low: Floats  # infinite: unaffordable for certain

    def part(self, selected: Indices) -> "Appraisal":
        """Return the same for some of the runs."""
        return Appraisal(
            self.payments[selected],
            self.off[selected],
            self.loss[selected],
            self.crisp[selected],
            self.low[selected],
        )

    @property
    def high(self) -> Floats:
        """Certain upper bounds; infinite: not known, or unaffordable."""
        return (self.payments + self.off) * (1 + A_BIT)


@dataclass(frozen=True, slots=True)
class Stake:
    """The supporters of one project in r runs; all arrays are by run."""

    cost: float
    backing: Backing
    money: Floats  # r x s
    errors: Floats  # of the sum of all money of a run, at most

    def part(self, selected: Indices) -> "Stake":
        """Return the same in some of the runs."""
        return Stake(
            self.cost,
            self.backing,
            self.money[selected],
            self.errors[selected],
        )

    def unaffordable(self) -> Mask:
        """Say where the supporters hold less than the cost, for certain."""
        total = sums_over(self.money, self.backing.counts)
        unaffordable: Mask = total * (1 + self._rounding) + self.errors < self.cost
        return unaffordable

    def appraise(self, low: Floats) -> Appraisal:
        """Find the max payments, by Newton's method from below.

        Where the same supporters pay in full from slightly below one point to
        slightly above the next one, R is a straight line there, and the next point
        is the solution.

        Args:
            low: Lower bounds of them, > 0.

        Returns:
            What was found.
        """
        counts, mass = self.backing.counts, self.backing.mass
        payments = low
        for _ in range(MOST_ITERATIONS):
            asked = self._asked(payments)
            missing = self.cost - sums_over(np.minimum(self.money, asked), counts)
            steep = sums_over(self.money >= asked * (1 - BESIDE), mass)
            steps = np.where(steep > 0, missing / np.maximum(steep, 1.0), 0.0)
            following = payments + steps
            beyond = self._asked(following * (1 + BESIDE))
            slopes = sums_over(self.money >= beyond, mass)
            crisp = (slopes == steep) & (steps >= 0)
            if (crisp | (np.abs(missing) <= self._rounding * self.cost)).all():
                break
            payments = following
        payments = np.where(crisp, following, payments)
        loss = np.where(crisp, 0.0, np.abs(missing)) + 2 * self._rounding * self.cost
        return self._appraisal(low, payments, loss, slopes, crisp=crisp)

    def is_plain(self, found: Appraisal) -> Mask:
        """Say where everybody who has anything pays in full, for certain."""
        left, margins = self._left(found)
        plain: Mask = ((self.money == 0) | (left > margins)).all(axis=1)
        return plain

    def payers(self) -> Floats:
        """Return the weight of those who have anything, a whole number."""
        payers: Floats = sums_over(self.money > 0, self.backing.mass)
        return payers

    def after(self, found: Appraisal) -> Floats:
        """Return the money left when all pay. Only what is 0 for certain is 0."""
        if found.crisp.all():
            after = self.money - self._asked(found.payments)
            return np.maximum(after, 0.0, out=after)
        left, margins = self._left(found)
        after = np.maximum(left, TINY)
        after[left < -margins] = 0.0
        return after

    @property
    def _rounding(self) -> float:
        return (self.backing.counts.size + 8) * 2 * UNIT

    def _asked(self, payments: Floats) -> Floats:
        asked: Floats = payments[:, np.newaxis] * self.backing.weights
        return asked

    def _appraisal(
        self,
        low: Floats,
        payments: Floats,
        loss: Floats,
        slopes: Floats,
        *,
        crisp: Mask,
    ) -> Appraisal:
        off = (loss + self.errors) / np.maximum(slopes, 1.0)
        # So far around the payment R is at least that steep.
        known = (slopes > 0) & (off + self.errors <= payments * (BESIDE / 4))
        down = np.where(known, (payments - off) * (1 - A_BIT), low)
        if not known.all():
            down[~known & self.unaffordable()] = np.inf
            off = np.where(known, off, np.inf)
        return Appraisal(payments, off, loss, crisp & known, np.maximum(down, low))

    def _left(self, found: Appraisal) -> tuple[Floats, Floats]:
        """Return money less what is asked, and how far that can be off."""
        margins = self._asked(found.off + found.payments * A_BIT)
        margins = margins + self.errors[:, np.newaxis]
        return self.money - self._asked(found.payments), margins


def bounds_above(
    costs: Floats,
    backings: Sequence[Backing],
    money: Floats,
    *,
    payments: Floats,
    errors: Floats,
) -> Floats:
    """Return certain lower bounds of max payments, from one tangent each.

    Args:
        costs: Of c projects.
        backings: Of the projects.
        money: Of the supporters of the first project, the second and so on, in r
            runs.
        payments: r x c, where the tangents touch; the nearer the better.
        errors: Of the sum of all money of a run, at most.

    Returns:
        r x c bounds; infinite where a project is unaffordable for certain.
    """
    sizes = np.array([backing.counts.size for backing in backings])
    starts = sizes.cumsum() - sizes
    asked = payments.repeat(sizes, axis=1)
    if any(backing.weights.ndim for backing in backings):
        asked *= np.concatenate(
            [np.broadcast_to(b.weights, b.counts.shape) for b in backings]
        )
    elif any(backing.weights != 1 for backing in backings):
        asked *= np.array([float(b.weights) for b in backings]).repeat(sizes)
    in_full = (money >= asked) * np.concatenate([b.mass for b in backings])
    slopes = np.add.reduceat(in_full, starts, axis=1)
    np.minimum(money, asked, out=asked)
    asked *= np.concatenate([b.counts for b in backings])
    reached = np.add.reduceat(asked, starts, axis=1)
    reached *= 1 + (sizes + 8) * 2 * UNIT
    missing = costs - reached - errors[:, np.newaxis]
    bounds = (payments + missing / np.maximum(slopes, 1.0)) * (1 - A_BIT)
    flat = np.where(missing > 0, np.inf, 0.0)
    return np.maximum(np.where(slopes > 0, bounds, flat), 0.0)


def are_unaffordable(
    costs: Floats, backings: Sequence[Backing], money: Floats, *, errors: Floats
) -> Mask:
    """Say, as in `bounds_above`, whose supporters hold less than the cost."""
    sizes = np.array([backing.counts.size for backing in backings])
    counts = np.concatenate([b.counts for b in backings])
    totals = np.add.reduceat(money * counts, sizes.cumsum() - sizes, axis=1)
    totals *= 1 + (sizes + 8) * 2 * UNIT
    unaffordable: Mask = totals + errors[:, np.newaxis] < costs
    return unaffordable
