"""The money of every group of ballots: floats with a bound, exact on demand.

A group's money is the endowment less what it paid for each project, or nothing
at all once it gave everything it had. So it is a sum of few exact numbers with
whole coefficients, kept in a matrix; sums over many groups are exact and cheap.
Beside it stands a float for each group, with a proven bound on its error.
"""

from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocation.support import Floats, Indices

UNIT = 2.0**-53  # the relative error of one correctly rounded operation
# Columns that are never written take no memory.
FIRST_COLUMNS, FIRST_SMALL_COLUMNS = 64, 256

Mask = NDArray[np.bool_]


class Purses:
    """What every group of equal ballots has left in one run."""

    def __init__(
        self, endowment: Fraction, group_count: int, *, weights_are_small: bool
    ) -> None:
        self._denominator = endowment.denominator
        self._endowment = endowment.numerator  # over the denominator, as the payments
        self._payments: list[int] = []
        # Group and purchase -> weight paid with; small ones take an eighth of the
        # memory. Rows of emptied groups mean nothing.
        kind: Any = np.int8 if weights_are_small else np.float64
        columns = FIRST_SMALL_COLUMNS if weights_are_small else FIRST_COLUMNS
        # Columns are written, few rows are read.
        self._paid_with = np.zeros((group_count, columns), kind, order="F")
        self.is_alive: Mask = np.ones(group_count, np.bool_)  # not emptied
        self._largest = float(endowment)
        self.approximate: Floats = np.full(group_count, self._largest)
        self.error = UNIT * self._largest  # of each approximate amount, at most

    def sum_of(self, groups: Indices, counts: Floats) -> Fraction:
        """Return the exact money of `counts[i]` ballots of each `groups[i]`."""
        alive = self.is_alive.take(groups).nonzero()[0]
        if alive.size == 0:
            return Fraction(0)
        counts = counts.take(alive)
        paid_with = counts @ self._rows(groups.take(alive))
        numerator = self._numerator(int(counts.sum()), paid_with)
        return Fraction(numerator, self._denominator)

    def poor(
        self, groups: Indices, weights: Floats, *, money: Floats, payment: Fraction
    ) -> Mask:
        """Say exactly which groups hold less than weight * payment.

        Args:
            groups: g groups.
            weights: g whole numbers, or one for all.
            money: The approximate amounts of these groups.
            payment: > 0.

        Returns:
            g truth values.
        """
        asked = float(payment) * weights
        margin = 2 * (self.error + 4 * UNIT * asked)
        poor: Mask = money < asked - margin
        maybe_poor = money <= asked + margin
        if np.count_nonzero(poor) != np.count_nonzero(maybe_poor):
            unclear = (maybe_poor & ~poor).nonzero()[0]
            limits = np.broadcast_to(weights, groups.shape)[unclear]
            poor[unclear] = self._exactly_poor(groups[unclear], limits, payment)
        return poor

    def pay(
        self,
        groups: Indices,
        weights: Floats,
        *,
        money: Floats,
        payment: Fraction,
        poor: Mask,
    ) -> None:
        """Let each group pay weight * payment, or all it has if it is poor.

        Args:
            groups: g groups.
            weights: g whole numbers, or one for all.
            money: The approximate amounts of these groups.
            payment: > 0.
            poor: What `poor` says of them.
        """
        self._add_payment(payment)
        self._paid_with[groups, len(self._payments) - 1] = weights
        self.is_alive[groups] = ~poor
        # The exact amount is not below 0, so neither rounding nor clipping moves
        # the float further away than the bound says.
        self.approximate[groups] = np.maximum(money - float(payment) * weights, 0.0)
        self.error += 4 * UNIT * self._largest

    def _rows(self, groups: Indices) -> NDArray[Any]:
        rows: NDArray[Any] = self._paid_with[groups, : len(self._payments)]
        return rows

    def _numerator(self, ballots: int, paid_with: Floats) -> int:
        pairs = zip(paid_with.tolist(), self._payments, strict=True)
        paid = sum(int(weight) * payment for weight, payment in pairs if weight)
        return ballots * self._endowment - paid

    def _exactly_poor(
        self, groups: Indices, limits: Floats, payment: Fraction
    ) -> list[bool]:
        known: dict[bytes, bool] = {}
        asked = payment.numerator * self._denominator
        alive = self.is_alive[groups].tolist()
        answers = []
        for row, limit, is_alive in zip(
            self._rows(groups), limits.tolist(), alive, strict=True
        ):
            key = row.tobytes() + limit.hex().encode()
            if is_alive and key not in known:
                has = self._numerator(1, row) * payment.denominator
                known[key] = has < asked * int(limit)
            answers.append(known[key] if is_alive else True)
        return answers

    def _add_payment(self, payment: Fraction) -> None:
        shared = gcd(self._denominator, payment.denominator)
        factor = payment.denominator // shared
        if factor != 1:
            self._payments = [number * factor for number in self._payments]
            self._endowment *= factor
            self._denominator *= factor
        unit = self._denominator // payment.denominator
        self._payments.append(payment.numerator * unit)
        if len(self._payments) > self._paid_with.shape[1]:
            more = np.zeros_like(self._paid_with)
            self._paid_with = np.hstack((self._paid_with, more))
