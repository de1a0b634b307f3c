"""What an outcome gives to the voters as a whole, and beside greedy."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from allocation.completion import greedy_outcome
from allocation.contest import make_contest
from allocation.explain.areas import Areas, AreaShare, by_area
from allocation.model import BallotGroup, Instance, Outcome

QUANTILES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number is spread over the voters."""

    mean: Fraction
    quantiles: tuple[Fraction, ...]  # a quarter, a half, three quarters


@dataclass(frozen=True, slots=True)
class Overall:
    """What the voters got.

    Attributes:
        voters_with_funded: Ballots that name at least one funded project.
        funded_per_voter: Number of funded projects named.
        money_share: The cost of each funded project, divided over the ballots that
            name it by their weights; it adds up to the cost of what they named.
        share_of_least_tenth: What the tenth of the voters with the smallest money
            share has of all; 0 if nothing was spent.
        by_area: What each area got; None if it is not known where voters live.
    """

    voters: int
    voters_with_funded: int
    funded_per_voter: Spread
    money_share: Spread
    share_of_least_tenth: Fraction
    by_area: tuple[AreaShare, ...] | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """How many voters are better off with the outcome than with greedy."""

    more: int
    equal: int
    fewer: int


@dataclass(frozen=True, slots=True)
class AgainstGreedy:
    """An outcome beside what greedy funds from the same ballots."""

    only_here: tuple[str, ...]
    only_greedy: tuple[str, ...]
    by_funded_projects: Balance
    by_money_share: Balance
    voters_with_none: int
    voters_with_none_under_greedy: int


def overall(
    instance: Instance, outcome: Outcome, areas: Areas | None = None
) -> Overall | None:
    """Return what the voters got; None if there are no ballots.

    Args:
        instance: n ballots over m projects.
        outcome: Of `instance`.
        areas: The same n ballots, by area, if that is known.

    Returns:
        Numbers about all voters, and about areas with at least ten.
    """
    if instance.ballot_count == 0:
        return None
    winners = frozenset(outcome.winners)
    named = _measure(instance, lambda group: _named(group, winners))
    share, denominator = _money_share(instance, winners)
    shares = _measure(instance, share, denominator)
    return Overall(
        voters=instance.ballot_count,
        voters_with_funded=sum(count for number, count in named.numbers if number > 0),
        funded_per_voter=named.spread(),
        money_share=shares.spread(),
        share_of_least_tenth=shares.share_of_least(Fraction(1, 10)),
        by_area=None if areas is None else by_area(instance, outcome, areas),
    )


def against_greedy(instance: Instance, outcome: Outcome) -> AgainstGreedy:
    """Return how an outcome differs from greedy with skipping, by score."""
    contest = make_contest(instance, outcome.options, outcome.tie_order)
    greedy = greedy_outcome(contest)[0].funded
    ours, theirs = frozenset(outcome.winners), frozenset(greedy)
    here, ours_unit = _money_share(instance, ours)
    there, theirs_unit = _money_share(instance, theirs)
    groups = instance.ballots
    return AgainstGreedy(
        only_here=tuple(id_ for id_ in outcome.winners if id_ not in theirs),
        only_greedy=tuple(id_ for id_ in greedy if id_ not in ours),
        by_funded_projects=_balance(
            (_named(g, ours) - _named(g, theirs), g.count) for g in groups
        ),
        by_money_share=_balance(
            (here(g) * theirs_unit - there(g) * ours_unit, g.count) for g in groups
        ),
        voters_with_none=sum(g.count for g in groups if not _named(g, ours)),
        voters_with_none_under_greedy=sum(
            g.count for g in groups if not _named(g, theirs)
        ),
    )


def _named(group: BallotGroup, winners: frozenset[str]) -> int:
    return len(group.weights.keys() & winners)


def _money_share(
    instance: Instance, winners: Iterable[str]
) -> tuple[Callable[[BallotGroup], int], int]:
    """Return what a ballot has of the funded projects it names.

    It is a whole number over one denominator for all ballots, the second value.
    """
    parts = {
        id_: Fraction(instance.projects_by_id[id_].cost) / instance.scores[id_]
        for id_ in winners
    }
    units = [instance.support.scale * part.denominator for part in parts.values()]
    denominator = lcm(*units)
    whole = {id_: part * denominator for id_, part in parts.items()}

    def share(group: BallotGroup) -> int:
        named = group.weights.keys() & whole.keys()
        return sum(int(whole[id_] * group.weights[id_]) for id_ in named)

    return share, denominator


@dataclass(frozen=True, slots=True)
class _Measured:
    """A number per group of ballots: numerator and ballots, smallest first."""

    numbers: Sequence[tuple[int, int]]
    denominator: int

    def spread(self) -> Spread:
        """Return mean and quantiles over the voters."""
        mean = Fraction(self._total(), self.denominator * self._voters())
        return Spread(mean, tuple(self._quantile(part) for part in QUANTILES))

    def share_of_least(self, part: Fraction) -> Fraction:
        """Return what the part with least has of all; one voter may be divided."""
        left, has = part * self._voters(), Fraction(0)
        for number, count in self.numbers:
            taken = min(left, Fraction(count))
            if taken == 0:
                break
            has += number * taken
            left -= taken
        return has / self._total() if self._total() else Fraction(0)

    def _quantile(self, part: Fraction) -> Fraction:
        """Return the smallest number that at least this part of them is at most."""
        wanted, reached = part * self._voters(), 0
        for number, count in self.numbers:
            reached += count
            if reached >= wanted:
                return Fraction(number, self.denominator)
        raise ValueError("there are no voters")

    def _voters(self) -> int:
        return sum(count for _, count in self.numbers)

    def _total(self) -> int:
        return sum(number * count for number, count in self.numbers)


def _measure(
    instance: Instance, number: Callable[[BallotGroup], int], denominator: int = 1
) -> _Measured:
    numbers = sorted((number(group), group.count) for group in instance.ballots)
    return _Measured(numbers, denominator)


def _balance(differences: Iterable[tuple[int, int]]) -> Balance:
    more = equal = fewer = 0
    for difference, count in differences:
        if difference > 0:
            more += count
        elif difference < 0:
            fewer += count
        else:
            equal += count
    return Balance(more, equal, fewer)
