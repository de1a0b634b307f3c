"""Runs of a climb, compiled; see `allocation.till`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from allocation.market import Stall
from allocation.model import Add1Stop
from allocation.till import GOES_ON, UNCLEAR

if TYPE_CHECKING:
    from allocation.till._till import Till


@dataclass(frozen=True, slots=True)
class QuickRun:
    """Who is bought in one run, as far as it was followed."""

    projects: list[str]
    goes_on: bool  # a climb is sure to go on past it: it was not completed
    is_unclear: bool  # floats cannot decide it
    comparisons: int
    fallbacks: int


def quick_run(
    till: "Till", stall: Stall, endowment: Fraction, *, stop: Add1Stop, left: int
) -> QuickRun:
    """Compute one run of a contest without limits.

    Args:
        till: Of the stall.
        stall: What is for sale.
        endowment: Money of one ballot.
        stop: Of the climb; the run is left once it is sure to go on past it.
        left: The money before the first purchase.
    """
    end, places, comparisons, fallbacks = till.run(
        float(endowment), float(left), stall.bounds, stop == "exhaustive"
    )
    projects = [stall.projects[place].id for place in places]
    return QuickRun(projects, end == GOES_ON, end == UNCLEAR, comparisons, fallbacks)
