"""The climb of `allocation.add1`, without computing every run by itself."""

from collections.abc import Iterator
from fractions import Fraction

from allocation.add1 import budget_share, may_go_on
from allocation.contest import Contest
from allocation.equal_shares import Run
from allocation.fast import Engine, Sketch
from allocation.foresight import Foresight
from allocation.headroom import Headroom, can_tell, most_that_hold
from allocation.many_runs import RoughRun
from allocation.model import Progress, ProgressListener

WORTH_IT = 6  # runs; fewer are sooner computed one by one
FIRST_LOOK, NEAREST_LOOK = 64, 12  # increments ahead
FEW_STEPS, MOST_STEPS = 16, 32  # between two looks ahead


def add_per_voter_skipping(
    contest: Contest, engine: Engine, progress: ProgressListener | None = None
) -> tuple[Run, int]:
    """Return what `add_per_voter` returns, without computing every run by itself.

    Many runs are computed side by side. Where a run is known to stay the same over
    more increments than that, they are taken at once: twice as many each time, and
    fewer again when that cannot be known.

    Args:
        contest: n ballots, n > 0.
        engine: Of `contest`.
        progress: Told the number of increments.

    Returns:
        The last feasible run and the number of increments it has.
    """
    climb = Climb(contest, engine, progress)
    while climb.goes_on:
        climb.take_steps()
        if climb.goes_on and climb.is_level:
            climb.jump()
    return engine.run(climb.endowment(), climb.best), climb.increments


class Climb:
    """How far the endowment was raised, and the outcome there."""

    def __init__(
        self,
        contest: Contest,
        engine: Engine,
        progress: ProgressListener | None = None,
    ) -> None:
        self._contest = contest
        self._engine = engine
        self._progress = progress
        self._share = budget_share(contest)
        self._most = engine.most_side_by_side
        self._settle = contest.options.add1_stop if can_tell(contest) else None
        self._foresight: Foresight | None = None
        self.increments = 0
        if self._settle is not None:
            self._skip()
            self._foresight = engine.foresight(self._settle)
            if self._foresight is not None:
                self._look_ahead(self._foresight, FIRST_LOOK, is_first=True)
        self.best: Sketch | RoughRun = self._first_run()
        self.goes_on = self._may_go_on()
        self.is_level = False  # the last steps changed nothing
        self._steps = FEW_STEPS if self._foresight else self._expected_steps()

    def endowment(self, more: int = 0) -> Fraction:
        """Return the endowment after this many more increments."""
        return self._share + (self.increments + more) * self._contest.options.increment

    def sketch(self) -> Sketch:
        """Return the run at this endowment, exactly."""
        endowment = self.endowment()
        if isinstance(self.best, Sketch) and self.best.endowment == endowment:
            return self.best
        return self._engine.sketch(endowment, like=self.best)

    def take_steps(self) -> None:
        """Take the next few increments, or as many of them as there are."""
        self._tell()
        endowments = [self.endowment(more) for more in range(1, self._steps + 1)]
        before = self.best
        for run in self._runs(endowments):
            self.goes_on = not run.overspends and self._may_go_on()
            if not self.goes_on:
                return
            self.best = run
            self.increments += 1
        # The last of them may end the climb, whatever lies beyond it.
        self.goes_on = self._may_go_on()
        if self.goes_on:
            self.is_level = before.projects == self.best.projects
            self._pace()

    def _pace(self) -> None:
        """Look ahead, or guess how many increments to take next."""
        if self._foresight is None:
            if self.best.funding is None:
                self.best = self.sketch()
            self._steps = self._expected_steps()
        elif self._look_ahead(self._foresight, NEAREST_LOOK):
            self.best, self.is_level = RoughRun(self.best.projects, None), False
            self._steps = FEW_STEPS
        else:
            # Where looking failed it will mostly fail again, for a while.
            self._steps = min(self._steps * 2, MOST_STEPS)

    def jump(self) -> None:
        """Take more increments at once while the run stays the same."""
        sketch = self.sketch()
        width = self._steps
        while width >= self._steps:
            if self._engine.repeats(sketch, self.endowment(width)):
                self.increments += width
                width *= 2
            else:
                width //= 2

    def _skip(self) -> None:
        """Take the increments past which it goes on for certain, whatever is bought."""
        headroom = Headroom(self._contest)
        self.increments = most_that_hold(
            lambda more: headroom.is_enough(self.endowment(more))
        )

    def _look_ahead(
        self, foresight: Foresight, width: int, *, is_first: bool = False
    ) -> bool:
        """Take the increments that whole ranges of runs are known to go on past.

        Args:
            foresight: Of the contest.
            width: Of the first range.
            is_first: Of the run at this endowment it is not known yet.

        Returns:
            Whether there were any.
        """
        before = self.increments
        lowest = 0 if is_first else 1
        while width >= NEAREST_LOOK:
            self._tell()
            if foresight.goes_on(self.endowment(lowest), self.endowment(width)):
                self.increments += width
                lowest, width = 1, width * 3 // 2
            else:
                width //= 2
        return self.increments > before

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(Progress("add1", self.increments))

    def _first_run(self) -> Sketch | RoughRun:
        if self._foresight is None:
            return self._engine.sketch(self.endowment())
        return self._engine.side_by_side([self.endowment()], settle=self._settle)[0]

    def _may_go_on(self) -> bool:
        funding = self.best.funding
        return funding is None or may_go_on(self._contest, funding)

    def _runs(self, endowments: list[Fraction]) -> Iterator[Sketch | RoughRun]:
        if len(endowments) >= WORTH_IT or self._foresight is not None:
            yield from self._engine.side_by_side(
                endowments, self.best, settle=self._settle
            )
        else:
            for endowment in endowments:
                yield self._engine.sketch(endowment, like=self.best)

    def _expected_steps(self) -> int:
        """Guess how many increments to take: most of those that seem to remain.

        They would remain if the part that is spent stayed the same. It mostly rises,
        and what is computed beyond the last is computed for nothing.
        """
        budget = self._contest.instance.budget_limit
        left = 0 if self.best.funding is None else self.best.funding.left
        if left >= budget:
            return self._most
        last = self.endowment() * left / (budget - left)
        steps = int(last / self._contest.options.increment * 2 / 3) + 2
        return -(-steps // -(-steps // self._most))
