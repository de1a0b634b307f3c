"""What `buurtgeld allocate` computes, stopped when its time is over."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import allocation
from allocation.explain.rerun import with_reruns
from allocation.model import ProgressListener
from allocation.stable_price import stability_notes
from pb.results.bounded import Allowance, OutOfTime, run_bounded

NO_MEMORY_LIMIT = 1 << 50  # a file from elsewhere may need much


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be computed of an election."""

    instance: allocation.Instance
    options: allocation.Options
    tie_order: Sequence[str] | None
    with_explanations: bool
    with_reruns: bool

    @property
    def starts_solvers(self) -> bool:
        """Say whether other programs are started, which must be ended too."""
        return "knapsack" in (self.options.rule, self.options.completion)


@dataclass(frozen=True, slots=True)
class Computed:
    """An outcome and what is said about it."""

    outcome: allocation.Outcome
    explanations: Mapping[str, allocation.Explanation] | None
    notes: tuple[str, ...] = ()  # of certificates


def compute_within(
    seconds: float, wanted: Wanted, listener: ProgressListener | None
) -> Computed:
    """Compute what is wanted in so many seconds; 0 means as long as it takes.

    Raises:
        NotComputed: The time was too short, or no answer could be confirmed.
        CannotAllocate: The options do not fit the election.
    """
    if wanted.starts_solvers and seconds:
        allowed = Allowance(seconds, NO_MEMORY_LIMIT)
        return run_bounded(compute, wanted, allowance=allowed, listener=listener)
    with _stopped_after(seconds):
        return compute(wanted, listener)


def compute(wanted: Wanted, listener: ProgressListener | None) -> Computed:
    """Compute what is wanted."""
    instance = wanted.instance
    outcome = allocation.allocate(
        instance, wanted.options, wanted.tie_order, progress=listener
    )
    if not (wanted.with_explanations or wanted.with_reruns):
        return Computed(outcome, None)
    said = allocation.explain(instance, outcome)
    if wanted.with_reruns:
        said = with_reruns(instance, outcome, said, progress=listener)
    return Computed(outcome, said)


def look_for_stable_prices(
    seconds: float, instance: allocation.Instance, outcome: allocation.Outcome
) -> tuple[str, ...]:
    """Return what can be said of stable prices; that it took too long, if it did."""
    if outcome.options.utility != "cardinality":
        return ()
    allowed = Allowance(seconds or 60, NO_MEMORY_LIMIT)
    try:
        return run_bounded(_stability, instance, outcome, allowance=allowed)
    except allocation.NotComputed as reason:
        return (f"Stable prices were not looked for: {reason}.",)


def _stability(
    instance: allocation.Instance,
    outcome: allocation.Outcome,
    _listener: ProgressListener,
) -> tuple[str, ...]:
    return stability_notes(instance, outcome)


AGAIN = 0.01  # seconds between two alarms


@contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """Raise NotComputed when this takes longer. For the main thread only."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTime(seconds)

    before = signal.signal(signal.SIGALRM, stop)
    # Again and again: Python drops what is raised while it clears up an object.
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
