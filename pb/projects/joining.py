"""Joining a plan of others instead of handing in the same one."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.limits.service import TooManyFailures, check, count_failure
from pb.projects.care_models import PlanJoiner
from pb.projects.history import note
from pb.projects.models import Project, ProjectStatus
from pb.projects.service import TooManyPlans
from pb.rounds.models import BudgetRound
from pb.rounds.phases import PUBLISHED_STAGES

JOINS_PER_HOUR = 20
STANDING = frozenset(
    {ProjectStatus.SUBMITTED, ProjectStatus.FEASIBLE, ProjectStatus.SHORTLISTED}
)


def takes_joiners(budget_round: BudgetRound, project: Project) -> bool:
    """Say whether somebody can still join: before the result is known."""
    return project.status in STANDING and budget_round.stage not in PUBLISHED_STAGES


def join_plan(
    session: Session, joiner: PlanJoiner, *, subject: str, now: datetime
) -> None:
    """Tell the proposers of a plan who wants to join, and commit.

    Raises:
        TooManyPlans: More than `JOINS_PER_HOUR` came from one network.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    try:
        check(session, "join", subject, limit=JOINS_PER_HOUR, now=hour)
    except TooManyFailures:
        wait = hour + timedelta(hours=1) - now
        raise TooManyPlans(int(wait.total_seconds()) + 1) from None
    session.add(joiner)
    note(session, joiner.project_id, "joined", at=now, is_public=False, tells=True)
    count_failure(session, "join", subject, now=hour)


def joiners_of(session: Session, project_id: int) -> list[PlanJoiner]:
    """Return who wants to join a plan, for its proposers."""
    return list(
        session.scalars(
            select(PlanJoiner)
            .where(PlanJoiner.project_id == project_id)
            .order_by(PlanJoiner.id)
        )
    )
