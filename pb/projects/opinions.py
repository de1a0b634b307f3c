"""What departments think of a plan, and the files they go by: for staff only."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.files import write_once
from pb.projects.care_models import PlanAttachment, PlanOpinion
from pb.projects.texts import one_line

CRITERIA: dict[str, LazyString] = {
    "law": _l("Mag het van de wet en het bestemmingsplan?"),
    "land": _l("Is de grond of het gebouw van ons?"),
    "time": _l("Kan het binnen twee jaar klaar zijn?"),
    "access": _l("Kan iedereen het gebruiken?"),
    "upkeep": _l("Is het onderhoud geregeld?"),
}
ANSWERS: dict[str, LazyString] = {
    "yes": _l("ja"),
    "partly": _l("deels"),
    "no": _l("nee"),
}
VERDICTS: dict[str, LazyString] = {
    "yes": _l("Kan"),
    "conditions": _l("Kan, als het anders wordt"),
    "no": _l("Kan niet"),
}
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one department fills in."""

    verdict: str
    criteria: dict[str, str]
    cost: int | None  # cents
    running_cost: int | None  # cents a year
    ready_by: str
    note: str


def ask_opinion(
    session: Session,
    project_id: int,
    department: str,
    *,
    due_at: datetime | None,
    now: datetime,
) -> None:
    """Ask a department for its opinion, or move the day it is due; commits."""
    opinion = session.scalar(
        select(PlanOpinion).where(
            PlanOpinion.project_id == project_id, PlanOpinion.department == department
        )
    )
    if opinion is None:
        opinion = PlanOpinion(
            project_id=project_id, department=department, asked_at=now, criteria={}
        )
        session.add(opinion)
    opinion.due_at = due_at
    session.commit()


def give_opinion(
    session: Session,
    project_id: int,
    opinion_id: int,
    given: Opinion,
    *,
    staff_id: int,
    now: datetime,
) -> bool:
    """Store what a department thinks, and commit; False when nobody asked it."""
    opinion = session.get(PlanOpinion, opinion_id, with_for_update=True)
    if opinion is None or opinion.project_id != project_id:
        session.rollback()
        return False
    opinion.verdict, opinion.criteria = given.verdict, given.criteria
    opinion.cost, opinion.running_cost = given.cost, given.running_cost
    opinion.ready_by, opinion.note = given.ready_by, given.note
    opinion.staff_id, opinion.given_at = staff_id, now
    session.commit()
    return True


def opinions_of(session: Session, project_id: int) -> list[PlanOpinion]:
    """Return the opinions on a plan, given or not, in the order they were asked."""
    return list(
        session.scalars(
            select(PlanOpinion)
            .where(PlanOpinion.project_id == project_id)
            .order_by(PlanOpinion.id)
        )
    )


def attachment_folder(instance: Path) -> Path:
    """Return where files about plans are kept; no page serves it as it is."""
    return instance / "attachments"


def attach(
    session: Session,
    folder: Path,
    content: bytes,
    title: str,
    *,
    project_id: int,
    staff_id: int,
    now: datetime,
) -> None:
    """Keep a file about a plan under a random name, and commit."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(16)
    write_once(folder / name, content)
    session.add(
        PlanAttachment(
            project_id=project_id,
            file_name=name,
            title=one_line(title)[-120:] or "bestand",
            size=len(content),
            added_at=now,
            added_by_id=staff_id,
        )
    )
    session.commit()


def attachments_of(session: Session, project_id: int) -> list[PlanAttachment]:
    """Return the files about a plan."""
    return list(
        session.scalars(
            select(PlanAttachment)
            .where(PlanAttachment.project_id == project_id)
            .order_by(PlanAttachment.id)
        )
    )
