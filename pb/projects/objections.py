"""Which refusals are not final yet: they hold up the list that is voted on."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.projects.care_models import PlanObjection, PlanSettings
from pb.projects.models import Project, ProjectStatus
from pb.rounds.models import BudgetRound


def not_final(session: Session, budget_round: BudgetRound, now: datetime) -> list[str]:
    """Return the names of plans whose refusal may still change, oldest plan first.

    Their proposer can still object, or did and nobody decided, or was found right
    and the plan was not checked anew. Without days for objecting there are none.
    """
    rows = session.execute(
        select(Project, PlanObjection)
        .outerjoin(PlanObjection, PlanObjection.project_id == Project.id)
        .where(
            Project.budget_round_id == budget_round.id,
            Project.status != ProjectStatus.WITHDRAWN,
        )
        .order_by(Project.id)
    )
    settings = session.get(PlanSettings, budget_round.id)
    days = timedelta(days=settings.objection_days if settings else 0)
    return [
        project.title
        for project, objection in rows
        if _is_open(project, objection, days, now)
    ]


def _is_open(
    project: Project, objection: PlanObjection | None, days: timedelta, now: datetime
) -> bool:
    is_refused = project.status is ProjectStatus.NOT_FEASIBLE
    if objection is None:
        checked = project.checked_at
        return is_refused and checked is not None and now < checked + days
    if not objection.decision:
        return True
    decided, checked = objection.decided_at, project.checked_at
    is_checked_anew = decided is None or checked is None or checked > decided
    return is_refused and objection.decision == "upheld" and not is_checked_anew
