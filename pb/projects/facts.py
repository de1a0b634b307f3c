"""What a plan says beyond its text: kept in tables of its own, read as one value."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pb.maps.frame import Pin
from pb.projects.plan_models import (
    NEED_KINDS,
    SOURCES,
    VALUE_KEYS,
    Contribution,
    CostLine,
    PlanAim,
    PlanDetails,
    PlanNeed,
    PlanPin,
    PlanValue,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan says of itself; amounts in cents."""

    for_whom: str = ""
    aims: tuple[int, ...] = ()
    values: tuple[str, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()  # what it pays for, and how much
    contributions: dict[str, int] = field(default_factory=dict)  # by source
    running_cost: int | None = None  # a year
    own_effort: str = ""
    needs: dict[str, str] = field(default_factory=dict)  # by kind
    proposer_kind: str = "resident"
    organisation: str = ""
    is_paid: bool = False
    paid_note: str = ""
    pin: Pin | None = None  # where it is on the map of the round

    @property
    def total(self) -> int:
        """Return what everything costs together."""
        return sum(amount for _label, amount in self.lines)

    @property
    def paid_by_others(self) -> int:
        """Return what does not have to come from the buurtgeld."""
        return sum(self.contributions.values())

    @property
    def asked(self) -> int:
        """Return what is asked from the buurtgeld; not above 0 when nothing is."""
        return self.total - self.paid_by_others

    def of_part(self, lines: tuple[tuple[str, int], ...]) -> "Facts":
        """Return the facts of a part that asks for these lines and nothing else."""
        return replace(self, lines=lines, contributions={}, running_cost=None)


def store_facts(
    session: Session, project_id: int, facts: Facts, *, keeps_pin: bool = False
) -> None:
    """Put the facts of a plan in place of what was there; the caller commits.

    Where nobody was asked for a point, the one that is stored stays.
    """
    details = session.get(PlanDetails, project_id)
    if details is None:
        details = PlanDetails(project_id=project_id)
        session.add(details)
    details.for_whom = facts.for_whom
    details.own_effort = facts.own_effort
    details.proposer_kind = facts.proposer_kind
    details.organisation = facts.organisation
    details.is_paid = facts.is_paid
    details.paid_note = facts.paid_note
    details.total_cost = facts.total or None
    details.running_cost = facts.running_cost
    _store_marks(session, project_id, facts)
    _store_money(session, project_id, facts)
    _store_needs(session, project_id, facts.needs)
    if not keeps_pin:
        store_pin(session, project_id, facts.pin)
    session.flush()


def _store_marks(session: Session, project_id: int, facts: Facts) -> None:
    session.execute(delete(PlanAim).where(PlanAim.project_id == project_id))
    session.execute(delete(PlanValue).where(PlanValue.project_id == project_id))
    session.add_all(PlanAim(project_id=project_id, aim=aim) for aim in facts.aims)
    session.add_all(
        PlanValue(project_id=project_id, value=value) for value in facts.values
    )


def _store_money(session: Session, project_id: int, facts: Facts) -> None:
    session.execute(delete(CostLine).where(CostLine.project_id == project_id))
    session.execute(delete(Contribution).where(Contribution.project_id == project_id))
    session.add_all(
        CostLine(project_id=project_id, position=place, label=label, amount=amount)
        for place, (label, amount) in enumerate(facts.lines, start=1)
    )
    session.add_all(
        Contribution(project_id=project_id, source=source, amount=amount)
        for source, amount in facts.contributions.items()
        if amount > 0
    )


def _store_needs(session: Session, project_id: int, needs: dict[str, str]) -> None:
    """Keep the rows of needs that stay: offers of residents refer to them."""
    rows = session.scalars(select(PlanNeed).where(PlanNeed.project_id == project_id))
    stored = {row.kind: row for row in rows}
    for kind in NEED_KINDS:
        text, row = needs.get(kind, ""), stored.get(kind)
        if row is not None and text:
            row.description = text
        elif text:
            session.add(PlanNeed(project_id=project_id, kind=kind, description=text))
        elif row is not None:
            row.description = ""


def read_facts(session: Session, project_id: int) -> Facts:
    """Return the facts of a plan; those of an older plan are empty."""
    details = session.get(PlanDetails, project_id) or PlanDetails()
    return Facts(
        for_whom=details.for_whom or "",
        aims=_aims(session, project_id),
        values=_values(session, project_id),
        lines=_lines(session, project_id),
        contributions=_contributions(session, project_id),
        running_cost=details.running_cost,
        own_effort=details.own_effort or "",
        needs=_needs(session, project_id),
        proposer_kind=details.proposer_kind or "resident",
        organisation=details.organisation or "",
        is_paid=bool(details.is_paid),
        paid_note=details.paid_note or "",
        pin=read_pins(session, [project_id]).get(project_id),
    )


def store_pin(session: Session, project_id: int, pin: Pin | None) -> None:
    """Put the point of a plan in place of what was there; the caller commits."""
    session.execute(delete(PlanPin).where(PlanPin.project_id == project_id))
    if pin is not None:
        session.add(
            PlanPin(
                project_id=project_id, latitude=pin.latitude, longitude=pin.longitude
            )
        )


def read_pins(session: Session, project_ids: Iterable[int]) -> dict[int, Pin]:
    """Return where plans are, of those that have a point on the map."""
    rows = session.execute(
        select(PlanPin.project_id, PlanPin.latitude, PlanPin.longitude).where(
            PlanPin.project_id.in_(project_ids)
        )
    )
    return {row.project_id: Pin(row.latitude, row.longitude) for row in rows}


def _aims(session: Session, project_id: int) -> tuple[int, ...]:
    rows = select(PlanAim.aim).where(PlanAim.project_id == project_id)
    return tuple(sorted(session.scalars(rows)))


def _values(session: Session, project_id: int) -> tuple[str, ...]:
    rows = select(PlanValue.value).where(PlanValue.project_id == project_id)
    stored = set(session.scalars(rows))
    return tuple(value for value in VALUE_KEYS if value in stored)


def _lines(session: Session, project_id: int) -> tuple[tuple[str, int], ...]:
    rows = session.scalars(
        select(CostLine)
        .where(CostLine.project_id == project_id)
        .order_by(CostLine.position)
    )
    return tuple((row.label, row.amount) for row in rows)


def _contributions(session: Session, project_id: int) -> dict[str, int]:
    rows = session.scalars(
        select(Contribution).where(Contribution.project_id == project_id)
    )
    stored = {row.source: row.amount for row in rows}
    return {source: stored[source] for source in SOURCES if source in stored}


def _needs(session: Session, project_id: int) -> dict[str, str]:
    rows = session.scalars(select(PlanNeed).where(PlanNeed.project_id == project_id))
    stored = {row.kind: row.description for row in rows}
    return {kind: stored[kind] for kind in NEED_KINDS if stored.get(kind)}
