"""The plans in progress of a round as a table that everyone may use."""

import csv
import io
from collections.abc import Iterator

from exports.table import MARK, harmless
from pb.delivery.reading import Carried, Overview
from pb.rounds.models import BudgetRound
from pb.web.fields import write_euros

COLUMNS = (
    "nummer",
    "plan",
    "wijk",
    "onderwerp",
    "stand",
    "dagen te laat",
    "klaar op",
    "toegekend",
    "uitbetaald",
    "verantwoord",
)


def to_csv(budget_round: BudgetRound, overview: Overview) -> str:
    """Return a line for each funded plan; amounts in euros, as Dutch sheets read."""
    areas = {area.id: area.name for area in budget_round.areas}
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for plan in overview.plans:
        area = areas.get(plan.project.area_id or 0, "")
        writer.writerow(list(_cells(plan, area)))
    return MARK + file.getvalue()


def _cells(plan: Carried, area: str) -> Iterator[str]:
    due = plan.delivery.done_on or plan.delivery.due_on
    yield str(plan.project.id)
    yield harmless(plan.project.title)
    yield harmless(area)
    yield harmless(plan.project.theme)
    yield plan.standing.value
    yield str(plan.days_late)
    yield "" if due is None else due.isoformat()
    for cents in (plan.delivery.granted, plan.paid, plan.accounted):
        yield write_euros(cents).replace(".", "")
