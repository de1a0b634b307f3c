"""Who handles a plan and what comes next, as everybody may read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pb import clock
from pb.fingerprint import check_seen
from pb.projects.care import details_of
from pb.projects.history import note
from pb.projects.models import Project
from pb.projects.plan_models import PlanDetails


@dataclass(frozen=True, slots=True)
class Handling:
    """Who handles a plan and what comes next, in words that everyone may read."""

    handled_by: str
    next_step: str
    next_by: datetime | None
    staff_id: int | None


def stored_handling(details: PlanDetails) -> dict[str, Any]:
    """Return what staff decide about who handles a plan."""
    by = details.next_by
    return {
        "handled_by": details.handled_by,
        "next_step": details.next_step,
        "next_by": None if by is None else by.astimezone(clock.AMSTERDAM).date(),
    }


def set_handling(
    session: Session,
    project_id: int,
    handling: Handling,
    *,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Store who handles a plan and what comes next; commit.

    Args:
        session: Locks the plan.
        project_id: Which one.
        handling: What is stored.
        now: In UTC.
        seen: The fingerprint of `stored_handling` on the page.

    Raises:
        ChangedMeanwhile: The page showed something else.
    """
    session.get_one(Project, project_id, with_for_update=True, populate_existing=True)
    details = session.get(PlanDetails, project_id, populate_existing=True)
    check_seen(seen, stored_handling(details_of(session, project_id)))
    if details is None:
        details = PlanDetails(project_id=project_id)
        session.add(details)
    before = (details.handled_by, details.next_step, details.next_by)
    details.handled_by = handling.handled_by
    details.handler_id = handling.staff_id
    details.next_step, details.next_by = handling.next_step, handling.next_by
    if before != (handling.handled_by, handling.next_step, handling.next_by):
        note(
            session,
            project_id,
            "handled",
            at=now,
            text=handling.next_step,
            due_at=handling.next_by,
        )
    session.commit()
