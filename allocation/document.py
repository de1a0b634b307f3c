"""An outcome as one JSON document, the same bytes for the same input.

The document is a public promise: `buurtgeld-allocation/1`. Amounts are decimals in
the currency's main unit; the library's own amounts are its hundredths.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocation.account import (
    against_greedy_part,
    certificates_part,
    explanation_part,
    overall_part,
)
from allocation.amounts import decimal_text, money_text, rational
from allocation.explain.areas import Areas
from allocation.explain.quantities import Explanation
from allocation.model import Instance, Options, Outcome, ProjectResult, Step, Weight
from allocation.pabulib.parsed import FileWarning, ParsedFile

FORMAT = "buurtgeld-allocation/1"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """The file an instance was read from."""

    name: str
    sha256: str

    @classmethod
    def of(cls, parsed: ParsedFile) -> "Source":
        """Return the source of what was read."""
        return cls(parsed.name, parsed.sha256)


def to_json(
    instance: Instance,
    outcome: Outcome,
    *,
    source: Source | None = None,
    currency: str = "EUR",
    warnings: Iterable[FileWarning] = (),
    explanations: Mapping[str, Explanation] | None = None,
    areas: Areas | None = None,
    certificate_notes: Iterable[str] = (),
) -> str:
    """Return the document of `to_document` as text.

    Two spaces of indent, one final newline, keys in the promised order.
    """
    document = to_document(
        instance,
        outcome,
        source=source,
        currency=currency,
        warnings=warnings,
        explanations=explanations,
        areas=areas,
        certificate_notes=certificate_notes,
    )
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def to_document(
    instance: Instance,
    outcome: Outcome,
    *,
    source: Source | None = None,
    currency: str = "EUR",
    warnings: Iterable[FileWarning] = (),
    explanations: Mapping[str, Explanation] | None = None,
    areas: Areas | None = None,
    certificate_notes: Iterable[str] = (),
) -> Document:
    """Return everything about an outcome that a page, a report or a recount reads.

    Args:
        instance: What was counted; its amounts are hundredths of the currency.
        outcome: Of `instance`.
        source: Left out of the document, with its two keys, if None.
        currency: Its code.
        warnings: Of reading the file; the notes of the outcome follow them.
        explanations: What `explain` returned; left out if None.
        areas: The ballots of `instance` by area, if that is known.
        certificate_notes: What further checks found, as sentences.

    Returns:
        A dictionary of strings, whole numbers, lists and dictionaries.
    """
    from_file = {} if source is None else {"file": source.name, "sha256": source.sha256}
    return {
        "format": FORMAT,
        **from_file,
        **_rule(outcome.options),
        **_election(instance, currency),
        "budget": money_text(instance.budget_limit),
        "cost": money_text(outcome.cost),
        "left": money_text(outcome.left),
        "winners": list(outcome.winners),
        "partial": _partial(outcome),
        "endowment": _money(outcome.endowment),
        "increments": outcome.increments,
        "tie_order": list(outcome.tie_order),
        "steps": [_step(n, s, outcome) for n, s in enumerate(outcome.steps, 1)],
        "value": _value(outcome),
        "projects": [_project(r, explanations or {}) for r in outcome.projects],
        "overall": overall_part(instance, outcome, areas),
        "against_greedy": against_greedy_part(instance, outcome),
        "certificates": certificates_part(instance, outcome, certificate_notes),
        "warnings": _warnings(outcome, warnings),
    }


def _rule(options: Options) -> Document:
    has_utility = options.rule in ("equal-shares", "greedy")
    fills_knapsack = "knapsack" in (options.rule, options.completion_in_force)
    return {
        "rule": options.rule,
        "utility": options.utility if has_utility else None,
        "completion": options.completion_in_force,
        "objective": options.objective_in_force if fills_knapsack else None,
        "options": {
            "increment": money_text(options.increment),
            "add1_stop": options.add1_stop,
            "min_score": str(options.min_score),
            "skip": options.skip,
            "limits": options.limits,
            "leftover": options.leftover,
            "comparison": options.comparison,
            "groups": [
                {"projects": sorted(group.project_ids), "at_most": group.at_most}
                for group in options.groups
            ],
            "caps": {name: money_text(cap) for name, cap in options.caps.items()},
            "caps_bind_completion": options.caps_bind_completion,
        },
    }


def _election(instance: Instance, currency: str) -> Document:
    return {
        "vote_type": instance.vote_type,
        "currency": currency,
        "ballots": instance.ballot_count,
        "blank_ballots": instance.blank_ballot_count,
        "groups_of_ballots": len(instance.ballots),
    }


def _partial(outcome: Outcome) -> Document | None:
    if outcome.partial is None:
        return None
    amount = money_text(outcome.partial.amount)
    return {"project": outcome.partial.project, "amount": amount}


def _step(number: int, step: Step, outcome: Outcome) -> Document:
    return {
        "step": number,
        "project": step.project,
        "phase": step.phase,
        "effective_vote_count": rational(step.effective_vote_count),
        "payment": _money(step.payment),
        "key": _key(step, outcome),
        "payers_full": step.payers_full,
        "payers_all_they_had": step.payers_all_they_had,
        "supporters_money_before": _money(step.supporters_money_before),
        "supporters_money_after": _money(step.supporters_money_after),
        "tied_with": list(step.tied_with),
        "left_after": money_text(step.left_after),
    }


def _key(step: Step, outcome: Outcome) -> Document | None:
    """Return the key; it is an amount, or a number, as the phase has it."""
    if step.key is None:
        return None
    by_cardinality = outcome.options.utility == "cardinality"
    if step.phase == "phragmen" or (step.phase == "equal-shares" and by_cardinality):
        return rational(step.key / 100)
    # The greedy outcome of a comparison step goes by score, whatever the utility.
    by_ratio = step.phase == "completion" or outcome.options.rule == step.phase
    if by_ratio and by_cardinality:
        return rational(step.key * 100)  # score per unit of money
    return rational(step.key)


def _money(hundredths: Fraction | None) -> Document | None:
    return None if hundredths is None else rational(hundredths / 100)


def _value(outcome: Outcome) -> Document | None:
    if outcome.value is None:
        return None
    value: Weight = outcome.value.value
    if outcome.value.objective == "votes-cost":
        value = Fraction(value, 100)
    return {"objective": outcome.value.objective, "value": decimal_text(value)}


def _project(
    result: ProjectResult, explanations: Mapping[str, Explanation]
) -> Document:
    said = explanations.get(result.project.id)
    return {
        "id": result.project.id,
        "name": result.project.name,
        "cost": money_text(result.project.cost),
        "votes": result.votes,
        "score": decimal_text(result.score),
        "status": result.status,
        "reason": result.reason,
        "step": result.step,
        "explanation": None if said is None else explanation_part(said),
    }


def _warnings(outcome: Outcome, warnings: Iterable[FileWarning]) -> list[Document]:
    of_file = [{"line": w.line, "code": w.code, "text": w.text} for w in warnings]
    of_count = [
        {"line": None, "code": note.code, "text": note.text} for note in outcome.notes
    ]
    return of_file + of_count
