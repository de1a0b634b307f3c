"""The greedy rule: the most supported projects first, while the money lasts.

Source: the rules "greedy", "greedy-no-skip", "greedy-threshold" and
"greedy-exclusive" of Pabulib, https://pabulib.org/format; the last two are this
rule with a minimum score and with exclusion groups.
"""

from collections.abc import Sequence
from fractions import Fraction

from allocation.contest import Contest
from allocation.funding import Funding
from allocation.model import Phase, Project, Step, Utility


def greedy_key(contest: Contest, project: Project, utility: Utility) -> Fraction:
    """Return what greedy compares: score, or score per unit of money."""
    score = Fraction(contest.instance.scores[project.id])
    return score / project.cost if utility == "cardinality" else score


def greedy_order(contest: Contest, utility: Utility) -> list[Project]:
    """Return the eligible projects that cost money, best first.

    Args:
        contest: Over m projects.
        utility: "cost" sorts by score, "cardinality" by score per unit of money.

    Returns:
        At most m projects; ties stand in tie order.
    """
    paid = [project for project in contest.candidates if project.cost > 0]
    # sort() is stable, so equal keys stay in tie order.
    return sorted(paid, key=lambda p: -greedy_key(contest, p, utility))


def fund_greedily(
    contest: Contest,
    funding: Funding,
    *,
    phase: Phase = "greedy",
    utility: Utility = "cost",
    skip: bool = True,
) -> tuple[Step, ...]:
    """Go once through the projects and fund each that fits.

    Args:
        contest: Over m projects.
        funding: Changed in place.
        phase: What the steps are called.
        utility: See `greedy_order`.
        skip: Whether to go on after a project that does not fit.

    Returns:
        A step per project funded here.
    """
    order = [p for p in greedy_order(contest, utility) if p.id not in funding.funded]
    steps = []
    for place, project in enumerate(order):
        if funding.is_blocked(project):
            continue
        if not funding.fits(project):
            if skip:
                continue
            break
        key = greedy_key(contest, project, utility)
        behind = [p for p in order[place + 1 :] if not funding.is_blocked(p)]
        tied = _tied(contest, behind, key=key, utility=utility)
        funding.fund(project)
        step = Step(project.id, phase, funding.left, key=key, tied_with=tied)
        steps.append(step)
    return tuple(steps)


def _tied(
    contest: Contest, behind: Sequence[Project], *, key: Fraction, utility: Utility
) -> tuple[str, ...]:
    return tuple(p.id for p in behind if greedy_key(contest, p, utility) == key)
