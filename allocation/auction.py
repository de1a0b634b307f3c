"""What is for sale in several runs at once, and who can be sure to pay most.

Why floats suffice: paying for a project turns the amounts all voters hold into
those they hold afterwards. More money before never means less after, and the sum
falls by the cost, whoever pays. Such a map brings two states never further apart,
measured by the sum of all differences. So errors only add up: what one step adds
is what its own arithmetic is off by. A choice that these errors leave open, such
as a tie, is made with whole numbers where all who have anything pay in full, and
else the run is computed again with fractions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice

import numpy as np

from allocation.market import Stall
from allocation.purses import UNIT, Mask
from allocation.stake import (
    A_BIT,
    Appraisal,
    Stake,
    are_unaffordable,
    bounds_above,
)
from allocation.support import Backing, Floats, Indices, Support

SEVERAL = 2  # unaffordable projects found one by one, until all are looked at
FEW = 8  # purchases between two looks at all, where runs are many
LIKELY = 6  # projects that may be next, by another run
FINISHED, UNCLEAR = -1, -2  # in place of the rival that is bought


@dataclass(frozen=True, slots=True)
class Rival:
    """A project that may be the next one bought in some runs of a branch."""

    place: int
    stake: Stake
    found: Appraisal
    looked_at: Indices  # places in the branch of the runs of the stake
    low: Floats  # of its key, by run of the branch; infinite: not bought next
    high: Floats

    def part(self, chosen: Indices) -> tuple[Stake, Appraisal]:
        """Return what is known of some runs of the branch."""
        if chosen.size == self.looked_at.size:
            return self.stake, self.found
        here = np.searchsorted(self.looked_at, chosen)
        return self.stake.part(here), self.found.part(here)


class Auction:
    """The money of all voters in several runs, and bounds of all keys."""

    def __init__(
        self,
        stall: Stall,
        support: Support,
        endowments: Sequence[Fraction],
        likely: Sequence[str] = (),
    ) -> None:
        self._stall = stall
        floats = np.array([float(endowment) for endowment in endowments])
        # By run: supporters are in ascending order, so memory is read in passing.
        self._money = np.repeat(floats[:, np.newaxis], support.group_count, axis=1)
        self._totals = floats * support.ballot_count
        self._errors = self._totals * 4 * UNIT
        self._bounds = np.tile(stall.bounds, (len(floats), 1))
        self._likely = [stall.places[id_] for id_ in likely]
        # Runs with the same number bought the same projects in the same order.
        self._histories = np.zeros(len(floats), np.intp)
        self._last_history = 0
        self.comparisons = 0
        self.fallbacks = 0

    def remove(self, runs: Indices, place: int) -> None:
        """Take a project out of some runs."""
        self._bounds[runs, place] = np.inf

    def still_open(self, runs: Indices, bought: Sequence[int]) -> tuple[Floats, Floats]:
        """Return what the rest of each run costs at most, and what it leaves out.

        Args:
            runs: That bought the same projects.
            bought: The places of these.

        Returns:
            Per run, the cost of all projects that may still be bought, and that of
            the cheapest that is never bought; infinite if there is none.
        """
        may_be = self._bounds[runs] < np.inf
        never = ~may_be
        never[:, bought] = False
        cheapest = np.where(never, self._stall.costs, np.inf)
        return may_be @ self._stall.costs, cheapest.min(axis=1, initial=np.inf)

    def rivals(self, runs: Indices, bought: int) -> list[Rival]:
        """Return the projects that may be bought next, and their keys.

        Args:
            runs: That bought the same projects.
            bought: The places of these, as bits.

        Returns:
            Every project that may be the best in one of the runs.
        """
        bounds = self._bounds[runs]
        best = np.full(runs.size, np.inf)  # key that is reached for certain
        rivals: list[Rival] = []
        if bought.bit_count() % FEW == 0 and runs.size > SEVERAL:
            self._take_out_unaffordable(runs, bounds, np.arange(runs.size))
        places = self._first_places(runs, bounds, best, bought=bought)
        for place in chain(places, self._not_worse(runs, bounds, best)):
            rival = self._look_at(place, runs, bounds[:, place], best)
            bounds[:, place] = np.inf
            if rival is not None:
                rivals.append(rival)
                np.minimum(best, rival.high, out=best)
        return rivals

    def leaders(self, rivals: list[Rival], size: int) -> Indices:
        """Return, for each run of a branch, which rival is bought."""
        if not rivals:
            return np.full(size, FINISHED, np.intp)
        highs = np.array([rival.high for rival in rivals])
        lows = np.array([rival.low for rival in rivals])
        leaders: Indices = highs.argmin(axis=0)
        may_be_next = (lows <= highs.min(axis=0)) & (lows < np.inf)
        numbers = may_be_next.sum(axis=0)
        leaders[numbers == 0] = FINISHED
        for run in np.flatnonzero(numbers > 1).tolist():
            self.fallbacks += 1
            tied = [rivals[i] for i in np.flatnonzero(may_be_next[:, run])]
            leaders[run] = self._first_of(tied, run, rivals)
        # Affordable or not: the floats cannot tell.
        leaders[(numbers == 1) & np.isinf(highs.min(axis=0))] = UNCLEAR
        return leaders

    def pay(self, rival: Rival, runs: Indices, chosen: Indices) -> None:
        """Let the supporters of a rival pay.

        Args:
            rival: As found by `rivals`.
            runs: Those that buy it.
            chosen: Their places in the branch.
        """
        stake, found = rival.part(chosen)
        for run, after in zip(runs.tolist(), stake.after(found), strict=True):
            self._money[run][stake.backing.groups] = after
        more = found.loss + self._totals[runs] * 4 * UNIT
        self._errors[runs] += more * (1 + A_BIT)
        self._bounds[runs, rival.place] = np.inf
        _, kin = np.unique(self._histories[runs], return_inverse=True)
        self._histories[runs] = self._last_history + 1 + kin
        self._last_history += runs.size

    def _first_of(self, tied: list[Rival], run: int, rivals: list[Rival]) -> int:
        """Return which rival is bought, exactly; UNCLEAR if fractions must say."""
        offers = []
        for rival in tied:
            stake, found = rival.part(np.array([run]))
            if not stake.is_plain(found).all():
                return UNCLEAR
            cost = self._stall.projects[rival.place].cost
            reference = cost if self._stall.utility == "cost" else 1
            key = Fraction(cost, reference * int(stake.payers()[0]))
            offers.append((key, rival.place))
        _, place = min(offers)
        return [rival.place for rival in rivals].index(place)

    def _first_places(
        self, runs: Indices, bounds: Floats, best: Floats, *, bought: int
    ) -> Iterator[int]:
        """Yield places until every run has a project that it can buy, if any."""
        likely = list(islice((p for p in self._likely if not bought >> p & 1), LIKELY))
        if likely:
            # The first of them may have been so all along, and never the best.
            yield likely[int(bounds[:, likely].min(axis=0).argmin())]
        looked_at = 0
        while (without := np.flatnonzero(best == np.inf)).size:
            if looked_at == SEVERAL:
                self._take_out_unaffordable(runs, bounds, without)
            place = self._lowest(bounds[without])
            if place is None:
                break
            looked_at += 1
            yield place

    def _take_out_unaffordable(
        self, runs: Indices, bounds: Floats, without: Indices
    ) -> None:
        """Take out, at once, what nobody of some runs of a branch can buy."""
        last, kin = self._last_of_kin(runs[without])
        places = np.flatnonzero((bounds[without] < np.inf).any(axis=0))
        if places.size == 0:
            return
        backings, money = self._holdings(places, last)
        costs, errors = self._stall.costs[places], self._errors[last]
        out = are_unaffordable(costs, backings, money, errors=errors)[kin]
        cells = without[:, np.newaxis], places
        bounds[cells] = np.where(out, np.inf, bounds[cells])
        self._bounds[runs[without][:, np.newaxis], places] = bounds[cells]

    def _lowest(self, bounds: Floats) -> int | None:
        """Return the place of the lowest bound, if one is finite."""
        lowest = bounds.min(axis=0)
        place = int(lowest.argmin()) if lowest.size else 0
        return place if lowest.size and lowest[place] < np.inf else None

    def _last_of_kin(self, runs: Indices) -> tuple[Indices, Indices]:
        """Return the last of all runs with the same purchases in the same order.

        It has the most money of them, in every purse. What its supporters cannot
        pay, those of the others cannot.

        Args:
            runs: r runs in order.

        Returns:
            k runs, and for each of the r runs the place of its own among them.
        """
        histories = self._histories[runs]
        if (histories == histories[0]).all():
            return runs[-1:], np.zeros(runs.size, np.intp)
        _, last, kin = np.unique(
            histories[::-1], return_index=True, return_inverse=True
        )
        return runs[::-1][last], kin[::-1]

    def _not_worse(self, runs: Indices, bounds: Floats, best: Floats) -> Iterator[int]:
        """Yield the places whose keys may be as good as the best somewhere."""
        may_be: Mask = (bounds <= best[:, np.newaxis]) & (bounds < np.inf)
        found = np.flatnonzero(may_be.any(axis=0))
        if found.size == 0:
            return
        some = np.flatnonzero(may_be.any(axis=1))
        self.comparisons += found.size * some.size
        last, kin = self._last_of_kin(runs[some])
        keys = np.zeros(last.size)
        np.maximum.at(keys, kin, best[some])
        cells = some[:, np.newaxis], found
        low = np.maximum(bounds[cells], self._above(found, last, keys)[kin])
        bounds[cells] = low
        self._bounds[runs[some][:, np.newaxis], found] = low
        for place in found[low.min(axis=0).argsort()].tolist():
            if (bounds[:, place] <= best).any():
                yield place

    def _above(self, places: Indices, runs: Indices, keys: Floats) -> Floats:
        """Return certain lower bounds of keys, from tangents at the given keys."""
        backings, money = self._holdings(places, runs)
        units = self._stall.unit_array[places]
        above = bounds_above(
            self._stall.costs[places],
            backings,
            money,
            payments=keys[:, np.newaxis] * units,
            errors=self._errors[runs],
        )
        return np.asarray(above / units * (1 - A_BIT), np.float64)

    def _look_at(
        self, place: int, runs: Indices, low: Floats, best: Floats
    ) -> Rival | None:
        """Return a rival; None if it is certainly worse everywhere."""
        looked_at = np.flatnonzero((low <= best) & (low < np.inf))
        if looked_at.size == 0:
            return None
        unit = self._stall.units[place]
        stake = self._stake(place, runs[looked_at])
        found = stake.appraise(low[looked_at] * unit)
        lows, highs = np.full((2, runs.size), np.inf)
        lows[looked_at] = found.low / unit * (1 - A_BIT)
        highs[looked_at] = found.high / unit * (1 + A_BIT)
        self._bounds[runs[looked_at], place] = lows[looked_at]
        if not (lows < np.inf).any():
            return None
        return Rival(place, stake, found, looked_at, lows, highs)

    def _stake(self, place: int, runs: Indices) -> Stake:
        backing = self._stall.backings[place]
        cost, money = self._stall.costs[place], self._held(backing.groups, runs)
        return Stake(cost, backing, money, self._errors[runs])

    def _holdings(self, places: Indices, runs: Indices) -> tuple[list[Backing], Floats]:
        """Return the supporters of projects, one after the other, and their money."""
        backings = [self._stall.backings[place] for place in places.tolist()]
        groups = np.concatenate([backing.groups for backing in backings])
        return backings, self._held(groups, runs)

    def _held(self, groups: Indices, runs: Indices) -> Floats:
        """Return the money of g groups in r runs, r x g."""
        held = np.empty((runs.size, groups.size))
        for run, row in zip(runs.tolist(), held, strict=True):
            # "clip" only so that no copy is made on the way; all are within bounds.
            self._money[run].take(groups, out=row, mode="clip")
        return held
