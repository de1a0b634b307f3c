"""What was voted on and how."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from allocation.support import HasSupport, Support, Weight, make_support

VoteType = Literal["approval", "choose-1", "cumulative", "scoring", "ordinal"]


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

    @cached_property
    def ballot_count(self) -> int:
        """The number of valid ballots, blank ones included."""
        if isinstance(self.ballots, HasSupport):
            return self.ballots.ballot_count
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
        # Who made arrays of ballots looked at each, and they are slow to look at.
        has_arrays = isinstance(self.ballots, HasSupport)
        ballots = () if has_arrays else self.ballots
        weights = [w for group in ballots for w in group.weights.values()]
        named = self._named_in_arrays() if has_arrays else set()
        problems = {
            "the budget limit must be more than 0": self.budget_limit <= 0,
            "two projects have the same id": len(known) != len(self.projects),
            "a cost is less than 0": any(p.cost < 0 for p in self.projects),
            "a ballot names a project that does not exist": not named <= known
            or any(not group.weights.keys() <= known for group in ballots),
            "a weight is not more than 0": min(weights, default=1) <= 0,
            "a group has no ballots": any(group.count < 1 for group in ballots),
        }
        return next((text for text, is_so in problems.items() if is_so), None)

    def _named_in_arrays(self) -> set[str]:
        backings = self.support.backings
        return {id_ for id_, backing in backings.items() if backing.groups.size}

    @cached_property
    def support(self) -> Support:
        """The same ballots as arrays, for sums over many of them."""
        if isinstance(self.ballots, HasSupport):
            return self.ballots.support()
        return make_support(
            [project.id for project in self.projects],
            [group.weights for group in self.ballots],
            [group.count for group in self.ballots],
        )

    @cached_property
    def projects_by_id(self) -> Mapping[str, Project]:
        """Project id -> project."""
        return {project.id: project for project in self.projects}
