"""All plans of a round as a table: CSV, or a workbook, for staff.

What a resident wrote never becomes a formula; amounts stay numbers.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.spreadsheet import LONGEST, PLAIN
from exports.table import MARK, harmless
from pb.clock import AMSTERDAM
from pb.maps.frame import DEGREE
from pb.projects.facts import read_facts
from pb.projects.models import Project
from pb.projects.plan_models import PlanDetails
from pb.rounds.models import BudgetRound

Cell = str | int | float | Decimal | None  # a float is a place, in degrees
COLUMNS = (
    "nummer",
    "plan",
    "status",
    "wijk",
    "plek",
    "breedtegraad",
    "lengtegraad",
    "onderwerp",
    "beschrijving",
    "voor wie",
    "doelen",
    "meerwaarde",
    "kosten samen",
    "anderen betalen",
    "gevraagd",
    "vastgesteld",
    "per jaar daarna",
    "doen zelf",
    "zoekt",
    "indiener",
    "organisatie",
    "betaald",
    "behandeld door",
    "volgende stap",
    "uiterlijk",
    "ontvangen",
    "uitleg",
)
NO_TIME = datetime(2000, 1, 1)  # noqa: DTZ001  # a file that says nothing of when


def rows(session: Session, budget_round: BudgetRound) -> Iterator[list[Cell]]:
    """Yield a row for each plan, in order of number; nothing of who handed it in."""
    areas = {area.id: area.name for area in budget_round.areas}
    plans = session.scalars(
        select(Project)
        .where(Project.budget_round_id == budget_round.id)
        .order_by(Project.id)
    )
    for plan in plans:
        yield _row(session, plan, areas.get(plan.area_id or 0, ""))


def _row(session: Session, plan: Project, area: str) -> list[Cell]:
    facts = read_facts(session, plan.id)
    details = session.get(PlanDetails, plan.id)
    total = details.total_cost if details else None
    return [
        plan.id,
        plan.title,
        plan.status.value,
        area,
        plan.place,
        facts.pin.latitude / DEGREE if facts.pin else None,
        facts.pin.longitude / DEGREE if facts.pin else None,
        plan.theme,
        plan.description,
        facts.for_whom,
        ", ".join(str(aim) for aim in facts.aims),
        ", ".join(facts.values),
        _euros(total),
        _euros(facts.paid_by_others or None),
        _euros(plan.estimated_cost),
        _euros(plan.cost),
        _euros(facts.running_cost),
        facts.own_effort,
        "; ".join(f"{kind}: {text}" for kind, text in facts.needs.items()),
        facts.proposer_kind if details else "",
        facts.organisation,
        ("ja" if facts.is_paid else "nee") if details else "",
        details.handled_by if details else "",
        details.next_step if details else "",
        _day(details.next_by) if details else "",
        _day(plan.submitted_at),
        plan.public_reason,
    ]


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100


def _day(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(AMSTERDAM).date().isoformat()


def to_csv(table: Sequence[list[Cell]]) -> str:
    """Return the table as a file for a spreadsheet set to Dutch."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in table:
        writer.writerow([_written(cell) for cell in row])
    return MARK + file.getvalue()


def _written(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    if isinstance(cell, float):
        return f"{cell:.5f}".replace(".", ",")
    return (
        harmless(cell) if isinstance(cell, str) else str("" if cell is None else cell)
    )


def to_xlsx(table: Sequence[list[Cell]]) -> bytes:
    """Return the table as a workbook: real numbers, texts that stay texts."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, PLAIN)
    book.set_properties({"created": NO_TIME})  # equal tables, equal bytes
    sheet = book.add_worksheet("Plannen")
    head = book.add_format({"bold": True})
    forms = {
        Decimal: book.add_format({"num_format": "#,##0.00"}),
        float: book.add_format({"num_format": "0.00000"}),
    }
    for at, words in enumerate(COLUMNS):
        sheet.write_string(0, at, words, head)
    for line, row in enumerate(table, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, at, harmless(cell)[:LONGEST])
            elif cell is not None:
                sheet.write_number(line, at, float(cell), forms.get(type(cell)))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(table), 1), len(COLUMNS) - 1)
    book.close()
    return file.getvalue()
