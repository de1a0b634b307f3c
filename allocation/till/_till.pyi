"""What supporters pay, added up: compiled from the .c files beside this one."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

class Till:
    """Who supports what for sale, as contiguous arrays that it keeps.

    Args:
        groups: Of the supporters of the first of m projects, the second and so on.
        counts: Of each, the number of its ballots, a whole number.
        weights: Of each, that of the project, a whole number.
        starts: m + 1 places in these, where the supporters of a project begin.
        costs: Of each project.
        units: What a payment is divided by to give a key.
        ballots: Per group of equal ballots, their number.

    Raises:
        ValueError: An array is of another kind or length, or points outside one.
    """

    def __new__(
        cls,
        groups: NDArray[np.int32],
        counts: NDArray[np.float32],
        weights: NDArray[np.float32],
        starts: NDArray[np.int64],
        costs: Floats,
        units: Floats,
        ballots: Floats,
        /,
    ) -> Till: ...
    def run(
        self, endowment: float, left: float, bounds: Floats, is_exhaustive: bool, /
    ) -> tuple[int, list[int], int, int]:
        """Compute one run, until it ends or a climb is sure to go on past it.

        Args:
            endowment: Money of one ballot.
            left: The money before the first purchase.
            bounds: Lower bounds of the keys.
            is_exhaustive: Of the stop of the climb.

        Returns:
            How it ended, the places bought in order, and of how many comparisons
            how many were too near for floats.
        """
    def next(
        self, keys: Floats, least: Floats, most: Floats, /
    ) -> list[tuple[int, float, float]]:
        """Find what may be bought next in one of a range of runs.

        Args:
            keys: Lower bounds by place, raised where more is found out; infinite:
                bought, or never bought.
            least: Per group, what a ballot has in each of the runs, at least.
            most: The same, at most.

        Returns:
            Places, and between which payments; the higher may be infinite.
        """
    def pay(self, money: Floats, place: int, payment: float, /) -> None:
        """Let the supporters of a project pay, each no more than it has."""
    def take_out_unaffordable(self, keys: Floats, most: Floats, /) -> None:
        """Make the keys infinite of what is never bought in a range of runs.

        Args:
            keys: As for `next`.
            most: Per group, what a ballot has at most.
        """
