"""Verdicts that are not public yet, and making them public: one, or all at once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.projects.care_models import PlanSettings, VerdictDraft
from pb.projects.models import Project, ProjectStatus
from pb.projects.service import ProjectRefused, lock_open_round, lock_project
from pb.projects.verdicts import Verdict, apply_verdict, check_verdict
from pb.rounds.models import BudgetRound


class NothingToRelease(ProjectRefused):
    """There is no verdict that waits."""


def draft_of(session: Session, project_id: int) -> VerdictDraft | None:
    """Return the verdict on a plan that is not public yet."""
    return session.get(VerdictDraft, project_id)


def drafts_of(session: Session, budget_round: BudgetRound) -> list[VerdictDraft]:
    """Return the verdicts of a round that are not public yet."""
    return list(
        session.scalars(
            select(VerdictDraft)
            .join(Project, Project.id == VerdictDraft.project_id)
            .where(
                Project.budget_round_id == budget_round.id,
                Project.status != ProjectStatus.WITHDRAWN,
            )
            .order_by(VerdictDraft.project_id)
        )
    )


def save_draft(
    session: Session,
    budget_round: BudgetRound,
    project_id: int,
    verdict: Verdict,
    *,
    version: int,
    staff_id: int,
    now: datetime,
) -> None:
    """Keep a verdict for staff only, and commit.

    The plan's version goes up: two who judge one plan notice each other here too.

    Raises:
        RoundTakesNoPlans: The list of plans is frozen.
        ChangedMeanwhile: Somebody else changed the plan first.
        AlreadyWithdrawn: The plan was taken back.
        InvalidVerdict: Something is missing or does not fit.
    """
    project = lock_project(session, budget_round, project_id, version=version)
    check_verdict(budget_round, project, verdict)
    draft = session.get(VerdictDraft, project_id)
    if draft is None:
        draft = VerdictDraft(project_id=project_id)
        session.add(draft)
    for name in ("is_feasible", "cost", "contest_id", "public_reason"):
        setattr(draft, name, getattr(verdict, name))
    draft.title, draft.title_reason = verdict.title, verdict.title_reason
    draft.staff_id, draft.saved_at = staff_id, now
    project.version += 1
    session.commit()


def release(session: Session, budget_round: BudgetRound, now: datetime) -> int:
    """Make every verdict of a round public in one transaction; return how many.

    Raises:
        NothingToRelease: There is none.
        RoundTakesNoPlans: The list of plans is frozen.
        InvalidVerdict: One of them does not fit any more; none is public.
    """
    lock_open_round(session, budget_round)
    drafts = drafts_of(session, budget_round)
    if not drafts:
        session.rollback()
        raise NothingToRelease
    for draft in drafts:
        project = session.get_one(
            Project, draft.project_id, with_for_update=True, populate_existing=True
        )
        apply_verdict(
            session,
            budget_round,
            project,
            _verdict(draft),
            staff_id=draft.staff_id,
            now=now,
        )
        session.delete(draft)
    settings = session.get(PlanSettings, budget_round.id)
    if settings is not None:
        settings.released_at = now
    session.commit()
    return len(drafts)


def _verdict(draft: VerdictDraft) -> Verdict:
    return Verdict(
        is_feasible=draft.is_feasible,
        cost=draft.cost,
        contest_id=draft.contest_id,
        public_reason=draft.public_reason,
        title=draft.title,
        title_reason=draft.title_reason,
    )
