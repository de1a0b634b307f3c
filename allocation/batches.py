"""Many runs of one contest, by whatever computes them soonest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING

from allocation import second_core, till
from allocation.foresight import Foresight
from allocation.funding import Funding
from allocation.many_runs import ManyRuns, RoughRun
from allocation.market import Stall
from allocation.model import Add1Stop
from allocation.quick_run import quick_run
from allocation.support import Support

if TYPE_CHECKING:
    from allocation.till._till import Till

MOST_AMOUNTS = 2_000_000  # of money, in runs side by side
MOST_RUNS = 512
# A copy of the process costs as much as adding up so many amounts of money: of the
# runs side by side, and of all that is named in runs one by one.
WORTH_A_SECOND_CORE = 300_000
NAMED_WORTH_A_SECOND_CORE = 3_000_000
HALF, MORE_THAN_HALF = 1 / 2, 5 / 8  # of the runs, computed here


@dataclass(frozen=True, slots=True)
class Told:
    """Runs computed elsewhere: who is bought in each, and how they were compared."""

    orders: list[list[str]]
    are_settled: list[bool]
    comparisons: int
    fallbacks: int


class Batches:
    """Computes runs at rising endowments.

    Args:
        stall: What is for sale.
        support: Who named it.
        start: The funding before the first purchase.
        has_limits: Whether purchases can block other projects.
        exactly: Computes one run with fractions.
    """

    def __init__(
        self,
        stall: Stall,
        support: Support,
        start: Funding,
        *,
        has_limits: bool,
        exactly: Callable[[Fraction], RoughRun],
    ) -> None:
        self._stall = stall
        self._support = support
        self._start = start
        self._has_limits = has_limits
        self._exactly = exactly
        self._projects = {project.id: project for project in stall.projects}
        self.comparisons = 0
        self.fallbacks = 0

    @property
    def most(self) -> int:
        """How many runs at once fit the memory that is meant for them."""
        width = max(self._support.group_count, len(self._stall.projects), 1)
        return min(max(MOST_AMOUNTS // width, 4), MOST_RUNS)

    @cached_property
    def is_quick(self) -> bool:
        """Whether the runs of a climb are computed by compiled code."""
        return not self._has_limits and till.can_serve(self._support)

    def foresight(self, stop: Add1Stop) -> Foresight | None:
        """Return what looks ahead on a climb with this stop; None: nothing can."""
        if not self.is_quick:
            return None
        return Foresight(
            self._stall, self._support, self._till, left=self._start.left, stop=stop
        )

    def runs(
        self,
        endowments: Sequence[Fraction],
        likely: Sequence[str],
        stop: Add1Stop | None,
    ) -> list[RoughRun]:
        """Compute who is bought in several runs, up to the first that overspends.

        Args:
            endowments: In ascending order.
            likely: Projects in the order in which they may be bought.
            stop: Leave a run as soon as a climb with this stop is sure to go on past
                it; None: complete all.

        Returns:
            The runs; one that overspends is the last, and may not be complete.
        """
        if not self._is_worth_a_second_core(len(endowments)):
            return self._together(endowments, likely, stop)
        # Side by side, later runs take longer: they buy more.
        part = HALF if self.is_quick else MORE_THAN_HALF
        middle = int(len(endowments) * part)
        rest = second_core.Beside(
            partial(self._told, endowments[middle:], likely, stop)
        )
        try:
            found = self._together(endowments[:middle], likely, stop)
            if not found[-1].overspends:
                found += self._heard(rest.answer())
        finally:
            rest.forget()
        return found

    @cached_property
    def _till(self) -> "Till":
        return till.open_till(self._stall, self._support)

    def _is_worth_a_second_core(self, count: int) -> bool:
        if self.is_quick:
            is_much = count * self._support.named_count >= NAMED_WORTH_A_SECOND_CORE
        else:
            is_much = count * self._support.group_count >= WORTH_A_SECOND_CORE
        return is_much and count > 1 and second_core.is_at_hand()

    def _together(
        self,
        endowments: Sequence[Fraction],
        likely: Sequence[str],
        stop: Add1Stop | None,
    ) -> list[RoughRun]:
        if stop is not None and self.is_quick:
            return self._one_by_one(endowments, stop)
        runs = ManyRuns(
            self._stall,
            self._support,
            endowments,
            has_limits=self._has_limits,
            likely=likely,
            settle=stop,
        )
        found = runs.results(self._start, lambda i: self._exactly(endowments[i]))
        self.comparisons += runs.auction.comparisons
        self.fallbacks += runs.auction.fallbacks
        return found

    def _one_by_one(
        self, endowments: Sequence[Fraction], stop: Add1Stop
    ) -> list[RoughRun]:
        found: list[RoughRun] = []
        for endowment in endowments:
            run = quick_run(
                self._till, self._stall, endowment, stop=stop, left=self._start.left
            )
            self.comparisons += run.comparisons
            self.fallbacks += run.fallbacks
            if run.is_unclear:
                found.append(self._exactly(endowment))
            else:
                funding = None if run.goes_on else self._funding_of(run.projects)
                found.append(RoughRun(run.projects, funding))
            if found[-1].overspends:
                break
        return found

    def _told(
        self,
        endowments: Sequence[Fraction],
        likely: Sequence[str],
        stop: Add1Stop | None,
    ) -> Told:
        """Compute runs as `_heard` wants them from another process."""
        comparisons, fallbacks = self.comparisons, self.fallbacks
        runs = self._together(endowments, likely, stop)
        return Told(
            [run.projects for run in runs],
            [run.funding is None for run in runs],
            self.comparisons - comparisons,
            self.fallbacks - fallbacks,
        )

    def _heard(self, told: Told) -> list[RoughRun]:
        self.comparisons += told.comparisons
        self.fallbacks += told.fallbacks
        return [
            RoughRun(order, None if is_settled else self._funding_of(order))
            for order, is_settled in zip(told.orders, told.are_settled, strict=True)
        ]

    def _funding_of(self, order: Sequence[str]) -> Funding:
        funding = self._start.copy()
        for id_ in order:
            funding.fund(self._projects[id_])
        return funding
