"""Why each project was funded or not, in exact numbers and in words."""

from collections.abc import Mapping

from allocation.contest import Contest, make_contest
from allocation.explain.equal_shares import explain_run
from allocation.explain.greedy import explain_order
from allocation.explain.others import explain_knapsack, explain_phragmen
from allocation.explain.overall import (
    AgainstGreedy,
    Overall,
    against_greedy,
    overall,
)
from allocation.explain.quantities import Explanation, InOrder
from allocation.explain.sentences import sentences
from allocation.explain.whole import limits_of, sentences_on_whole
from allocation.funding import Funding, fund_free_projects
from allocation.model import Instance, Outcome

__all__ = [
    "AgainstGreedy",
    "Explanation",
    "Overall",
    "against_greedy",
    "explain",
    "limits_of",
    "overall",
    "sentences",
    "sentences_on_whole",
]


def explain(instance: Instance, outcome: Outcome) -> Mapping[str, Explanation]:
    """Explain what became of each project.

    Args:
        instance: What was counted.
        outcome: Of `instance`.

    Returns:
        Project id -> explanation, of each project that costs money and took part.

    Raises:
        NotComputed: The weights are too large for the sums needed.
    """
    contest = make_contest(instance, outcome.options, outcome.tie_order)
    if _is_greedy(outcome):
        return _of_greedy(contest)
    if outcome.options.rule == "knapsack":
        forgone = explain_knapsack(contest, outcome)
        return {id_: Explanation(id_, knapsack=said) for id_, said in forgone.items()}
    completed = _of_completion(contest, outcome)
    if outcome.options.rule == "phragmen":
        waiting = explain_phragmen(contest, outcome)
        return {
            id_: Explanation(id_, phragmen=said, completion=completed.get(id_))
            for id_, said in waiting.items()
        }
    return _of_equal_shares(contest, outcome, completed)


def _is_greedy(outcome: Outcome) -> bool:
    """Say whether greedy decided, as the rule or through the comparison step."""
    codes = {note.code for note in outcome.notes}
    return outcome.options.rule == "greedy" or "comparison_greedy" in codes


def _of_greedy(contest: Contest) -> Mapping[str, Explanation]:
    funding, _ = fund_free_projects(contest)
    is_rule = contest.options.rule == "greedy"
    explained = explain_order(
        contest,
        funding,
        utility=contest.options.utility if is_rule else "cost",
        skip=contest.options.skip or not is_rule,
    )
    return {id_: Explanation(id_, greedy=said) for id_, said in explained.items()}


def _of_equal_shares(
    contest: Contest, outcome: Outcome, completed: Mapping[str, InOrder]
) -> Mapping[str, Explanation]:
    if outcome.endowment is None:
        return {}
    run = explain_run(contest, outcome)
    return {
        id_: Explanation(
            id_,
            bought=run.bought.get(id_),
            not_bought=run.not_bought.get(id_),
            completion=completed.get(id_),
        )
        for id_ in (*run.bought, *run.not_bought)
    }


def _of_completion(contest: Contest, outcome: Outcome) -> Mapping[str, InOrder]:
    """Explain the projects that the greedy completion funded."""
    chosen = {step.project for step in outcome.steps if step.phase == "completion"}
    if outcome.options.completion_in_force == "knapsack" or not chosen:
        return {}
    funding = Funding(contest)
    for step in outcome.steps:
        if step.phase != "completion":
            funding.fund(contest.instance.projects_by_id[step.project])
    if not contest.options.caps_bind_completion:
        funding = funding.without_caps()
    utility = contest.options.utility
    explained = explain_order(contest, funding, utility=utility, skip=True)
    return {id_: said for id_, said in explained.items() if id_ in chosen}
