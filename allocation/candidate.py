"""One project in one run: what its supporters would have to pay."""

from fractions import Fraction

import numpy as np

from allocation.model import Project
from allocation.purses import UNIT, Mask, Purses
from allocation.support import Backing, Floats, part_of

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
        paid = np.minimum(purses.approximate[self._groups], payment * self._weights)
        return self._is_short(float(self._counts @ paid), purses)

    def is_unaffordable(self, purses: Purses) -> bool:
        """Say whether the supporters hold less than the cost, exactly."""
        total = float(self._counts @ purses.approximate[self._groups])
        error = self._error(purses, total)
        if total + error < self.cost or total - error > self.cost:
            return total < self.cost
        return purses.sum_of(self._groups, self._counts) < self.project.cost

    def approximate_payment(self, purses: Purses) -> float | None:
        """Return the likely max payment and raise the bound; None: unaffordable."""
        self._evaluations += 1
        if self._evaluations % LOOK_FOR_EMPTIED == 0:
            self._leave_out_emptied(purses)
        payment = self._newton(purses, purses.approximate[self._groups])
        if payment is None and self.is_unaffordable(purses):
            return None
        return self.bound if payment is None else payment

    def exact_payment(self, purses: Purses) -> Fraction | None:
        """Return the max payment; None if the supporters hold less than the cost."""
        money = purses.approximate[self._groups]
        if self.is_unaffordable(purses):
            return None
        likely = self._newton(purses, money)
        # No more than the richest can pay, even where everybody gives all they have.
        most = float((money / self._weights).max()) * SLIGHTLY_LESS
        poor = money < (most if likely is None else min(likely, most)) * self._weights
        # Each payment is a lower bound of the next, until the poor no longer change.
        while True:
            payment = self._payment(purses, poor)
            before = poor
            poor = purses.poor(
                self._groups, self._weights, money=money, payment=payment
            )
            if np.array_equal(before, poor):
                self._poor = poor
                return payment

    def pay(self, purses: Purses, payment: Fraction) -> None:
        """Let the supporters pay what `exact_payment` returned just before."""
        assert self._poor is not None  # noqa: S101 (the order of calls is ours)
        purses.pay(
            self._groups,
            self._weights,
            money=purses.approximate[self._groups],
            payment=payment,
            poor=self._poor,
        )

    def _newton(self, purses: Purses, money: Floats) -> float | None:
        """Return the likely max payment, by Newton's method from below.

        Each point is put slightly below the solution of the tangent, so that a sum
        below the cost there proves a bound. None if no tangent reaches the cost.
        """
        payment = self.bound
        for _ in range(MOST_ITERATIONS):
            asked = payment * self._weights
            reached = float(self._counts @ np.minimum(money, asked))
            if self._is_short(reached, purses):
                self.bound = max(self.bound, payment)
            slope = float(self._mass @ (money >= asked))
            if slope == 0:
                return None
            solution = payment + (self.cost - reached) / slope
            if solution <= payment * CLOSE_ENOUGH:
                return solution
            payment = solution * SLIGHTLY_LESS
        return payment

    def _is_short(self, reached: float, purses: Purses) -> bool:
        return reached + self._error(purses, reached) < self.cost

    def _error(self, purses: Purses, amount: float) -> float:
        """Return how far a float sum of the supporters' money can be off."""
        return self._ballots * purses.error + self._rounding * amount

    def _payment(self, purses: Purses, poor: Mask) -> Fraction:
        """Return what the others pay per weight when `poor` give all they have."""
        given = purses.sum_of(self._groups[poor], self._counts[poor])
        return (self.project.cost - given) / int(self._mass[~poor].sum())

    def _leave_out_emptied(self, purses: Purses) -> None:
        alive = purses.is_alive[self._groups]
        if np.count_nonzero(alive) * 4 > alive.size * 3:
            return
        self._groups = self._groups[alive]
        self._counts = self._counts[alive]
        self._weights = part_of(self._weights, alive)
        self._mass = self._mass[alive]
        self._ballots = float(self._counts.sum())
