"""One project in one run: what its supporters would have to pay."""

from fractions import Fraction

import numpy as np

from allocation.model import Project
from allocation.purses import UNIT, Mask, Purses
from allocation.support import Backing, Floats, part_of, sums_over

SLIGHTLY_LESS = 1 - 2.0**-30
CLOSE_ENOUGH = 1 + 2.0**-29
MOST_ITERATIONS = 100
LOOK_FOR_EMPTIED = 4  # evaluations between two looks


class Candidate:
    """A project that may be bought, with what is known of its max payment so far.

    Supporters who gave all they had are left out as the run goes on: they can pay
    nothing for any other project.
    """

    __slots__ = (
        "_ballots",
        "_counts",
        "_evaluations",
        "_groups",
        "_mass",
        "_poor",
        "_rounding",
        "_weights",
        "bound",
        "cost",
        "project",
    )

    def __init__(self, project: Project, backing: Backing) -> None:
        self.project = project
        self.cost = float(project.cost)
        self._groups = backing.groups
        self._counts = backing.counts
        self._weights = backing.weights
        self._mass = backing.mass
        self._ballots = backing.ballots
        self._rounding = (backing.counts.size + 8) * 2 * UNIT
        self._evaluations = 0
        self._poor: Mask | None = None
        # If everybody pays in full, nobody pays less.
        self.bound = self.cost / backing.total_mass * SLIGHTLY_LESS

    def is_above(self, payment: float, purses: Purses) -> bool:
        """Say whether the max payment is above `payment`, for certain."""
        money = purses.approximate.take(self._groups)
        paid = np.minimum(money, payment * self._weights)
        return self._is_short(float(sums_over(paid, self._counts)), purses)

    def raise_bound(self, payment: float, purses: Purses) -> None:
        """Raise the bound by a tangent, the most if the max payment is near this."""
        money = self._money_to_look_at(purses)
        asked = payment * self._weights
        reached = float(sums_over(np.minimum(money, asked), self._counts))
        missing = self.cost - reached - self._error(purses, reached)
        if missing <= 0:
            return
        # What is reached rises from here by no more than those pay who have more.
        slope = float(sums_over(money >= asked, self._mass))
        rise = missing / slope if slope else np.inf
        self.bound = max(self.bound, (payment + rise) * SLIGHTLY_LESS)

    def is_unaffordable(self, purses: Purses, money: Floats | None = None) -> bool:
        """Say whether the supporters hold less than the cost, exactly."""
        if money is None:
            money = purses.approximate.take(self._groups)
        total = float(sums_over(money, self._counts))
        error = self._error(purses, total)
        if total + error < self.cost or total - error > self.cost:
            return total < self.cost
        return self.money(purses) < self.project.cost

    def approximate_payment(self, purses: Purses) -> float | None:
        """Return the likely max payment and raise the bound; None: unaffordable."""
        money = self._money_to_look_at(purses)
        payment = self._newton(purses, money)
        if payment is None and self.is_unaffordable(purses, money):
            return None
        return self.bound if payment is None else payment

    def exact_payment(self, purses: Purses) -> Fraction | None:
        """Return the max payment; None if the supporters hold less than the cost."""
        money = purses.approximate.take(self._groups)
        if self.is_unaffordable(purses, money):
            return None
        poor = self._likely_poor(purses, money)
        # Each payment is a lower bound of the next, until the poor no longer change.
        while True:
            payment = self._payment(purses, poor)
            before = poor
            poor = purses.poor(
                self._groups, self._weights, money=money, payment=payment
            )
            if not (before ^ poor).any():
                self._poor = poor
                return payment

    def money(self, purses: Purses) -> Fraction:
        """Return what the supporters hold, exactly."""
        return purses.sum_of(self._groups, self._counts)

    def payers_in_full(self) -> int:
        """Return how many ballots pay in full what `exact_payment` returned."""
        assert self._poor is not None  # noqa: S101 (the order of calls is ours)
        return int(self._counts[~self._poor].sum())

    def pay(self, purses: Purses, payment: Fraction) -> None:
        """Let the supporters pay what `exact_payment` returned just before."""
        assert self._poor is not None  # noqa: S101 (the order of calls is ours)
        purses.pay(
            self._groups,
            self._weights,
            money=purses.approximate.take(self._groups),
            payment=payment,
            poor=self._poor,
        )

    def _money_to_look_at(self, purses: Purses) -> Floats:
        self._evaluations += 1
        if self._evaluations % LOOK_FOR_EMPTIED == 0:
            self._leave_out_emptied(purses)
        return purses.approximate.take(self._groups)

    def _newton(self, purses: Purses, money: Floats) -> float | None:
        """Return the likely max payment, by Newton's method from below.

        Each point is put slightly below the solution of the tangent, so that a sum
        below the cost there proves a bound. None if no tangent reaches the cost.
        """
        payment = self.bound
        for _ in range(MOST_ITERATIONS):
            asked = payment * self._weights
            reached = float(sums_over(np.minimum(money, asked), self._counts))
            if self._is_short(reached, purses):
                self.bound = max(self.bound, payment)
            slope = float(sums_over(money >= asked, self._mass))
            if slope == 0:
                return None
            solution = payment + (self.cost - reached) / slope
            if solution <= payment * CLOSE_ENOUGH:
                return solution
            payment = solution * SLIGHTLY_LESS
        return payment

    def _likely_poor(self, purses: Purses, money: Floats) -> Mask:
        """Return who cannot pay in full, up to rounding; never everybody."""
        likely = self._newton(purses, money)
        if likely is not None:
            poor: Mask = money < likely * self._weights
            if not poor.all():
                return poor
        # Everybody gives all they have, or nearly so.
        most = float((money / self._weights).max()) * SLIGHTLY_LESS
        return np.less(money, most * self._weights)

    def _is_short(self, reached: float, purses: Purses) -> bool:
        return reached + self._error(purses, reached) < self.cost

    def _error(self, purses: Purses, amount: float) -> float:
        """Return how far a float sum of the supporters' money can be off."""
        return self._ballots * purses.error + self._rounding * amount

    def _payment(self, purses: Purses, poor: Mask) -> Fraction:
        """Return what the others pay per weight when `poor` give all they have."""
        mass = int(sums_over(~poor, self._mass))
        alive = (poor & purses.is_alive.take(self._groups)).nonzero()[0]
        if alive.size == 0:
            return Fraction(self.project.cost, mass)
        given = purses.sum_of(self._groups.take(alive), self._counts.take(alive))
        unit = given.denominator
        return Fraction(self.project.cost * unit - given.numerator, unit * mass)

    def _leave_out_emptied(self, purses: Purses) -> None:
        alive = purses.is_alive.take(self._groups)
        if np.count_nonzero(alive) * 4 > alive.size * 3:
            return
        self._groups = self._groups[alive]
        self._counts = self._counts[alive]
        self._weights = part_of(self._weights, alive)
        self._mass = self._mass[alive]
        self._ballots = float(self._counts.sum())
