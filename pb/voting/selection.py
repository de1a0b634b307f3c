"""What may stand on one ballot: read from the form, held to the round's limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pb.rounds.configuration import FrozenConfig, FrozenContest, FrozenProject

# Contest id -> approved projects of that contest, by number.
Selection = Mapping[str, tuple[FrozenProject, ...]]


class UnknownProject(Exception):
    """A choice is not a project on this ballot."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One limit of one contest that a selection does not keep."""

    contest: FrozenContest
    kind: str  # over_budget or too_many
    excess: int  # cents over the budget, or plans over the number
    chosen: tuple[FrozenProject, ...]

    @property
    def enough(self) -> tuple[FrozenProject, ...]:
        """Return the plans of which leaving one out is enough."""
        if self.kind == "too_many":
            return self.chosen if self.excess == 1 else ()
        return tuple(p for p in self.chosen if p.cost >= self.excess)


def read_selection(
    config: FrozenConfig, area_id: str, numbers: Iterable[int]
) -> Selection:
    """Return the chosen projects per contest of the ballot of an area.

    Args:
        config: Of the round.
        area_id: Of the ballot form.
        numbers: Our numbers of the chosen projects; twice is once.

    Raises:
        UnknownProject: A number is not on this ballot.
    """
    wanted = set(numbers)
    selection = {
        contest.id: tuple(p for p in contest.projects if p.number in wanted)
        for contest in config.contests_for(area_id)
    }
    found = {p.number for projects in selection.values() for p in projects}
    if wanted - found:
        raise UnknownProject
    return selection


def faults_of(config: FrozenConfig, selection: Selection) -> list[Fault]:
    """Return every limit that the selection does not keep."""
    faults = []
    for contest_id, chosen in selection.items():
        contest = config.contest(contest_id)
        if contest is None:
            raise UnknownProject
        excess = spent(chosen) - contest.budget_limit
        if contest.limits.within_budget and excess > 0:
            faults.append(Fault(contest, "over_budget", excess, chosen))
        allowed = contest.limits.max_choices
        if allowed is not None and len(chosen) > allowed:
            faults.append(Fault(contest, "too_many", len(chosen) - allowed, chosen))
    return faults


def without(selection: Selection, number: str) -> tuple[str, Selection]:
    """Return the name of the plan with this number, and the selection without it."""
    plans = (plan for chosen in selection.values() for plan in chosen)
    dropped = next((plan for plan in plans if str(plan.number) == number), None)
    if dropped is None:
        return "", selection
    return dropped.name, {
        contest_id: tuple(plan for plan in chosen if plan is not dropped)
        for contest_id, chosen in selection.items()
    }


def spent(projects: Iterable[FrozenProject]) -> int:
    """Return what the projects cost together, in cents."""
    return sum(project.cost for project in projects)


def file_ids(selection: Selection) -> dict[str, list[str]]:
    """Return the selection as it stands in files: contest id -> project ids."""
    return {
        contest_id: [project.id for project in projects]
        for contest_id, projects in selection.items()
    }
