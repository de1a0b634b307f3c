"""Equal shares with the same result as `allocation.equal_shares`, sooner."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocation.batches import Batches
from allocation.contest import Contest
from allocation.equal_shares import Run, equal_shares
from allocation.foresight import Foresight
from allocation.funding import Funding, fund_free_projects
from allocation.many_runs import RoughRun
from allocation.market import Market, Offer, Purchase, Stall
from allocation.model import Add1Stop, Screening, Step
from allocation.purses import Purses
from allocation.support import EXACT_BELOW


@dataclass(frozen=True, slots=True)
class Sketch:
    """A run without what only its reader needs: who paid, and how much they had."""

    endowment: Fraction
    purchases: tuple[Sequence[Offer], ...]  # the first offer of each was bought
    funding: Funding

    @property
    def projects(self) -> list[str]:
        """The projects bought, in order."""
        return [offers[0].project.id for offers in self.purchases]

    @property
    def overspends(self) -> bool:
        """Whether it costs more than there is."""
        return self.funding.left < 0


def has_exact_floats(contest: Contest) -> bool:
    """Say whether costs, and sums of weights, are exact as float64."""
    dearest = max((project.cost for project in contest.candidates), default=0)
    return contest.instance.support.is_exact and dearest < EXACT_BELOW


class Engine:
    """Runs equal shares for one contest at any endowment."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self._support = contest.instance.support
        self._start, self._free_steps = fund_free_projects(contest)
        paid = [project for project in contest.candidates if project.cost > 0]
        self._stall = Stall(paid, self._support, contest.options.utility)
        self._has_limits = bool(contest.options.groups or contest.options.caps)
        self._batches = Batches(
            self._stall,
            self._support,
            self._start,
            has_limits=self._has_limits,
            exactly=self._rough,
        )
        self._comparisons = 0
        self._fallbacks = 0

    @property
    def can_run(self) -> bool:
        """Whether all sums are small enough to be exact; else use the definition."""
        return has_exact_floats(self.contest)

    @property
    def most_side_by_side(self) -> int:
        """How many runs at once fit the memory that is meant for them."""
        return self._batches.most

    @property
    def screening(self) -> Screening:
        """How often floats could not exclude a rival, over all runs so far."""
        batches = self._batches
        return Screening(
            self._comparisons + batches.comparisons, self._fallbacks + batches.fallbacks
        )

    def foresight(self, stop: Add1Stop) -> Foresight | None:
        """Return what looks ahead on a climb with this stop; None: nothing can."""
        return self._batches.foresight(stop)

    def run(self, endowment: Fraction, like: Sketch | RoughRun | None = None) -> Run:
        """Compute one run; see `allocation.equal_shares.equal_shares`.

        Args:
            endowment: Money of one ballot.
            like: A run that may be similar; it only saves time.

        Returns:
            The run with its steps, payers and their money.
        """
        if not self.can_run:
            return equal_shares(self.contest, endowment)
        hints = iter([] if like is None else like.projects)
        funding = self._start.copy()
        market = self._open(endowment, funding)
        steps = list(self._free_steps)
        while offers := market.best(next(hints, None)):
            purchase = market.purchase_of(offers[0])
            self._buy(offers[0], market, funding)
            steps.append(self._step(offers, purchase, funding.left))
        self._note(market)
        return Run(endowment, tuple(steps), funding)

    def sketch(
        self, endowment: Fraction, like: Sketch | RoughRun | None = None
    ) -> Sketch:
        """Compute who is bought in one run.

        Args:
            endowment: Money of one ballot.
            like: A run that may be similar; it only saves time.

        Returns:
            The run.
        """
        hints = iter([] if like is None else like.projects)
        funding = self._start.copy()
        market = self._open(endowment, funding)
        purchases = []
        while offers := market.best(next(hints, None)):
            self._buy(offers[0], market, funding)
            purchases.append(offers)
        self._note(market)
        return Sketch(endowment, tuple(purchases), funding)

    def repeats(self, sketch: Sketch, endowment: Fraction) -> bool:
        """Say whether every endowment from that of `sketch` to this one repeats it.

        Along one fixed order of purchases nobody's money falls when the endowment
        rises. So if each purchase is still the best at the higher endowment when
        compared by its key in `sketch`, it is the best at every one in between.

        Args:
            sketch: A run at a lower endowment.
            endowment: The higher one.

        Returns:
            True only if it is so; False may also mean that this test cannot tell.
        """
        funding = self._start.copy()
        market = self._open(endowment, funding)
        is_same = all(
            self._buys_again(offers[0], market, funding) for offers in sketch.purchases
        )
        self._note(market)
        return is_same and market.is_empty()

    def side_by_side(
        self,
        endowments: Sequence[Fraction],
        like: Sketch | RoughRun | None = None,
        *,
        settle: Add1Stop | None = None,
    ) -> list[RoughRun]:
        """Compute who is bought in several runs, up to the first that overspends.

        Args:
            endowments: In ascending order.
            like: A run that may be similar; it only saves time.
            settle: Leave a run as soon as a climb with this stop is sure to go on past
                it; None: complete all.

        Returns:
            The runs; one that overspends is the last, and may not be complete.
        """
        likely = [] if like is None else like.projects
        return self._batches.runs(endowments, likely, settle)

    def _rough(self, endowment: Fraction) -> RoughRun:
        sketch = self.sketch(endowment)
        return RoughRun(sketch.projects, sketch.funding)

    def _open(self, endowment: Fraction, funding: Funding) -> Market:
        count, are_small = self._support.group_count, self._support.weights_are_small
        purses = Purses(endowment, count, weights_are_small=are_small)
        market = Market(self._stall, purses)
        self._take_out_blocked(market, funding)
        return market

    def _buy(self, offer: Offer, market: Market, funding: Funding) -> None:
        market.buy(offer)
        funding.fund(offer.project)
        self._take_out_blocked(market, funding)

    def _buys_again(self, before: Offer, market: Market, funding: Funding) -> bool:
        if not market.is_still_best(before):
            return False
        offer = market.offer_of(before.project)
        if offer is None:
            return False
        self._buy(offer, market, funding)
        return True

    def _take_out_blocked(self, market: Market, funding: Funding) -> None:
        if self._has_limits:
            market.remove(p.id for p in market.projects() if funding.is_blocked(p))

    def _step(self, offers: Sequence[Offer], purchase: Purchase, left: int) -> Step:
        """Say everything about a purchase."""
        offer, scale = offers[0], self._support.scale
        before, in_full = purchase.money, purchase.payers_in_full
        backing = self._support.backings[offer.project.id]
        return Step(
            offer.project.id,
            "equal-shares",
            left,
            # The weights were made whole; a payment per unit of weight is not.
            effective_vote_count=offer.project.cost / (offer.payment * scale),
            payment=offer.payment * scale,
            key=offer.key * scale,
            payers_full=in_full,
            payers_all_they_had=int(backing.ballots) - in_full,
            supporters_money_before=before,
            supporters_money_after=before - offer.project.cost,
            tied_with=tuple(other.project.id for other in offers[1:]),
        )

    def _note(self, market: Market) -> None:
        self._comparisons += market.comparisons
        self._fallbacks += market.fallbacks
