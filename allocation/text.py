"""An outcome as a few lines for a person at a terminal."""

from collections.abc import Iterator

from allocation.amounts import decimal_text, money_text, rounded
from allocation.model import Instance, Outcome, ProjectResult, Step
from allocation.pabulib.parsed import shown

REASONS = {
    "no_votes": "nobody named it",
    "over_budget": "it costs more than the budget",
    "below_minimum": "its score is below the minimum",
    "blocked": "an exclusion group or a cap keeps it out",
    "withdrawn": "it is withdrawn or paid from other money",
}


def to_text(instance: Instance, outcome: Outcome, *, currency: str = "EUR") -> str:
    """Return the winners in order of selection, then the others.

    Args:
        instance: What was counted.
        outcome: Of `instance`.
        currency: Its code, put before amounts.

    Returns:
        One line a winner, one line a loser, and a line with the totals.
    """
    return "\n".join(_lines(instance, outcome, currency)) + "\n"


def _lines(instance: Instance, outcome: Outcome, currency: str) -> Iterator[str]:
    results = {result.project.id: result for result in outcome.projects}
    steps = {step.project: step for step in outcome.steps}
    for place, id_ in enumerate(outcome.winners, 1):
        how = _how(steps.get(id_), currency)
        yield f"{place}. {_title(results[id_], currency)}{how}"
    for result in outcome.projects:
        if result.status != "funded":
            yield f"-  {_title(result, currency)}: {_why_not(result, outcome)}"
    if outcome.partial is not None:
        amount = money_text(outcome.partial.amount)
        yield f"Partly paid: {shown(outcome.partial.project)}, {currency} {amount}"
    yield _totals(instance, outcome, currency)


def _title(result: ProjectResult, currency: str) -> str:
    name = f" {shown(result.project.name)}" if result.project.name else ""
    cost = money_text(result.project.cost)
    return f"{shown(result.project.id)}{name} ({currency} {cost})"


def _how(step: Step | None, currency: str) -> str:
    if step is None:
        return ""
    if step.effective_vote_count is None or step.payment is None:
        return f": {step.phase}"
    votes = rounded(step.effective_vote_count, 2)
    payment = rounded(step.payment / 100, 2)
    return f": {votes} effective votes, {currency} {payment} each"


def _why_not(result: ProjectResult, outcome: Outcome) -> str:
    if result.reason is not None:
        return REASONS[result.reason]
    missing = result.project.cost - outcome.left
    score = decimal_text(result.score)
    if missing > 0:
        return f"score {score}, {money_text(missing)} more than the money left"
    return f"score {score}, too few of its supporters' money was left"


def _totals(instance: Instance, outcome: Outcome, currency: str) -> str:
    spent, budget = money_text(outcome.cost), money_text(instance.budget_limit)
    line = (
        f"{len(outcome.winners)} of {len(instance.projects)} projects funded for"
        f" {currency} {spent} of {budget}; {money_text(outcome.left)} left;"
        f" {instance.ballot_count} ballots"
    )
    if outcome.increments:
        line += f"; {outcome.increments} increments"
    return line
