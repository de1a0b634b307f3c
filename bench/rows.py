"""What a benchmark says, and how two things are timed beside each other."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

# Continuous integration only asks whether the benchmarks work.
IS_SHORT = os.environ.get("BENCH_SHORT", "") not in {"", "0"}
REPEATS = 1 if IS_SHORT else 5


@dataclass(frozen=True, slots=True)
class Row:
    """One ratio: our work against something that everybody knows the cost of."""

    name: str
    against: str
    ours: float | None  # median, in `unit`; None: not measured, see `note`
    theirs: float | None
    unit: str = "s"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Return ours / theirs."""
        if self.ours is None or not self.theirs:
            return None
        return self.ours / self.theirs


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long `work` takes once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(
    ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[float, float]:
    """Return the medians, in seconds, of both, run in turn."""
    pairs = [(seconds_of(ours), seconds_of(theirs)) for _ in range(REPEATS)]
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
    )
