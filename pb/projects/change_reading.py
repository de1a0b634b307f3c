"""Reading merges and splits: what is asked, what was said, what went on as what."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.projects.care_models import ChangeAnswer, PlanChange
from pb.projects.models import Project, ProposerContact
from pb.projects.plan_models import PlanLink

ASKED = "asked"  # state of a change that is neither done nor dropped


def answers_to(session: Session, change_id: int) -> list[ChangeAnswer]:
    """Return what the proposers of a change said, by plan."""
    return list(
        session.scalars(
            select(ChangeAnswer)
            .where(ChangeAnswer.change_id == change_id)
            .order_by(ChangeAnswer.project_id)
        )
    )


def open_change(session: Session, project_id: int) -> PlanChange | None:
    """Return the merge or split that the proposers of a plan are asked about."""
    return session.scalar(
        select(PlanChange)
        .join(ChangeAnswer, ChangeAnswer.change_id == PlanChange.id)
        .where(ChangeAnswer.project_id == project_id, PlanChange.state == ASKED)
    )


def goes_on_as(session: Session, project_id: int) -> list[Project]:
    """Return the plans as which a plan goes on; none where it was not changed."""
    return list(
        session.scalars(
            select(Project)
            .join(PlanLink, PlanLink.to_project_id == Project.id)
            .where(PlanLink.from_project_id == project_id)
            .order_by(Project.id)
        )
    )


def comes_from(session: Session, project_id: int) -> list[Project]:
    """Return the plans that went on as this one."""
    return list(
        session.scalars(
            select(Project)
            .join(PlanLink, PlanLink.from_project_id == Project.id)
            .where(PlanLink.to_project_id == project_id)
            .order_by(Project.id)
        )
    )


def family_of(session: Session, project_id: int) -> list[int]:
    """Return a plan and all that merged into it: their proposers hear of it too."""
    family, new = [project_id], [project_id]
    while new:
        merged = session.scalars(
            select(PlanLink.from_project_id).where(
                PlanLink.to_project_id.in_(new), PlanLink.kind == "merged"
            )
        )
        new = sorted(set(merged) - set(family))
        family += new
    return family


def shared_with(session: Session, project_id: int) -> list[Project]:
    """Return the plans of other people that merged into this one.

    Whoever handed in both is one person. Whose contact was erased can't be asked.
    """
    own = session.get(ProposerContact, project_id)
    email = own.email.lower() if own else ""
    merged = (
        select(Project)
        .join(ProposerContact, ProposerContact.project_id == Project.id)
        .where(Project.id.in_(family_of(session, project_id)), Project.id != project_id)
        .order_by(Project.id)
    )
    if email:
        merged = merged.where(func.lower(ProposerContact.email) != email)
    return list(session.scalars(merged))
