"""Sequential Phragmén for approval ballots.

Source: M. Los, Z. Christoff and D. Grossi, "Proportional Budget Allocations:
Towards a Systematization", 2022, https://arxiv.org/abs/2203.12324.
"""

from collections.abc import Sequence
from fractions import Fraction

from allocation.contest import Contest
from allocation.funding import Funding
from allocation.model import Project, Step


def phragmen(contest: Contest, funding: Funding) -> tuple[Step, ...]:
    """Buy projects as soon as their supporters have earned enough together.

    Every voter earns money at the same speed from moment 0. At the first moment
    at which the supporters of a project hold its cost it is bought, and they
    have nothing left. The rule stops when one of the projects that could be
    bought next costs more than the money left.

    Args:
        contest: n approval ballots over m projects.
        funding: Changed in place.

    Returns:
        A step per project bought; its key is the moment of purchase, in the unit
        of the costs per voter.
    """
    groups = contest.instance.ballots
    last_paid = [Fraction(0)] * len(groups)  # moment, per group of ballots
    supporters = supporters_of(contest)
    steps: list[Step] = []
    while True:
        moments = {
            project.id: _moment(contest, project, last_paid, supporters[project.id])
            for project in contest.candidates
            if project.cost > 0 and funding.is_open_to(project)
        }
        now = min(moments.values(), default=None)
        tied = [
            contest.instance.projects_by_id[id_]
            for id_, moment in moments.items()
            if moment == now
        ]
        if now is None or not all(funding.fits(project) for project in tied):
            return tuple(steps)
        for group in supporters[tied[0].id]:
            last_paid[group] = now
        funding.fund(tied[0])
        steps.append(_step(tied, now, funding.left))


def supporters_of(contest: Contest) -> dict[str, list[int]]:
    """Return project id -> indices of the groups of ballots that name it."""
    supporters: dict[str, list[int]] = {
        project.id: [] for project in contest.candidates
    }
    for index, group in enumerate(contest.instance.ballots):
        for id_ in group.weights:
            if id_ in supporters:
                supporters[id_].append(index)
    return supporters


def _moment(
    contest: Contest,
    project: Project,
    last_paid: Sequence[Fraction],
    supporters: Sequence[int],
) -> Fraction:
    groups = contest.instance.ballots
    loads = sum((last_paid[i] * groups[i].count for i in supporters), Fraction(0))
    return (project.cost + loads) / contest.instance.votes[project.id]


def _step(tied: Sequence[Project], moment: Fraction, left: int) -> Step:
    others = tuple(project.id for project in tied[1:])
    return Step(tied[0].id, "phragmen", left, key=moment, tied_with=others)
