"""What can be said about one project after a count, as exact numbers.

Amounts are in the unit of the costs. All are sums over the supporters of a project;
nothing is said of one voter.
"""

from dataclasses import dataclass
from fractions import Fraction

from allocation.model import Weight


@dataclass(frozen=True, slots=True)
class Rival:
    """Another project that took money of this one's supporters."""

    project: str
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Comparison:
    """A step in which this project could be paid and another was bought."""

    step: int
    effective_votes: Fraction  # of this project then
    project: str  # bought in that step
    its_effective_votes: Fraction


@dataclass(frozen=True, slots=True)
class Bought:
    """Why equal shares bought a project."""

    step: int
    effective_votes: Fraction
    price: Fraction  # per unit of weight
    payers_full: int
    payers_all_they_had: int
    supporters_money_before: Fraction
    supporters_money_after: Fraction
    runner_up: str | None
    runner_up_effective_votes: Fraction | None
    by_points: bool = False  # supporters paid in proportion to points or ranks


@dataclass(frozen=True, slots=True)
class NotBought:
    """Why equal shares did not buy a project, at the endowment of the last run.

    Attributes:
        money_left: Of its supporters at the end.
        missing: Cost less `money_left`, more than 0.
        rivals: Where its supporters' money went, largest amount first.
        unaffordable_from: The number of purchases after which its supporters held
            less than the cost; 0 if they never held enough.
        outbid: Steps before that, in which another had the better key.
        fundable_at_cost: The largest cost at which it is bought, everything else
            and the endowment unchanged; 0 if there is none.
        cost_cut: Cost less `fundable_at_cost`.
        extra_supporters_enough: So many more ballots that name only this project,
            each with the same endowment and at nobody's expense, are enough for it
            to be bought; fewer may be.
    """

    money_left: Fraction
    missing: Fraction
    rivals: tuple[Rival, ...]
    unaffordable_from: int
    outbid: tuple[Comparison, ...]
    fundable_at_cost: int
    cost_cut: int
    extra_supporters_enough: int


@dataclass(frozen=True, slots=True)
class InOrder:
    """A project under greedy, or in the completion of another rule.

    Attributes:
        place: In the order, from 1.
        money_left_at_turn: When it was its turn.
        missing: What it cost more than that; 0 if it fitted.
        fundable_at_cost: The money left at its turn.
        extra_votes: So many more would have been enough, and one fewer not; None
            if no number of votes is.
    """

    place: int
    money_left_at_turn: int
    missing: int
    fundable_at_cost: int
    extra_votes: Weight | None


@dataclass(frozen=True, slots=True)
class Forgone:
    """What funding a project would have cost under the knapsack rule."""

    loss: Weight | None  # of value; None: with this project nothing is allowed


@dataclass(frozen=True, slots=True)
class Waiting:
    """A project under Phragmén: when its supporters would have had its cost."""

    moment: Fraction | None  # None: nobody supports it any more
    stopped_at: Fraction | None  # the moment of the last purchase


@dataclass(frozen=True, slots=True)
class Rerun:
    """Changes that would have been enough for one project to be funded.

    Attributes:
        cost: A cost at which it is funded; at one more it is not.
        new_voters: So many more ballots that name only it, the same budget.
        added_friendly: So many ballots that lack it add it, those with most money
            left first.
        added_unfriendly: The same, those with least money left first.
    """

    cost: int
    new_voters: int | None  # None: not even as many as there are ballots
    added_friendly: int | None
    added_unfriendly: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is said about one project; what does not apply is None."""

    project: str
    bought: Bought | None = None
    not_bought: NotBought | None = None
    completion: InOrder | None = None  # of a project that the completion funded
    greedy: InOrder | None = None
    knapsack: Forgone | None = None
    phragmen: Waiting | None = None
    rerun: Rerun | None = None
