"""Sequential Phragmén for approval ballots.

Source: M. Los, Z. Christoff and D. Grossi, "Proportional Budget Allocations:
Towards a Systematization", 2022, https://arxiv.org/abs/2203.12324.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from allocation.contest import Contest
from allocation.funding import Funding
from allocation.model import Project, Step
from allocation.support import Backing


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
    support = contest.instance.support
    # Per group of ballots, the step it last paid in; step 0 is the beginning.
    last_paid = np.zeros(support.group_count, dtype=np.intp)
    moments_of_steps = [Fraction(0)]
    steps: list[Step] = []
    while True:
        moments = {
            project: _moment(
                project, support.backings[project.id], last_paid, moments_of_steps
            )
            for project in contest.candidates
            if project.cost > 0 and funding.is_open_to(project)
        }
        now = min(moments.values(), default=None)
        tied = [project for project in moments if moments[project] == now]
        if now is None or not all(funding.fits(project) for project in tied):
            return tuple(steps)
        last_paid[support.backings[tied[0].id].groups] = len(moments_of_steps)
        moments_of_steps.append(now)
        funding.fund(tied[0])
        steps.append(_step(tied, now, funding.left))


def _moment(
    project: Project,
    backing: Backing,
    last_paid: NDArray[np.intp],
    moments_of_steps: Sequence[Fraction],
) -> Fraction:
    """Return when the supporters of `project` together hold its cost."""
    voters = np.bincount(last_paid[backing.groups], weights=backing.counts)
    spent_before = sum(
        (
            int(voters[step]) * moments_of_steps[step]
            for step in np.flatnonzero(voters).tolist()
        ),
        Fraction(0),
    )
    return (project.cost + spent_before) / int(backing.counts.sum())


def _step(tied: Sequence[Project], moment: Fraction, left: int) -> Step:
    others = tuple(project.id for project in tied[1:])
    return Step(tied[0].id, "phragmen", left, key=moment, tied_with=others)
