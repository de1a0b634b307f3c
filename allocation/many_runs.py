"""Several runs at once.

Runs at neighbouring endowments buy nearly the same. Those that bought the same
set of projects, in whatever order, take their next step together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from allocation.auction import FINISHED, UNCLEAR, Auction, Rival
from allocation.funding import Funding
from allocation.market import Stall
from allocation.model import Add1Stop
from allocation.purses import Mask
from allocation.support import Indices, Support


@dataclass(frozen=True, slots=True)
class RoughRun:
    """Who is bought in one run, in order, and the funding after it."""

    projects: list[str]
    # None: that it leaves enough was known before its end; see `allocation.headroom`.
    funding: Funding | None

    @property
    def overspends(self) -> bool:
        """Whether it costs more than there is."""
        return self.funding is not None and self.funding.left < 0


ExactRun = Callable[[int], RoughRun]
"""Computes a run, given by its number, with fractions."""


@dataclass(slots=True)
class Branch:
    """Runs that bought the same projects so far."""

    runs: Indices
    funding: Funding


class ManyRuns:
    """Runs of one contest, at rising endowments.

    Args:
        stall: What is for sale.
        support: Who named it.
        endowments: In ascending order.
        has_limits: Whether purchases can block other projects.
        likely: Projects in the order in which they may be bought.
        settle: Leave a run as soon as a climb with this stop is sure to go on past
            it; None: complete all.
    """

    def __init__(
        self,
        stall: Stall,
        support: Support,
        endowments: Sequence[Fraction],
        *,
        has_limits: bool,
        likely: Sequence[str] = (),
        settle: Add1Stop | None = None,
    ) -> None:
        self._stall = stall
        self._settle = settle
        self.auction = Auction(stall, support, endowments, likely)
        self._has_limits = has_limits
        self._orders: list[list[str]] = [[] for _ in endowments]
        self._ends: dict[int, Funding | None] = {}
        self._unclear: list[int] = []
        self._limit = len(endowments)  # runs from here on need not be known

    def results(self, start: Funding, exactly: ExactRun) -> list[RoughRun]:
        """Compute the runs, up to the first that overspends.

        Args:
            start: The funding before the first purchase.
            exactly: Called for runs that floats cannot decide.

        Returns:
            The runs in order. If one of them overspends it is the last, and may
            end with the project that did it.
        """
        everybody = np.arange(len(self._orders), dtype=np.intp)
        self._take_out_blocked(everybody, start)
        branches = {0: Branch(everybody, start)}
        while branches:
            branches = self._next_level(branches)
        for run in sorted(self._unclear):
            if run < self._limit:
                result = exactly(run)
                self._orders[run] = result.projects
                self._note_end(run, result.funding)
        last = min(self._limit + 1, len(self._orders))
        return [RoughRun(self._orders[run], self._ends.get(run)) for run in range(last)]

    def _next_level(self, branches: dict[int, Branch]) -> dict[int, Branch]:
        """Let every run buy once more; return the branches by set of projects."""
        following: dict[int, Branch] = {}
        for bought, branch in branches.items():
            runs = branch.runs[branch.runs < self._limit]
            if self._settle is not None:
                runs = runs[~self._are_settled(runs, branch.funding)]
            for place, chosen in self._purchases(runs, bought) if runs.size else ():
                if place == UNCLEAR:
                    self._unclear.extend(chosen.tolist())
                elif place == FINISHED:
                    self._ends.update(dict.fromkeys(chosen.tolist(), branch.funding))
                else:
                    key = bought | 1 << place
                    self._join(following, key, chosen, self._funded(branch, place))
        return following

    def _funded(self, branch: Branch, place: int) -> Funding:
        funding = branch.funding.copy()
        funding.fund(self._stall.projects[place])
        return funding

    def _join(
        self, level: dict[int, Branch], key: int, runs: Indices, funding: Funding
    ) -> None:
        """Add runs that bought the same projects to their branch."""
        if funding.left < 0:
            first = int(runs.min())
            self._note_end(first, funding)
        elif key in level:
            level[key].runs = np.sort(np.concatenate((level[key].runs, runs)))
        else:
            level[key] = Branch(runs, funding)
        self._take_out_blocked(runs, funding)

    def _take_out_blocked(self, runs: Indices, funding: Funding) -> None:
        if self._has_limits:
            for place, project in enumerate(self._stall.projects):
                if funding.is_blocked(project):
                    self.auction.remove(runs, place)

    def _note_end(self, run: int, funding: Funding | None) -> None:
        self._ends[run] = funding
        if funding is not None and funding.left < 0:
            self._limit = min(self._limit, run)

    def _are_settled(self, runs: Indices, funding: Funding) -> Mask:
        """Say which runs leave enough for a climb to go on, whatever they buy."""
        places = self._stall.places
        bought = [places[id_] for id_ in funding.funded if id_ in places]
        most, cheapest = self.auction.still_open(runs, bought)
        needed = cheapest if self._settle == "exhaustive" else 0
        settled: Mask = (cheapest < np.inf) & (most + needed <= funding.left)
        return settled

    def _purchases(self, runs: Indices, bought: int) -> Iterator[tuple[int, Indices]]:
        """Let these runs buy; yield the places bought and by which runs."""
        rivals = self.auction.rivals(runs, bought)
        leaders = self.auction.leaders(rivals, runs.size)
        for index in np.unique(leaders).tolist():
            chosen = np.flatnonzero(leaders == index)
            if index >= 0:
                self._buy(rivals[index], runs[chosen], chosen)
            yield rivals[index].place if index >= 0 else index, runs[chosen]

    def _buy(self, rival: Rival, runs: Indices, chosen: Indices) -> None:
        self.auction.pay(rival, runs, chosen)
        for run in runs.tolist():
            self._orders[run].append(self._stall.projects[rival.place].id)
