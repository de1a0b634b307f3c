"""Which project is bought next: floats exclude, exact fractions decide.

For a project with supporters i, R(q) = sum of min(money_i, q * weight_i) is what
they pay when one unit of weight pays q. Its max payment is above q for certain
when a float sum for R(q), enlarged by a bound on its error, is below the cost.
Money only falls during a run, so such a lower bound holds until its end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from allocation.candidate import SLIGHTLY_LESS, Candidate
from allocation.equal_shares import key_of
from allocation.model import Project, Utility
from allocation.purses import UNIT, Mask, Purses
from allocation.support import Floats, Support

SEVERAL = 6  # unaffordable projects found one by one, until all are looked at


@dataclass(frozen=True, slots=True)
class Offer:
    """What buying a project asks of its supporters, exactly."""

    project: Project
    payment: Fraction  # of one unit of weight
    utility: Utility

    @property
    def key(self) -> Fraction:
        """What offers are compared by; the smallest is best."""
        return key_of(self.payment, self.project.cost, self.utility)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What the supporters of an offer have before they pay, and who pays in full."""

    money: Fraction
    payers_in_full: int  # ballots


class Stall:
    """What is the same on the market at the start of every run of a contest."""

    def __init__(
        self, projects: Sequence[Project], support: Support, utility: Utility
    ) -> None:
        self.projects = projects  # that cost money, in tie order
        self.backings = [support.backings[project.id] for project in projects]
        self.utility = utility
        self.places = {project.id: place for place, project in enumerate(projects)}
        # A key is a payment over this.
        self.units = [float(p.cost) if utility == "cost" else 1.0 for p in projects]
        # If everybody pays in full, nobody pays less. Slightly less, so that rounding
        # a key to a float cannot pass its bound.
        costs = np.array([float(project.cost) for project in projects])
        masses = np.array([backing.total_mass for backing in self.backings])
        bounds = costs / masses / np.array(self.units)
        self.bounds: Floats = bounds * SLIGHTLY_LESS * SLIGHTLY_LESS
        self.costs: Floats = costs
        self.unit_array = np.array(self.units)
        # The supporters of all projects, one after the other.
        nobody = np.zeros(0, np.intp)
        self._groups = np.concatenate([nobody, *(b.groups for b in self.backings)])
        self._counts = np.concatenate([np.zeros(0), *(b.counts for b in self.backings)])
        sizes = np.array([b.counts.size for b in self.backings], np.intp)
        self._starts = np.cumsum(sizes) - sizes
        self._ballots = np.array([backing.ballots for backing in self.backings])
        self._rounding = (sizes + 8) * 2 * UNIT

    def unaffordable(self, purses: Purses) -> Mask:
        """Say of each project whether its supporters hold less than its cost.

        True is certain; False may be wrong by rounding.
        """
        money = self._counts * purses.approximate.take(self._groups)
        totals = np.add.reduceat(money, self._starts)
        errors = self._ballots * purses.error + self._rounding * totals
        unaffordable: Mask = totals + errors < self.costs
        return unaffordable


class Market:
    """The projects that may still be bought in one run."""

    def __init__(self, stall: Stall, purses: Purses) -> None:
        self._stall = stall
        self._places = stall.places
        self._units = stall.units
        self._purses = purses
        # Made when first looked at; most projects never are.
        self._candidates: list[Candidate | None] = [None] * len(stall.projects)
        # Lower bounds of the keys; infinite for what is no longer on the market.
        self._bounds = stall.bounds.copy()
        self._unaffordable = 0  # found one by one since the last look at all
        self.comparisons = 0  # rivals looked at
        self.fallbacks = 0  # of them, those that floats could not exclude

    def remove(self, project_ids: Iterable[str]) -> None:
        """Take out projects that are blocked."""
        for id_ in project_ids:
            self._bounds[self._places[id_]] = np.inf

    def projects(self) -> list[Project]:
        """Return the projects not yet bought and not known to be unaffordable."""
        return [self._stall.projects[place] for place in self._there()]

    def best(self, hint: str | None = None) -> Sequence[Offer]:
        """Return the offers with the best key, in tie order; empty if none.

        Args:
            hint: A project that may well be the best; it only saves time.
        """
        place = self._likely_leader(self._places.get(hint or "", -1))
        while place is not None:
            offer = self._offer(place)
            if offer is not None:
                return self._best_with(place, offer)
            place = self._likely_leader(-1)
        return ()

    def is_still_best(self, before: Offer) -> bool:
        """Say whether no other project is better than an offer made in another run.

        Better is a smaller key, or the same key and an earlier place in the tie
        order.
        """
        place = self._places[before.project.id]
        rivals = self._rivals_of(place, before)
        return all((o.key, rival) > (before.key, place) for rival, o in rivals)

    def offer_of(self, project: Project) -> Offer | None:
        """Return the exact offer of one project; None if it is unaffordable."""
        return self._offer(self._places[project.id])

    def purchase_of(self, offer: Offer) -> Purchase:
        """Return what it is to buy an offer that was made just before."""
        candidate = self._candidate(self._places[offer.project.id])
        return Purchase(candidate.money(self._purses), candidate.payers_in_full())

    def buy(self, offer: Offer) -> None:
        """Let the supporters pay for an offer that was made just before."""
        place = self._places[offer.project.id]
        self._candidate(place).pay(self._purses, offer.payment)
        self._bounds[place] = np.inf

    def is_empty(self) -> bool:
        """Say whether no project on the market can be paid by its supporters."""
        return all(
            self._candidate(place).is_unaffordable(self._purses)
            for place in self._there()
        )

    def _there(self) -> list[int]:
        there: list[int] = np.flatnonzero(np.isfinite(self._bounds)).tolist()
        return there

    def _best_with(self, place: int, offer: Offer) -> Sequence[Offer]:
        rivals = self._rivals_of(place, offer)
        if not rivals:
            return (offer,)
        offers = {place: offer, **dict(rivals)}
        best = min(rival.key for rival in offers.values())
        return [offers[p] for p in sorted(offers) if offers[p].key == best]

    def _rivals_of(self, leader: int, offer: Offer) -> list[tuple[int, Offer]]:
        """Return the other places whose key is not worse than that of `offer`."""
        # Rounded up, so that what is worse than this is worse for certain.
        limit = float(offer.payment) / self._units[leader] * (1 + 8 * UNIT)
        found = []
        for place in (self._bounds <= limit).nonzero()[0].tolist():
            if place == leader or self._is_worse(place, limit):
                continue
            rival = self._offer(place)
            if rival is not None and rival.key <= offer.key:
                found.append((place, rival))
        return found

    def _likely_leader(self, hint: int) -> int | None:
        """Return the place whose approximate key is best."""
        leader, least = None, np.inf
        if self._unaffordable >= SEVERAL:
            self._take_out_unaffordable()
        if hint >= 0 and self._bounds[hint] < np.inf:
            least = self._approximate_key(hint)
            leader = hint if least < np.inf else None
        for place in self._in_order(least):
            bound = self._bounds[place]
            if bound > least or bound == np.inf:
                break
            if place == hint or (leader is not None and self._is_past(place, least)):
                continue
            key = self._approximate_key(place)
            if key < least:
                leader, least = place, key
            elif leader is None:
                # Nobody can pay for this one: the run may be near its end.
                self._take_out_unaffordable()
                return self._likely_leader(-1)
        return leader

    def _is_past(self, place: int, key: float) -> bool:
        """Raise the bound of a rival; say whether its key is above this one."""
        candidate, unit = self._candidate(place), self._units[place]
        candidate.raise_bound(key * unit, self._purses)
        self._bounds[place] = candidate.bound / unit * SLIGHTLY_LESS
        return bool(self._bounds[place] > key)

    def _take_out_unaffordable(self) -> None:
        self._unaffordable = 0
        self._bounds[self._stall.unaffordable(self._purses)] = np.inf

    def _in_order(self, most: float) -> list[int]:
        """Return the places with a bound up to `most`, lowest bound first."""
        there = (self._bounds <= most).nonzero()[0]
        order: list[int] = there[self._bounds[there].argsort()].tolist()
        return order

    def _approximate_key(self, place: int) -> float:
        """Return the likely key and raise its bound; infinite: unaffordable."""
        candidate = self._candidate(place)
        payment = candidate.approximate_payment(self._purses)
        if payment is None:
            self._bounds[place] = np.inf
            self._unaffordable += 1
            return np.inf
        unit = self._units[place]
        self._bounds[place] = candidate.bound / unit * SLIGHTLY_LESS
        return payment / unit

    def _is_worse(self, place: int, limit: float) -> bool:
        """Say whether the key of a rival is above `limit`, for certain."""
        self.comparisons += 1
        payment = limit * self._units[place] * (1 + 4 * UNIT)
        if self._candidate(place).is_above(payment, self._purses):
            return True
        self.fallbacks += 1
        return False

    def _offer(self, place: int) -> Offer | None:
        """Return the exact offer; None, and out for good, if unaffordable."""
        candidate = self._candidate(place)
        payment = candidate.exact_payment(self._purses)
        if payment is None:
            self._bounds[place] = np.inf
            return None
        return Offer(candidate.project, payment, self._stall.utility)

    def _candidate(self, place: int) -> Candidate:
        candidate = self._candidates[place]
        if candidate is None:
            stall = self._stall
            candidate = Candidate(stall.projects[place], stall.backings[place])
            self._candidates[place] = candidate
        return candidate
