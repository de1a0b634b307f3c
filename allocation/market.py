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

from allocation.equal_shares import key_of
from allocation.model import Project, Utility
from allocation.purses import UNIT, Mask, Purses
from allocation.support import Backing, Floats

SLIGHTLY_LESS = 1 - 2.0**-30
MOST_ITERATIONS = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """What buying a project asks of its supporters, exactly."""

    project: Project
    payment: Fraction  # of one unit of weight
    key: Fraction
    poor: Mask  # which groups pay all they have


class Candidate:
    """A project in one run, with what is known of its max payment so far."""

    def __init__(self, project: Project, backing: Backing) -> None:
        self.project = project
        self.backing = backing
        self.cost = float(project.cost)
        self.ballots = float(backing.counts.sum())
        # If everybody pays in full, nobody pays less.
        self.bound = self.cost / float(backing.mass.sum()) * SLIGHTLY_LESS

    def key_bound(self, utility: Utility) -> float:
        """Return a number that the key is not below."""
        bound = self.bound * SLIGHTLY_LESS
        return bound / self.cost if utility == "cost" else bound

    def error(self, purses: Purses, amount: float) -> float:
        """Return how far a float sum of the supporters' money can be off."""
        terms = self.backing.counts.size + 8
        return self.ballots * purses.error + terms * 2 * UNIT * amount


class Market:
    """The projects that may still be bought in one run."""

    def __init__(
        self, candidates: Iterable[Candidate], purses: Purses, utility: Utility
    ) -> None:
        self._candidates = {c.project.id: c for c in candidates}  # in tie order
        self._purses = purses
        self._utility = utility
        self.comparisons = 0  # rivals looked at
        self.fallbacks = 0  # of them, those that floats could not exclude

    def remove(self, project_ids: Iterable[str]) -> None:
        """Take out projects that were bought or are blocked."""
        for id_ in project_ids:
            self._candidates.pop(id_, None)

    def projects(self) -> list[Project]:
        """Return the projects not yet bought and not known to be unaffordable."""
        return [candidate.project for candidate in self._candidates.values()]

    def best(self) -> Sequence[Offer]:
        """Return the offers with the best key, in tie order; empty if none."""
        leader = self._likely_leader()
        while leader is not None:
            offer = self._offer(leader)
            if offer is not None:
                return self._best_with(leader, offer)
            leader = self._likely_leader()
        return ()

    def rivals_of(self, project: Project, key: Fraction) -> list[Offer]:
        """Return the offers of other projects whose key is not worse than `key`."""
        found = []
        for candidate in list(self._candidates.values()):
            if candidate.project.id == project.id or self._is_worse(candidate, key):
                continue
            offer = self._offer(candidate)
            if offer is not None and offer.key <= key:
                found.append(offer)
        return found

    def offer_of(self, project: Project) -> Offer | None:
        """Return the exact offer of one project; None if it is unaffordable."""
        candidate = self._candidates.get(project.id)
        return None if candidate is None else self._offer(candidate)

    def _best_with(self, leader: Candidate, offer: Offer) -> Sequence[Offer]:
        offers = {leader.project.id: offer}
        for rival in self.rivals_of(leader.project, offer.key):
            offers[rival.project.id] = rival
        best = min(rival.key for rival in offers.values())
        return [
            offers[id_]
            for id_ in self._candidates
            if id_ in offers and offers[id_].key == best
        ]

    def _likely_leader(self) -> Candidate | None:
        """Return the candidate whose approximate key is best."""
        leader, least = None, np.inf
        by_bound = sorted(
            self._candidates.values(), key=lambda c: c.key_bound(self._utility)
        )
        for candidate in by_bound:
            if candidate.key_bound(self._utility) > least:
                break
            approximate = self._approximate(candidate)
            if approximate is None:
                self._candidates.pop(candidate.project.id)
                continue
            if self._utility == "cost":
                approximate /= candidate.cost
            if approximate < least:
                leader, least = candidate, approximate
        return leader

    def _approximate(self, candidate: Candidate) -> float | None:
        """Return the likely max payment and raise the bound; None: unaffordable."""
        money = self._purses.approximate[candidate.backing.groups]
        total = float(candidate.backing.counts @ money)
        if total + candidate.error(self._purses, total) < candidate.cost:
            return None
        likely = _max_payment(candidate, money)
        bound = likely * SLIGHTLY_LESS
        if bound > candidate.bound and self._is_above(candidate, bound, money):
            candidate.bound = bound
        return likely

    def _is_worse(self, candidate: Candidate, key: Fraction) -> bool:
        """Say whether the key of a rival is above `key`, for certain."""
        limit = float(key)
        if candidate.key_bound(self._utility) > limit:
            return True
        self.comparisons += 1
        payment = limit * candidate.cost if self._utility == "cost" else limit
        payment *= 1 + 4 * UNIT
        money = self._purses.approximate[candidate.backing.groups]
        if self._is_above(candidate, payment, money):
            self._approximate(candidate)
            return True
        self.fallbacks += 1
        return False

    def _is_above(self, candidate: Candidate, payment: float, money: Floats) -> bool:
        """Say whether the max payment is above `payment`, for certain."""
        backing = candidate.backing
        paid = np.minimum(money, payment * backing.weights)
        reached = float(backing.counts @ paid)
        return reached + candidate.error(self._purses, reached) < candidate.cost

    def _offer(self, candidate: Candidate) -> Offer | None:
        """Return the exact offer; None, and out for good, if unaffordable."""
        backing, purses = candidate.backing, self._purses
        cost = candidate.project.cost
        money = purses.approximate[backing.groups]
        total = float(backing.counts @ money)
        is_clear = total - candidate.error(purses, total) > candidate.cost
        if not is_clear and purses.sum_of(backing.groups, backing.counts) < cost:
            self._candidates.pop(candidate.project.id)
            return None
        poor = money < _max_payment(candidate, money) * backing.weights
        payment = self._payment(candidate, poor)
        # Each payment is a lower bound of the next, until the poor no longer change.
        while True:
            poor = purses.poor(backing.groups, backing.weights, payment)
            following = self._payment(candidate, poor)
            if following == payment:
                key = key_of(payment, cost, self._utility)
                return Offer(candidate.project, payment, key, poor)
            payment = following

    def _payment(self, candidate: Candidate, poor: Mask) -> Fraction:
        """Return what the others pay per weight when `poor` give all they have."""
        backing = candidate.backing
        given = self._purses.sum_of(backing.groups[poor], backing.counts[poor])
        return (candidate.project.cost - given) / int(backing.mass[~poor].sum())


def _max_payment(candidate: Candidate, money: Floats) -> float:
    """Return the max payment up to rounding, by Newton's method from below."""
    backing = candidate.backing
    payment = candidate.bound
    for _ in range(MOST_ITERATIONS):
        asked = payment * backing.weights
        slope = float(backing.mass @ (money >= asked))
        if slope == 0:
            # Everybody gives all they have, up to rounding.
            return float((money / backing.weights).max()) * SLIGHTLY_LESS
        missing = candidate.cost - float(backing.counts @ np.minimum(money, asked))
        following = payment + missing / slope
        if following <= payment * (1 + 2.0**-40):
            break
        payment = following
    return payment
