"""What has been funded so far, and what that forbids."""

from collections import Counter
from typing import Self

from allocation.contest import Contest
from allocation.model import ExclusionGroup, Project, Step


class Funding:
    """The money left of the budget and the limits that bind the next project.

    A rule makes one, funds projects in it and throws it away. Blocking depends
    only on what was funded, and a blocked project stays blocked.
    """

    def __init__(self, contest: Contest) -> None:
        self.left = contest.instance.budget_limit
        self.funded: dict[str, None] = {}  # in order of selection
        self._groups = contest.options.groups
        self._caps = contest.options.caps
        self._spent: Counter[str] = Counter()  # category -> amount

    def fund(self, project: Project) -> None:
        """Take the cost of `project` from the money left."""
        self.left -= project.cost
        self.funded[project.id] = None
        for category in self._caps:
            if project.is_in_category(category):
                self._spent[category] += project.cost

    def is_blocked(self, project: Project) -> bool:
        """Say whether an exclusion group or a cap keeps `project` out for good."""
        if not self._groups and not self._caps:
            return False
        return self._is_excluded(project.id) or any(
            self._spent[category] + project.cost > cap
            for category, cap in self._caps.items()
            if project.is_in_category(category)
        )

    def is_open_to(self, project: Project) -> bool:
        """Say whether `project` is neither funded nor blocked."""
        return project.id not in self.funded and not self.is_blocked(project)

    def fits(self, project: Project) -> bool:
        """Say whether the money left pays for `project`."""
        return project.cost <= self.left

    def places_left(self) -> list[tuple[ExclusionGroup, int]]:
        """Return each exclusion group with how many more it may have."""
        return [(g, g.at_most - self._funded_in(g)) for g in self._groups]

    def amounts_left(self) -> list[tuple[str, int]]:
        """Return each capped category with what may still be spent in it."""
        return [(name, cap - self._spent[name]) for name, cap in self._caps.items()]

    def without_caps(self) -> Self:
        """Return the same funding, no longer bound by caps."""
        copy = self.copy()
        copy._caps = {}
        return copy

    def copy(self) -> Self:
        """Return a funding that can go its own way from here."""
        copy = object.__new__(type(self))
        copy.left = self.left
        copy.funded = dict(self.funded)
        copy._groups = self._groups
        copy._caps = self._caps
        copy._spent = Counter(self._spent)
        return copy

    def _is_excluded(self, id_: str) -> bool:
        return any(
            id_ in group.project_ids and self._funded_in(group) >= group.at_most
            for group in self._groups
        )

    def _funded_in(self, group: ExclusionGroup) -> int:
        return sum(member in self.funded for member in group.project_ids)


def fund_free_projects(contest: Contest) -> tuple[Funding, tuple[Step, ...]]:
    """Fund the eligible projects that cost nothing, in tie order.

    Args:
        contest: Over m projects.

    Returns:
        The funding every rule starts from, and a step per free project.
    """
    funding = Funding(contest)
    steps = []
    for project in contest.candidates:
        if project.cost == 0 and not funding.is_blocked(project):
            funding.fund(project)
            steps.append(Step(project.id, "free", funding.left))
    return funding, tuple(steps)
