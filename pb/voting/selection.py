"""What may stand on one ballot: read from the form, held to the round's limits."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pb.rounds.ballot_limits import MOST_POINTS
from pb.rounds.configuration import FrozenConfig, FrozenContest, FrozenProject

# Choices as they stand in files: ids sorted; id -> points; or ids, best first.
FileChoices = list[str] | dict[str, int]


class UnknownProject(Exception):
    """A choice is not a project on this ballot."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one ballot says in one contest; limits need not be kept."""

    contest: FrozenContest
    # What each chosen plan was given: 1 for a tick, its points, or its place. In
    # the contest's order; where plans are ranked, best first.
    marks: Mapping[FrozenProject, int]

    @property
    def plans(self) -> tuple[FrozenProject, ...]:
        """Return the chosen plans."""
        return tuple(self.marks)

    @property
    def spent(self) -> int:
        """Return what the chosen plans cost together, in cents."""
        return spent(self.marks)

    @property
    def points(self) -> int:
        """Return how many points were given in all."""
        return sum(self.marks.values())

    def without(self, number: str) -> "Choices":
        """Return the same without one plan."""
        left = {p: mark for p, mark in self.marks.items() if str(p.number) != number}
        return replace(self, marks=left)


Selection = Mapping[str, Choices]  # contest id -> choices, for every contest


@dataclass(frozen=True, slots=True)
class Fault:
    """One limit of one contest that a selection does not keep."""

    choices: Choices
    # over_budget, too_many, too_few, theme_full, too_many_points, plan_points or
    # same_place
    kind: str
    excess: int  # how much over, or short: cents, plans or points
    chosen: tuple[FrozenProject, ...]  # the plans it is about
    limit: int  # what the excess is over or short of; for same_place, the place
    theme: str = ""  # the category, for theme_full

    @property
    def contest(self) -> FrozenContest:
        """Return the contest whose limit it is."""
        return self.choices.contest

    @property
    def enough(self) -> tuple[FrozenProject, ...]:
        """Return the plans of which leaving one out is enough."""
        return tuple(p for p in self.chosen if self._frees(p) >= self.excess)

    def _frees(self, project: FrozenProject) -> int:
        """Return how much less it is without a plan."""
        if self.kind == "over_budget":
            return project.cost
        if self.kind == "too_many_points":
            return self.choices.marks[project]
        return 1 if self.kind in {"too_many", "theme_full"} else 0


def read_selection(
    config: FrozenConfig,
    area_id: str,
    numbers: Iterable[int] = (),
    *,
    points: Mapping[int, int] | None = None,
    ranks: Mapping[int, int] | None = None,
) -> Selection:
    """Return what is chosen per contest of the ballot of an area.

    Places with a gap between them move up: only their order counts.

    Args:
        config: Of the round.
        area_id: Of the ballot form.
        numbers: Our numbers of the ticked plans; twice is once.
        points: Number of the plan -> points; 0 is not chosen.
        ranks: Number of the plan -> place, 1 is best.

    Raises:
        UnknownProject: A number is not on this ballot, or not marked in this way.
    """
    given = {
        "cumulative": dict(points or {}),
        "ordinal": dict(ranks or {}),
        "approval": dict.fromkeys(numbers, 1),
    }
    given["choose-1"] = given["approval"]
    selection = {
        contest.id: _choices(contest, given[contest.vote_type])
        for contest in config.contests_for(area_id)
    }
    if any(given.values()):
        raise UnknownProject
    return selection


def _choices(contest: FrozenContest, given: dict[int, int]) -> Choices:
    """Return the choices of a contest, and take what is of it out of `given`."""
    found = [(p, given.pop(p.number)) for p in contest.projects if p.number in given]
    if contest.vote_type == "ordinal":
        found.sort(key=lambda pair: pair[1])
    return Choices(contest, {project: mark for project, mark in found if mark > 0})


def faults_of(config: FrozenConfig, selection: Selection) -> list[Fault]:
    """Return every limit that the selection does not keep.

    Raises:
        UnknownProject: It is a selection of another round.
    """
    faults: list[Fault] = []
    for contest_id, choices in selection.items():
        if config.contest(contest_id) != choices.contest:
            raise UnknownProject
        if choices.marks:  # blank is always allowed
            faults += (fault for check in CHECKS for fault in check(choices))
    return faults


def _budget(choices: Choices) -> Iterator[Fault]:
    contest = choices.contest
    excess = choices.spent - contest.budget_limit
    if contest.limits.within_budget and excess > 0:
        limit = contest.budget_limit
        yield Fault(choices, "over_budget", excess, choices.plans, limit)


def _number(choices: Choices) -> Iterator[Fault]:
    contest, count = choices.contest, len(choices.marks)
    most, least = contest.most_choices, contest.limits.min_choices
    if count > most:
        yield Fault(choices, "too_many", count - most, choices.plans, most)
    if count < least:
        yield Fault(choices, "too_few", least - count, choices.plans, least)


def _themes(choices: Choices) -> Iterator[Fault]:
    counts = Counter(project.category for project in choices.marks)
    for theme, most in choices.contest.limits.max_per_theme.items():
        excess = counts[theme] - most
        if excess > 0:
            plans = tuple(p for p in choices.marks if p.category == theme)
            yield Fault(choices, "theme_full", excess, plans, most, theme)


def _points(choices: Choices) -> Iterator[Fault]:
    contest, limits = choices.contest, choices.contest.limits
    if contest.vote_type != "cumulative":
        return
    if limits.points is not None and choices.points > limits.points:
        excess = choices.points - limits.points
        yield Fault(choices, "too_many_points", excess, choices.plans, limits.points)
    if limits.max_points is None and limits.points is not None:
        return  # the sum says it all
    most = MOST_POINTS if limits.max_points is None else limits.max_points
    for project, points in choices.marks.items():
        if points > most:
            yield Fault(choices, "plan_points", points - most, (project,), most)


def _places(choices: Choices) -> Iterator[Fault]:
    if choices.contest.vote_type != "ordinal":
        return
    for place, count in Counter(choices.marks.values()).items():
        if count > 1:
            plans = tuple(p for p, mark in choices.marks.items() if mark == place)
            yield Fault(choices, "same_place", count - 1, plans, place)


CHECKS: tuple[Callable[[Choices], Iterator[Fault]], ...] = (
    _budget,
    _number,
    _themes,
    _points,
    _places,
)


def emptied(selection: Selection, contest_id: str) -> Selection:
    """Return the selection with one contest left blank."""
    if contest_id not in selection:
        return selection
    blank = Choices(selection[contest_id].contest, {})
    return {**selection, contest_id: blank}


def without(selection: Selection, number: str) -> tuple[str, Selection]:
    """Return the name of the plan with this number, and the selection without it."""
    plans = (plan for choices in selection.values() for plan in choices.marks)
    dropped = next((plan for plan in plans if str(plan.number) == number), None)
    rest = {id_: choices.without(number) for id_, choices in selection.items()}
    return dropped.name if dropped else "", rest


def spent(projects: Iterable[FrozenProject]) -> int:
    """Return what the projects cost together, in cents."""
    return sum(project.cost for project in projects)


def file_ids(selection: Selection) -> dict[str, FileChoices]:
    """Return the selection as it stands in files; a blank contest is left out."""
    return {
        contest_id: _file_choices(choices)
        for contest_id, choices in selection.items()
        if choices.marks
    }


def _file_choices(choices: Choices) -> FileChoices:
    if choices.contest.vote_type == "cumulative":
        return {project.id: points for project, points in choices.marks.items()}
    ids = [project.id for project in choices.marks]
    return ids if choices.contest.vote_type == "ordinal" else sorted(ids)
