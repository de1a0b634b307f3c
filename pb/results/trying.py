"""What would have been enough: found by counting again, as far as there is time.

The numbers are sums over the ballots, like all that is told beside a result. The same
ballots give the same numbers; only how many of them there was time for may differ.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import allocation
from allocation.explain.rerun import Reruns, first_cost
from allocation.model import Instance, NotComputed, Outcome, Progress, ProgressListener
from exports.bundle import SMALLEST_CONTEST
from pb.results.ballots import CastBallots, make_instance
from pb.results.counting import options_of
from pb.rounds.configuration import FrozenConfig, FrozenContest

Numbers = dict[str, int | None]
"""By name; None: not even the largest change was enough. Without a name: no time."""
Tries = dict[str, dict[str, Numbers]]
"""By the id of a contest and of a plan."""

COST, VOTERS, NAMES = "cost", "voters", "names"
WEIGHT = "weight"  # what a ballot with the plan gives it, where that is points
WHOLE = 100  # cents: prices are tried in whole euros


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the work may take before others have their turn."""

    seconds: float = 20.0  # after these no other plan is begun
    of_number: float = 30.0  # for one number; then it is not computed


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found so far.

    Attributes:
        tries: With what was known before.
        wanted: The number of plans for which something is to be found.
    """

    tries: Tries
    wanted: int

    @property
    def found(self) -> int:
        """Return how many plans were tried."""
        return sum(len(plans) for plans in self.tries.values())

    @property
    def is_done(self) -> bool:
        """Say whether there is no plan left to try."""
        return self.found >= self.wanted


class OutOfTurn(NotComputed):
    """One number takes too long."""


@dataclass(slots=True)
class _Watch:
    """Ends a count that takes too long, and says that the work goes on."""

    pace: Pace
    listener: ProgressListener | None
    until: float = 0.0

    def start(self) -> None:
        """Begin with a number."""
        self.until = time.monotonic() + self.pace.of_number

    def look(self, progress: Progress) -> None:
        """Raise OutOfTurn when the time of this number is over."""
        if time.monotonic() > self.until:
            raise OutOfTurn(f"it takes more than {self.pace.of_number:g} seconds")
        if self.listener is not None:
            self.listener(progress)


@dataclass(frozen=True, slots=True)
class _Work:
    """One contest that was counted, and the plans to try, the nearest first."""

    contest: FrozenContest
    instance: Instance
    outcome: Outcome
    plans: Mapping[str, int | None]  # the price to try first

    def numbers(self, id_: str, watch: _Watch) -> Numbers:
        """Return what would have been enough for one plan."""
        again = Reruns(self.instance, self.outcome, id_, progress=watch.look)
        find: dict[str, Callable[[], int | None]] = {}
        if self.instance.projects_by_id[id_].cost > WHOLE:
            find[COST] = lambda: again.cost(self.plans[id_], unit=WHOLE)
        found: Numbers = {}
        if again.weight == int(again.weight):  # else there are no words for it
            find[VOTERS] = again.new_voters
            if _has_money_left(self.outcome):
                find[NAMES] = lambda: again.added(friendly=True)
            if again.weight != 1:
                found[WEIGHT] = int(again.weight)
        for name, look_for in find.items():
            watch.start()
            try:
                found[name] = look_for()
            except NotComputed:
                continue
        return found


def try_again(
    config: FrozenConfig,
    ballots: CastBallots,
    listener: ProgressListener | None = None,
    *,
    tries: Tries,
    is_own: bool,
    pace: Pace = Pace(),
) -> Tried:
    """Count again with changes, for plans of which nothing is known yet.

    Args:
        config: What was fixed before the vote.
        ballots: All that were cast.
        listener: Told that the work goes on; may stop it.
        tries: What was found before.
        is_own: Whether the voters are ours: then nothing is told of very few.
        pace: When to stop.

    Raises:
        CannotAllocate: The rule is not defined for such a contest.
        NotComputed: The count itself was stopped.
    """
    found = {id_: dict(plans) for id_, plans in tries.items()}
    works = [
        _work(contest, ballots, listener, is_own=is_own) for contest in config.contests
    ]
    watch, until = _Watch(pace, listener), time.monotonic() + pace.seconds
    for work in works:
        known = found.setdefault(work.contest.id, {})
        for id_ in work.plans:
            if id_ not in known and time.monotonic() < until:
                known[id_] = work.numbers(id_, watch)
    return Tried(found, sum(len(work.plans) for work in works))


def _work(
    contest: FrozenContest,
    ballots: CastBallots,
    listener: ProgressListener | None,
    *,
    is_own: bool,
) -> _Work:
    instance = make_instance(contest, ballots)
    outcome = allocation.allocate(
        instance, options_of(contest), contest.tie_order, progress=listener
    )
    is_small = is_own and instance.ballot_count < SMALLEST_CONTEST
    # What "most votes first" lacked follows from one count, exactly.
    is_told = is_small or contest.rule.rule == "greedy"
    plans = {} if is_told else dict(_to_try(instance, outcome))
    return _Work(contest, instance, outcome, plans)


def _has_money_left(outcome: Outcome) -> bool:
    """Say whether voters had money, so that some had most of it left."""
    codes = {note.code for note in outcome.notes}
    return outcome.endowment is not None and "comparison_greedy" not in codes


def _to_try(instance: Instance, outcome: Outcome) -> Iterator[tuple[str, int | None]]:
    """Yield the plans that took part and were not funded, the nearest first."""
    try:
        explained = allocation.explain(instance, outcome)
    except NotComputed:
        explained = {}

    def missing(id_: str) -> Fraction:
        said = explained[id_].not_bought if id_ in explained else None
        return Fraction(0) if said is None else said.missing

    lost = [
        result.project.id
        for result in outcome.projects
        if result.status == "not_funded" and result.reason is None
    ]
    for id_ in sorted(lost, key=missing):
        yield id_, first_cost(explained.get(id_))
