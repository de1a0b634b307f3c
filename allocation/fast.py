"""Equal shares with the same result as `allocation.equal_shares`, sooner."""

from collections.abc import Sequence
from fractions import Fraction

from allocation.contest import Contest
from allocation.equal_shares import Run, equal_shares
from allocation.funding import Funding, fund_free_projects
from allocation.market import Candidate, Market, Offer
from allocation.model import Project, Screening, Step
from allocation.purses import Purses


class Engine:
    """Runs equal shares for one contest at any endowment."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self._comparisons = 0
        self._fallbacks = 0
        self._support = contest.instance.support
        self._paid = [p for p in contest.candidates if p.cost > 0]

    @property
    def screening(self) -> Screening:
        """How often floats could not exclude a rival, over all runs so far."""
        return Screening(self._comparisons, self._fallbacks)

    def run(self, endowment: Fraction) -> Run:
        """Compute one run; see `allocation.equal_shares.equal_shares`."""
        if not self._support.is_exact:
            return equal_shares(self.contest, endowment)
        funding, free_steps = fund_free_projects(self.contest)
        steps = list(free_steps)
        purses = Purses(endowment, self._support.group_count)
        market = self.open_market(purses)
        self._remove_blocked(market, funding)
        while offers := market.best():
            steps.append(self.buy(offers, purses, funding))
            market.remove([offers[0].project.id])
            self._remove_blocked(market, funding)
        self._comparisons += market.comparisons
        self._fallbacks += market.fallbacks
        return Run(endowment, tuple(steps), funding)

    def open_market(self, purses: Purses) -> Market:
        """Return the market at the start of a run."""
        candidates = (self._candidate(project) for project in self._paid)
        return Market(candidates, purses, self.contest.options.utility)

    def buy(self, offers: Sequence[Offer], purses: Purses, funding: Funding) -> Step:
        """Let the supporters of the first offer pay, and say what happened."""
        offer = offers[0]
        backing = self._support.backings[offer.project.id]
        money = purses.sum_of(backing.groups, backing.counts)
        purses.pay(
            backing.groups, backing.weights, payment=offer.payment, poor=offer.poor
        )
        funding.fund(offer.project)
        payers = int(backing.counts.sum())
        gave_all = int(backing.counts[offer.poor].sum())
        # The weights were made whole; a payment per unit of weight is not.
        payment = offer.payment * self._support.scale
        return Step(
            offer.project.id,
            "equal-shares",
            funding.left,
            effective_vote_count=offer.project.cost / payment,
            payment=payment,
            key=offer.key * self._support.scale,
            payers_full=payers - gave_all,
            payers_all_they_had=gave_all,
            supporters_money_before=money,
            supporters_money_after=money - offer.project.cost,
            tied_with=tuple(other.project.id for other in offers[1:]),
        )

    def _candidate(self, project: Project) -> Candidate:
        return Candidate(project, self._support.backings[project.id])

    def _remove_blocked(self, market: Market, funding: Funding) -> None:
        options = self.contest.options
        if options.groups or options.caps:
            market.remove(p.id for p in market.projects() if funding.is_blocked(p))
