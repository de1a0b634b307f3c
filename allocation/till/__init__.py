"""The inner loops of counts of large cities, compiled where there is a compiler.

Without one everything is computed by the modules beside this one: as exact, slower.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from allocation.market import Stall
from allocation.support import Support

try:
    from allocation.till._till import Till
except ImportError:  # nothing was compiled when this was installed
    IS_COMPILED = False
else:
    IS_COMPILED = True

Number = TypeVar("Number", np.int32, np.float32)
SMALL_EXACT_BELOW = 2**24  # whole numbers below this are exact as float32
FINISHED, OVERSPENDS, GOES_ON, UNCLEAR = range(4)  # how a run of a till ends

__all__ = [
    "FINISHED",
    "GOES_ON",
    "IS_COMPILED",
    "OVERSPENDS",
    "UNCLEAR",
    "can_serve",
    "open_till",
]


def can_serve(support: Support) -> bool:
    """Say whether there is a till, and its small floats hold all numbers exactly."""
    if not IS_COMPILED or support.counts.max(initial=0) >= SMALL_EXACT_BELOW:
        return False
    weights = (b.weights.max(initial=0) for b in support.backings.values())
    return max(weights, default=0) < SMALL_EXACT_BELOW


def open_till(stall: Stall, support: Support) -> "Till":
    """Return a till for what is for sale.

    Args:
        stall: What is for sale.
        support: Who named it; `can_serve` is true of it.
    """
    backings = stall.backings
    sizes = [backing.groups.size for backing in backings]
    weights = [np.broadcast_to(b.weights, b.counts.shape) for b in backings]
    return Till(
        _side_by_side([b.groups for b in backings], np.int32),
        _side_by_side([b.counts for b in backings], np.float32),
        _side_by_side(weights, np.float32),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        stall.costs,
        stall.unit_array,
        support.counts,
    )


def _side_by_side(
    arrays: Sequence[NDArray[Any]], kind: type[Number]
) -> NDArray[Number]:
    return np.concatenate([np.zeros(0, kind), *(a.astype(kind) for a in arrays)])
