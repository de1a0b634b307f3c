"""What can be said under the knapsack rule and under Phragmén."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from allocation.contest import Contest
from allocation.explain.quantities import Forgone, Waiting
from allocation.funding import fund_free_projects
from allocation.model import Outcome, Project
from allocation.programme import Chosen, Limit, Programme, make_programme


def explain_knapsack(contest: Contest, outcome: Outcome) -> Mapping[str, Forgone]:
    """Say what funding each unfunded project would have cost the others.

    Args:
        contest: Over m projects.
        outcome: Of the knapsack rule in this contest.

    Returns:
        An explanation per project that took part and was not funded.
    """
    funding, _ = fund_free_projects(contest)
    programme = make_programme(contest, funding, contest.options.objective)
    places = {id_: place for place, id_ in enumerate(programme.project_ids)}
    chosen = frozenset(places[id_] for id_ in outcome.winners if id_ in places)
    best = programme.value(chosen)
    return {
        id_: _forgone(programme, place, best)
        for id_, place in places.items()
        if place not in chosen
    }


def _forgone(programme: Programme, place: int, best: int) -> Forgone:
    value = _best_value_with(programme, place)
    if value is None:
        return Forgone(None)
    loss = (best - value) * programme.value_unit
    return Forgone(int(loss) if loss.denominator == 1 else loss)


def _best_value_with(programme: Programme, place: int) -> int | None:
    """Return the best value with one project in it; None if nothing is allowed."""
    # Loading the solvers takes longer than most counts that do without them.
    from allocation.exact_search import SearchTooLarge, find_choice
    from allocation.knapsack import best_choice

    filled = _filled(programme, place)
    if not programme.allows(filled):
        return None
    at_least = programme.value(filled)
    try:
        choice = find_choice(programme, at_least=at_least, fixed={place: True})
        return None if choice is None else programme.value(choice)
    except SearchTooLarge:
        rest = _rest(programme, place)
        return programme.values[place] + rest.value(best_choice(rest)[0])


def _rest(programme: Programme, place: int) -> Programme:
    """Return what may be chosen beside one project that is paid for."""
    others = [i for i in range(len(programme.values)) if i != place]

    def rest(limit: Limit) -> Limit:
        numbers = limit.coefficients
        left = {at: numbers[i] for at, i in enumerate(others) if i in numbers}
        return Limit(left, limit.at_most - numbers.get(place, 0))

    return Programme(
        [programme.project_ids[i] for i in others],
        [programme.values[i] for i in others],
        programme.value_unit,
        rest(programme.budget),
        tuple(map(rest, programme.side_limits)),
    )


def _filled(programme: Programme, place: int) -> Chosen:
    """Return a good choice with one project: the rest by value for money."""
    costs = programme.budget.coefficients
    chosen = frozenset([place])
    for other in sorted(costs, key=lambda i: Fraction(-programme.values[i], costs[i])):
        if programme.allows(chosen | {other}):
            chosen |= {other}
    return chosen


def explain_phragmen(contest: Contest, outcome: Outcome) -> Mapping[str, Waiting]:
    """Say when the supporters of each unfunded project would have had its cost.

    Args:
        contest: n approval ballots over m projects.
        outcome: Of Phragmén in this contest.

    Returns:
        An explanation per project that took part and was not funded by the rule.
    """
    support = contest.instance.support
    bought = [step for step in outcome.steps if step.phase == "phragmen"]
    last_paid = np.zeros(support.group_count, dtype=np.intp)
    moments = [Fraction(0)]
    for step in bought:
        last_paid[support.backings[step.project].groups] = len(moments)
        moments.append(step.key or Fraction(0))

    def moment(project: Project) -> Fraction:
        backing = support.backings[project.id]
        voters = np.bincount(last_paid[backing.groups], weights=backing.counts)
        spent = sum(
            int(voters[s]) * moments[s] for s in np.flatnonzero(voters).tolist()
        )
        return (project.cost + spent) / Fraction(int(backing.ballots))

    stopped_at = moments[-1] if bought else None
    done = {step.project for step in bought}
    return {
        project.id: Waiting(moment(project), stopped_at)
        for project in contest.candidates
        if project.cost > 0 and project.id not in done
    }
