"""Why greedy funded a project, or did not; also for the completion of a rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from allocation.contest import Contest
from allocation.explain.quantities import InOrder
from allocation.funding import Funding
from allocation.greedy import greedy_key, greedy_order
from allocation.model import Project, Utility


@dataclass(frozen=True, slots=True)
class _Turn:
    """A project's turn in the order."""

    place: int  # from 1
    project: Project
    key: Fraction
    money_left: int
    is_reached: bool  # not after the project at which the rule stopped
    is_blocked: bool


def explain_order(
    contest: Contest, funding: Funding, *, utility: Utility, skip: bool
) -> Mapping[str, InOrder]:
    """Explain what becomes of each project when greedy goes on from `funding`.

    Args:
        contest: Over m projects.
        funding: Before the first turn; it is not changed.
        utility: What the projects are sorted by.
        skip: Whether the rule goes on after a project that does not fit.

    Returns:
        An explanation per project that costs money and is neither funded before
        nor blocked.
    """
    turns = list(_turns(contest, funding.copy(), utility=utility, skip=skip))
    return {
        turn.project.id: _explained(contest, turns, turn, utility)
        for turn in turns
        if not turn.is_blocked
    }


def _turns(
    contest: Contest, funding: Funding, *, utility: Utility, skip: bool
) -> Iterator[_Turn]:
    order = [p for p in greedy_order(contest, utility) if p.id not in funding.funded]
    is_reached = True
    for place, project in enumerate(order, 1):
        is_blocked = funding.is_blocked(project)
        key = greedy_key(contest, project, utility)
        yield _Turn(place, project, key, funding.left, is_reached, is_blocked)
        if is_blocked or not is_reached:
            continue
        if funding.fits(project):
            funding.fund(project)
        elif not skip:
            is_reached = False


def _explained(
    contest: Contest, turns: list[_Turn], turn: _Turn, utility: Utility
) -> InOrder:
    is_funded = turn.is_reached and turn.project.cost <= turn.money_left
    return InOrder(
        place=turn.place,
        money_left_at_turn=turn.money_left,
        missing=max(turn.project.cost - turn.money_left, 0),
        fundable_at_cost=turn.money_left if turn.is_reached else 0,
        extra_votes=0 if is_funded else _extra_votes(contest, turns, turn, utility),
    )


def _extra_votes(
    contest: Contest, turns: list[_Turn], turn: _Turn, utility: Utility
) -> int | None:
    """Return how many more votes bring the project to where the money suffices."""
    for other in reversed(turns[: turn.place - 1]):
        if other.is_reached and other.money_left >= turn.project.cost:
            unit = turn.project.cost if utility == "cardinality" else 1
            missing = (other.key - turn.key) * unit
            rank = contest.rank
            wins_tie = rank[turn.project.id] < rank[other.project.id]
            return ceil(missing) if wins_tie else floor(missing) + 1
    return None
