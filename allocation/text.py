"""An outcome as a few lines for a person at a terminal."""

from collections.abc import Iterator, Mapping

from allocation.amounts import decimal_text, money_text, rounded
from allocation.explain import (
    Explanation,
    against_greedy,
    limits_of,
    overall,
    sentences,
    sentences_on_whole,
)
from allocation.explain.areas import Areas
from allocation.model import Instance, Outcome, ProjectResult, Step
from allocation.pabulib.parsed import shown

REASONS = {
    "no_votes": "nobody named it",
    "over_budget": "it costs more than the budget",
    "below_minimum": "its score is below the minimum",
    "blocked": "an exclusion group or a cap keeps it out",
    "withdrawn": "it is withdrawn or paid from other money",
}


def to_text(
    instance: Instance,
    outcome: Outcome,
    *,
    currency: str = "EUR",
    explanations: Mapping[str, Explanation] | None = None,
    areas: Areas | None = None,
) -> str:
    """Return the winners in order of selection, then the others.

    Args:
        instance: What was counted.
        outcome: Of `instance`.
        currency: Its code, put before amounts.
        explanations: What `explain` returned; in words below each project, and
            what the voters got below them all.
        areas: The ballots of `instance` by area, if that is known.

    Returns:
        One line a winner, one line a loser, a line with the totals, and the notes.
    """
    currency = shown(currency)
    lines = [*_lines(instance, outcome, currency, explanations or {})]
    lines += [f"Note: {shown(note.text, limit=None)}" for note in outcome.notes]
    if explanations is not None:
        lines += _on_whole(instance, outcome, currency, areas)
    return "\n".join(lines) + "\n"


def _on_whole(
    instance: Instance, outcome: Outcome, currency: str, areas: Areas | None
) -> Iterator[str]:
    said = overall(instance, outcome, areas)
    if said is not None:
        against = against_greedy(instance, outcome)
        for sentence in sentences_on_whole(
            said, against, {}, language="en", currency=currency
        ):
            yield shown(sentence, limit=None)
    yield from limits_of(outcome, language="en")


def _lines(
    instance: Instance,
    outcome: Outcome,
    currency: str,
    explanations: Mapping[str, Explanation],
) -> Iterator[str]:
    results = {result.project.id: result for result in outcome.projects}
    steps = {step.project: step for step in outcome.steps}
    for place, id_ in enumerate(outcome.winners, 1):
        how = _how(steps.get(id_), currency)
        yield f"{place}. {_title(results[id_], currency)}{how}"
        yield from _in_words(explanations.get(id_), currency)
    for result in outcome.projects:
        if result.status != "funded":
            said = explanations.get(result.project.id)
            why_not = _why_not(result, outcome, said)
            yield f"-  {_title(result, currency)}: {why_not}"
            yield from _in_words(said, currency)
    if outcome.partial is not None:
        amount = money_text(outcome.partial.amount)
        yield f"Partly paid: {shown(outcome.partial.project)}, {currency} {amount}"
    yield _totals(instance, outcome, currency)


def _in_words(said: Explanation | None, currency: str) -> Iterator[str]:
    if said is not None:
        for sentence in sentences(said, {}, language="en", currency=currency):
            yield f"   {shown(sentence, limit=None)}"


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


def _why_not(result: ProjectResult, outcome: Outcome, said: Explanation | None) -> str:
    """Say why a project was not funded, with the amount that was missing."""
    if result.reason is not None:
        return REASONS[result.reason]
    score = f"score {decimal_text(result.score)}"
    if said is not None and said.not_bought is not None:
        missing = rounded(said.not_bought.missing / 100, 2)
        return f"{score}, its supporters were {missing} short"
    lacking = result.project.cost - outcome.left
    if lacking > 0:
        return f"{score}, {money_text(lacking)} more than the money left"
    return f"{score}, too little of its supporters' money was left"


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
