"""The knapsack rule: the affordable projects with the most votes together.

PuLP proposes, whole numbers dispose. A solver's answer is recomputed exactly, ties
are settled by the tie order, and the optimum is confirmed in a second way.
"""

from collections.abc import Callable, Mapping

from allocation.contest import Contest
from allocation.exact_search import LARGEST, SearchTooLarge, find_choice
from allocation.funding import Funding
from allocation.highs_solver import best_value
from allocation.model import (
    NotComputed,
    Objective,
    Progress,
    ProgressListener,
    Project,
    Step,
    Value,
    Weight,
)
from allocation.programme import Chosen, Programme, make_programme
from allocation.pulp_solver import SolverFailed, propose

PROVED = "exact search"
CONFIRMED = "two solvers"

Finder = Callable[[Mapping[int, bool], int], Chosen | None]
"""From fixed projects and a value to a choice that has it, or None."""


def fund_best_choice(
    contest: Contest,
    funding: Funding,
    objective: Objective,
    *,
    progress: ProgressListener | None = None,
) -> tuple[list[Project], str]:
    """Fund the best choice among what is still open.

    Args:
        contest: Over m projects.
        funding: Changed in place.
        objective: What is maximised.
        progress: Told now and then how many projects were looked at.

    Returns:
        The projects funded here, in tie order, and how the optimum was confirmed.

    Raises:
        NotComputed: No answer could be confirmed; nothing is funded.
    """
    programme = make_programme(contest, funding, objective)
    chosen, proof = best_choice(programme, progress)
    known = contest.instance.projects_by_id
    projects = [known[programme.project_ids[index]] for index in sorted(chosen)]
    for project in projects:
        funding.fund(project)
    return projects, proof


def value_of(contest: Contest, funding: Funding, proof: str) -> Value:
    """Return the exact value of everything funded."""
    scores = contest.instance.scores
    objective = contest.options.objective
    value: Weight = 0
    for id_ in funding.funded:
        cost = contest.instance.projects_by_id[id_].cost
        value += scores[id_] * (cost if objective == "votes-cost" else 1)
    return Value(objective, value, proof)


def complete_by_knapsack(
    contest: Contest, funding: Funding, progress: ProgressListener | None = None
) -> tuple[Funding, tuple[Step, ...]]:
    """Fund the best choice of what a rule left open.

    Args:
        contest: Over m projects.
        funding: Of the rule; it is not changed.
        progress: Told now and then how many projects were looked at.

    Returns:
        The funding after completion, and a step per project, in tie order.
    """
    binds = contest.options.caps_bind_completion
    completed = funding.copy() if binds else funding.without_caps()
    left = completed.left
    objective = contest.options.objective_in_force
    projects, _ = fund_best_choice(contest, completed, objective, progress=progress)
    steps = []
    for project in projects:
        left -= project.cost
        steps.append(Step(project.id, "completion", left))
    return completed, tuple(steps)


def best_choice(
    programme: Programme, progress: ProgressListener | None = None
) -> tuple[Chosen, str]:
    """Return the best choice, and how it was confirmed.

    Among all optima it is the lexicographically first along the tie order: it
    contains the first project if any optimum does, and so on.

    Args:
        programme: m projects.
        progress: Told now and then how many projects were looked at.

    Returns:
        The choice, and "exact search" or "two solvers".

    Raises:
        NotComputed: No answer could be confirmed.
    """
    if not programme.values:
        return frozenset(), PROVED
    chosen = _proposed(programme)
    try:
        return _exactly(programme, chosen, progress), PROVED
    except SearchTooLarge:
        if chosen is None:
            raise
    return _by_solvers(programme, chosen, progress), CONFIRMED


def _proposed(programme: Programme) -> Chosen | None:
    """Return CBC's answer, unless the numbers are too large for its floats."""
    if sum(programme.values) >= LARGEST or programme.budget.at_most >= LARGEST:
        return None
    try:
        return propose(programme)
    except SolverFailed:
        return None


def _exactly(
    programme: Programme, proposed: Chosen | None, progress: ProgressListener | None
) -> Chosen:
    """Return the first optimum, by exact search alone; the proposal saves work."""
    lower = 0 if proposed is None else programme.value(proposed)
    better = find_choice(programme, at_least=lower + 1, progress=progress)
    best = better if better is not None else proposed
    if best is None:
        return frozenset()

    def find(fixed: Mapping[int, bool], value: int) -> Chosen | None:
        return find_choice(programme, at_least=value, fixed=fixed, progress=progress)

    return _first_optimum(programme, best, find)


def _by_solvers(
    programme: Programme, proposed: Chosen, progress: ProgressListener | None
) -> Chosen:
    """Return the first optimum that CBC finds, if HiGHS agrees on its value."""
    value = programme.value(proposed)
    if best_value(programme) != value:
        raise NotComputed("two solvers disagree on the best value")
    other = propose(programme, other_than=proposed)
    if other is None or programme.value(other) < value:
        return proposed

    def find(fixed: Mapping[int, bool], value: int) -> Chosen | None:
        if progress is not None:
            progress(Progress("knapsack", len(fixed)))
        answer = propose(programme, fixed=fixed)
        if answer is None or programme.value(answer) < value:
            return None
        return answer

    return _first_optimum(programme, proposed, find)


def _first_optimum(programme: Programme, witness: Chosen, find: Finder) -> Chosen:
    """Go along the tie order; take each project that some optimum still has."""
    value = programme.value(witness)
    fixed: dict[int, bool] = {}
    for index in range(len(programme.values)):
        if index not in witness and _may_reach(
            programme, {**fixed, index: True}, value
        ):
            witness = find({**fixed, index: True}, value) or witness
        fixed[index] = index in witness
    return witness


def _may_reach(programme: Programme, fixed: Mapping[int, bool], value: int) -> bool:
    """Say whether the fractional bound leaves room for `value`, exactly."""
    costs = programme.budget.coefficients
    forced = [index for index, is_chosen in fixed.items() if is_chosen]
    left = programme.budget.at_most - sum(costs[index] for index in forced)
    missing = value - programme.value(forced)
    free = [index for index in range(len(programme.values)) if index not in fixed]
    for index in sorted(free, key=lambda i: -programme.values[i] / costs[i]):
        if left < costs[index]:
            # One unit more than rounding in the order of ratios could hide.
            return (
                left >= 0
                and missing <= left * programme.values[index] // costs[index] + 1
            )
        left -= costs[index]
        missing -= programme.values[index]
    return left >= 0 and missing <= 0
