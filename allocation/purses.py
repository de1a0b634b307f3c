"""The money of every group of ballots: floats with a bound, exact on demand.

A group's money is the endowment less what it paid for each project, or nothing
at all once it gave everything it had. So it is a sum of few exact numbers with
whole coefficients, kept in a matrix; sums over many groups are exact and cheap.
Beside it stands a float for each group, with a proven bound on its error.
"""

from fractions import Fraction
from math import gcd

import numpy as np
from numpy.typing import NDArray

from allocation.support import Floats, Indices

UNIT = 2.0**-53  # the relative error of one correctly rounded operation
FIRST_COLUMNS = 16

Mask = NDArray[np.bool_]


class Purses:
    """What every group of equal ballots has left in one run."""

    def __init__(self, endowment: Fraction, group_count: int) -> None:
        self._denominator = endowment.denominator
        # Numerators over the denominator: the endowment, then minus each payment.
        self._terms = [endowment.numerator]
        self._coefficients = np.zeros((group_count, FIRST_COLUMNS))
        self._coefficients[:, 0] = 1
        self._endowment = float(endowment)
        self.approximate: Floats = np.full(group_count, self._endowment)
        self.error = UNIT * self._endowment  # of each approximate amount, at most

    def sum_of(self, groups: Indices, counts: Floats) -> Fraction:
        """Return the exact money of `counts[i]` ballots of each `groups[i]`."""
        numerator = self._numerator(counts @ self._rows(groups))
        return Fraction(numerator, self._denominator)

    def poor(self, groups: Indices, limits: Floats, payment: Fraction) -> Mask:
        """Say exactly which groups hold less than their limit.

        Args:
            groups: g groups.
            limits: g whole numbers; the limit is this times `payment`.
            payment: > 0.

        Returns:
            g truth values.
        """
        money = self.approximate[groups]
        asked = float(payment) * limits
        margin = self.error + 4 * UNIT * asked
        poor: Mask = money < asked
        unclear = np.flatnonzero(np.abs(money - asked) <= 2 * margin)
        if unclear.size:
            poor[unclear] = self._exactly_poor(
                groups[unclear], limits[unclear], payment
            )
        return poor

    def pay(
        self, groups: Indices, weights: Floats, *, payment: Fraction, poor: Mask
    ) -> None:
        """Let each group pay weight * payment, or all it has if it is poor."""
        self._add_term(-payment)
        rich = ~poor
        self._coefficients[groups[rich], len(self._terms) - 1] = weights[rich]
        self._coefficients[groups[poor]] = 0
        paid = float(payment) * weights
        # The exact amount is not below 0, so neither rounding nor clipping moves
        # the float further away than the bound says.
        left = np.maximum(self.approximate[groups] - paid, 0.0)
        left[poor] = 0.0
        self.approximate[groups] = left
        self.error += 4 * UNIT * self._endowment

    def _rows(self, groups: Indices) -> Floats:
        rows: Floats = self._coefficients[groups, : len(self._terms)]
        return rows

    def _numerator(self, coefficients: Floats) -> int:
        pairs = zip(coefficients.tolist(), self._terms, strict=True)
        return sum(
            int(coefficient) * term for coefficient, term in pairs if coefficient
        )

    def _exactly_poor(
        self, groups: Indices, limits: Floats, payment: Fraction
    ) -> list[bool]:
        known: dict[bytes, bool] = {}
        asked = payment.numerator * self._denominator
        answers = []
        for row, limit in zip(self._rows(groups), limits.tolist(), strict=True):
            key = row.tobytes() + limit.hex().encode()
            if key not in known:
                has = self._numerator(row) * payment.denominator
                known[key] = has < asked * int(limit)
            answers.append(known[key])
        return answers

    def _add_term(self, term: Fraction) -> None:
        shared = gcd(self._denominator, term.denominator)
        factor = term.denominator // shared
        if factor != 1:
            self._terms = [number * factor for number in self._terms]
            self._denominator *= factor
        self._terms.append(term.numerator * (self._denominator // term.denominator))
        if len(self._terms) > self._coefficients.shape[1]:
            more = np.zeros_like(self._coefficients)
            self._coefficients = np.hstack((self._coefficients, more))
