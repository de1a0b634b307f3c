"""The values every rule takes and returns.

Amounts are integers of one unit (Buurtgeld uses euro cents); amounts that the
rules derive from them are exact fractions of the same unit. Nothing here is a
float, and nothing here changes after it was made.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from allocation.support import Support, make_support
from allocation.support import Weight as Weight

VoteType = Literal["approval", "choose-1", "cumulative", "scoring", "ordinal"]
Rule = Literal["equal-shares", "greedy", "knapsack", "phragmen"]
Utility = Literal["cost", "cardinality"]
Completion = Literal["none", "utilitarian", "add1", "add1u", "knapsack"]
Objective = Literal["votes", "votes-cost"]
Add1Stop = Literal["exhaustive", "overspend"]
Leftover = Literal["keep", "next-fit", "partial"]
Comparison = Literal["none", "funded-votes"]
Phase = Literal["free", "equal-shares", "completion", "greedy", "phragmen"]
Status = Literal["funded", "not_funded", "ineligible"]
Reason = Literal["no_votes", "over_budget", "below_minimum", "blocked", "withdrawn"]


class CannotAllocate(ValueError):
    """The instance and the options together do not define an allocation."""


class NotComputed(Exception):
    """The computation was stopped before its end; there is no partial answer."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project on the ballot."""

    id: str
    cost: int  # >= 0, in the unit of the budget limit
    name: str = ""
    category: str = ""  # one category, or several parted by commas
    area: str = ""
    is_withdrawn: bool = False  # out of the run, or paid from other money

    def is_in_category(self, category: str) -> bool:
        """Say whether the cap of `category` counts this project."""
        names = {name.strip() for name in self.category.split(",")}
        return category == self.category or category in names


@dataclass(frozen=True, slots=True)
class BallotGroup:
    """Ballots with the same content."""

    weights: Mapping[str, Weight]  # project id -> weight > 0, named projects only
    count: int = 1


@dataclass(frozen=True)
class Instance:
    """What was voted on and how: n ballots, n > 0, over m projects."""

    projects: tuple[Project, ...]
    budget_limit: int
    ballots: Sequence[BallotGroup]  # a tuple, or something equal to one
    vote_type: VoteType = "approval"

    @classmethod
    def from_ballots(
        cls,
        projects: Iterable[Project],
        budget_limit: int,
        ballots: Iterable[Mapping[str, Weight]],
        *,
        vote_type: VoteType = "approval",
    ) -> "Instance":
        """Group equal ballots, in an order that does not depend on theirs.

        Args:
            projects: m projects with different ids.
            budget_limit: In the unit of the costs, > 0.
            ballots: One mapping project id -> weight per ballot; blank ones too.
            vote_type: Decides what the weights mean; see `allocation.weights`.

        Returns:
            The instance with its groups sorted by content.
        """
        counts = Counter(tuple(sorted(ballot.items())) for ballot in ballots)
        groups = tuple(
            BallotGroup(dict(content), count)
            for content, count in sorted(counts.items())
        )
        return cls(tuple(projects), budget_limit, groups, vote_type)

    @property
    def ballot_count(self) -> int:
        """The number of valid ballots, blank ones included."""
        return self.support.ballot_count

    @property
    def blank_ballot_count(self) -> int:
        """The number of ballots that name no project."""
        return self.support.blank_ballots

    @cached_property
    def votes(self) -> Mapping[str, int]:
        """Project id -> number of ballots that name it."""
        backings = self.support.backings
        return {id_: int(backing.ballots) for id_, backing in backings.items()}

    @cached_property
    def scores(self) -> Mapping[str, Weight]:
        """Project id -> sum of the weights on all ballots."""
        if self.support.is_exact and self.support.scale == 1:
            backings = self.support.backings
            return {id_: int(backing.total_mass) for id_, backing in backings.items()}
        scores: dict[str, Weight] = {project.id: 0 for project in self.projects}
        for group in self.ballots:
            for id_, weight in group.weights.items():
                scores[id_] += group.count * weight
        return scores

    @cached_property
    def problem(self) -> str | None:
        """What makes this instance meaningless, in words; None if nothing does."""
        known = self.projects_by_id.keys()
        weights = [w for group in self.ballots for w in group.weights.values()]
        problems = {
            "the budget limit must be more than 0": self.budget_limit <= 0,
            "two projects have the same id": len(known) != len(self.projects),
            "a cost is less than 0": any(p.cost < 0 for p in self.projects),
            "a ballot names a project that does not exist": any(
                not group.weights.keys() <= known for group in self.ballots
            ),
            "a weight is not more than 0": min(weights, default=1) <= 0,
            "a group has no ballots": any(group.count < 1 for group in self.ballots),
        }
        return next((text for text, is_so in problems.items() if is_so), None)

    @cached_property
    def support(self) -> Support:
        """The same ballots as arrays, for sums over many of them."""
        return make_support(
            [project.id for project in self.projects],
            [group.weights for group in self.ballots],
            [group.count for group in self.ballots],
        )

    @cached_property
    def projects_by_id(self) -> Mapping[str, Project]:
        """Project id -> project."""
        return {project.id: project for project in self.projects}


@dataclass(frozen=True, slots=True)
class MinScore:
    """The least score with which a project takes part."""

    value: Weight = 0
    is_percentage: bool = False  # of the number of ballots

    def is_met(self, score: Weight, ballot_count: int) -> bool:
        """Say whether `score` is enough among `ballot_count` ballots."""
        if self.is_percentage:
            return score * 100 >= self.value * ballot_count
        return score >= self.value

    def __str__(self) -> str:
        return f"{self.value}%" if self.is_percentage else str(self.value)


@dataclass(frozen=True, slots=True)
class ExclusionGroup:
    """Projects of which at most `at_most` are funded."""

    project_ids: frozenset[str]
    at_most: int = 1


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that was fixed before the vote, apart from the tie order.

    `completion` None means the rule's own default: add1u for equal shares, none
    for the others.
    """

    rule: Rule = "equal-shares"
    utility: Utility = "cost"
    completion: Completion | None = None
    objective: Objective = "votes"  # of the rule knapsack
    increment: int = 100  # per voter, in the unit of the budget limit
    add1_stop: Add1Stop = "overspend"
    skip: bool = True  # greedy goes on after a project that does not fit
    min_score: MinScore = MinScore()
    groups: tuple[ExclusionGroup, ...] = ()
    caps: Mapping[str, int] = field(default_factory=dict)  # category -> amount
    caps_bind_completion: bool = True
    leftover: Leftover = "keep"
    comparison: Comparison = "none"
    limits: Literal["none", "declared"] = "none"  # what was done with a file's META

    @property
    def objective_in_force(self) -> Objective:
        """What is maximised; a knapsack completion follows the utility."""
        if self.rule == "knapsack":
            return self.objective
        return "votes" if self.utility == "cardinality" else "votes-cost"

    @property
    def completion_in_force(self) -> Completion | None:
        """The completion that is run; None where the rule has none."""
        if self.rule in ("greedy", "knapsack"):
            return None
        if self.completion is not None:
            return self.completion
        return "add1u" if self.rule == "equal-shares" else "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One selection, with all that is needed to check it by hand."""

    project: str
    phase: Phase
    left_after: int  # of the budget
    effective_vote_count: Fraction | None = None  # cost / payment
    payment: Fraction | None = None  # the most that one unit of weight paid
    key: Fraction | None = None  # what the projects were compared by
    payers_full: int | None = None  # ballots
    payers_all_they_had: int | None = None  # ballots
    supporters_money_before: Fraction | None = None
    supporters_money_after: Fraction | None = None
    tied_with: tuple[str, ...] = ()  # in tie order, without the project itself


@dataclass(frozen=True, slots=True)
class PartialFunding:
    """What an unfunded project gets of the money left; it is not a winner."""

    project: str
    amount: int


@dataclass(frozen=True, slots=True)
class Value:
    """What the knapsack rule reached."""

    objective: Objective
    value: Weight
    proof: str  # how the optimum was confirmed, in a word


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """What became of one project."""

    project: Project
    votes: int
    score: Weight
    status: Status
    reason: Reason | None = None
    step: int | None = None  # place in `Outcome.steps`, from 1


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of an outcome must be told."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Screening:
    """How often floats could not exclude a rival, over all runs of a count."""

    comparisons: int = 0
    fallbacks: int = 0  # of the comparisons, those settled by exact fractions


@dataclass(frozen=True, slots=True)
class Outcome:
    """The selected projects, in order of selection, and why.

    `endowment` and `increments` are of the last feasible run of equal shares.
    """

    options: Options
    tie_order: tuple[str, ...]
    winners: tuple[str, ...]
    cost: int
    left: int
    steps: tuple[Step, ...]
    projects: tuple[ProjectResult, ...]  # in tie order
    endowment: Fraction | None = None
    increments: int | None = None
    partial: PartialFunding | None = None
    value: Value | None = None
    notes: tuple[Note, ...] = ()
    screening: Screening | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long computation is."""

    activity: str
    done: int


ProgressListener = Callable[[Progress], None]
"""Told now and then; may raise NotComputed to stop the computation."""
