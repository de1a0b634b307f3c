"""The values every rule takes and returns.

Amounts are integers of one unit (Buurtgeld uses euro cents); amounts that the
rules derive from them are exact fractions of the same unit. Nothing here is a
float, and nothing here changes after it was made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from allocation.instance import BallotGroup as BallotGroup
from allocation.instance import Instance as Instance
from allocation.instance import Project as Project
from allocation.instance import VoteType as VoteType
from allocation.support import Weight as Weight

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
