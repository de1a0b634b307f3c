"""A price system written out, so that a stranger can check it without our code.

The document is a public promise: `buurtgeld-payments/1`. All numbers are whole and
stand between quotes, for they are larger than many readers of JSON can hold.
"""

import json
from collections.abc import Container, Iterator
from typing import Any

from allocation.amounts import decimal_text
from allocation.certificate import PriceSystem, exempt_projects
from allocation.model import BallotGroup, Instance, Outcome

FORMAT = "buurtgeld-payments/1"


def payments_json(instance: Instance, outcome: Outcome, system: PriceSystem) -> str:
    """Return the payments of a price system, per group of equal ballots, as text.

    Args:
        instance: What was counted; its amounts are hundredths of the currency.
        outcome: Of `instance`.
        system: Of `outcome`.

    Returns:
        JSON with two spaces of indent and one final newline, the same for the same
        input. Every amount in it is in parts of which `parts` are one hundredth.
    """
    exempt = exempt_projects(outcome)
    written = {
        "format": FORMAT,
        "parts": str(system.parts),
        "endowment": str(system.endowment),
        "projects": {
            project.id: {
                "cost": str(project.cost * system.parts),
                "kind": _kind(project.id, system.payments, exempt),
            }
            for project in instance.projects
        },
        "groups": [
            {
                "ballots": group.count,
                "weights": {id_: decimal_text(w) for id_, w in group.weights.items()},
                "payments": dict(_payments(place, group, system)),
            }
            for place, group in enumerate(instance.ballots)
        ],
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def _kind(project_id: str, paid: Container[str], exempt: Container[str]) -> str:
    if project_id in paid:
        return "paid"
    return "exempt" if project_id in exempt else "not_funded"


def _payments(
    place: int, group: BallotGroup, system: PriceSystem
) -> Iterator[tuple[str, Any]]:
    """Yield what one ballot of a group pays, where that is more than nothing."""
    for id_, paid in system.payments.items():
        if id_ in group.weights and paid[place]:
            yield id_, str(paid[place])
