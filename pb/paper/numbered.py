"""The plans of a paper ballot by the short number that is printed before each."""

from dataclasses import dataclass

from pb.rounds.configuration import FrozenConfig, FrozenContest, FrozenProject


@dataclass(frozen=True, slots=True)
class NumberedPlan:
    """A plan on the paper ballot of one area."""

    number: int  # from 1, on through all contests of the ballot
    contest: FrozenContest
    project: FrozenProject


def numbered_plans(config: FrozenConfig, area_id: int | str) -> list[NumberedPlan]:
    """Return the plans on the ballot of an area, in the order of the paper.

    It follows from the frozen configuration, so paper and entry never disagree.
    """
    plans = [
        (contest, project)
        for contest in config.contests_for(area_id)
        for project in contest.projects
    ]
    return [NumberedPlan(n, *plan) for n, plan in enumerate(plans, start=1)]
