"""How long is kept what handling a plan gathers: files, notes and objections."""

from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import Session

from pb.projects.care_models import PlanAttachment, PlanObjection, PlanOpinion
from pb.projects.models import Project, ProposerContact
from pb.projects.opinions import attachment_folder
from pb.retention.register import PersonalData, register
from pb.rounds.models import BudgetRound

Plans = Select[int]
NO_SYNC = {"synchronize_session": False}


def _plans(budget_round: BudgetRound) -> Plans:
    return select(Project.id).where(Project.budget_round_id == budget_round.id)


def _plans_of(email: str) -> Plans:
    return select(ProposerContact.project_id).where(
        func.lower(ProposerContact.email) == email
    )


def count_files(session: Session, plans: Plans) -> int:
    """Return how many files of staff these plans have."""
    which = PlanAttachment.project_id.in_(plans)
    found = select(func.count()).select_from(PlanAttachment).where(which)
    return session.scalar(found) or 0


def erase_files(session: Session, plans: Plans) -> int:
    """Erase rows and files; a file that is gone too early is no harm, one left is."""
    names = session.scalars(
        delete(PlanAttachment)
        .where(PlanAttachment.project_id.in_(plans))
        .returning(PlanAttachment.file_name),
        execution_options=NO_SYNC,
    ).all()
    folder: Path = attachment_folder(current_app.extensions["config"].instance)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    return len(names)


def _notes(plans: Plans) -> ColumnElement[bool]:
    return PlanOpinion.project_id.in_(plans) & (PlanOpinion.note != "")


def _objections(plans: Plans) -> ColumnElement[bool]:
    return PlanObjection.project_id.in_(plans) & (PlanObjection.text != "")


def count_words(session: Session, plans: Plans) -> int:
    """Return how many notes and objections these plans have."""
    notes = select(func.count()).select_from(PlanOpinion).where(_notes(plans))
    texts = select(func.count()).select_from(PlanObjection).where(_objections(plans))
    return (session.scalar(notes) or 0) + (session.scalar(texts) or 0)


def erase_words(session: Session, plans: Plans) -> int:
    """Erase what was written; what was decided and when stays."""
    count = count_words(session, plans)
    session.execute(
        update(PlanOpinion).where(_notes(plans)).values(note=""),
        execution_options=NO_SYNC,
    )
    session.execute(
        update(PlanObjection).where(_objections(plans)).values(text=""),
        execution_options=NO_SYNC,
    )
    return count


# By name they come before `proposer_contact`, by which the plans of a person are found.
register(
    PersonalData(
        name="plan_attachment",
        what=_l("Bestanden van medewerkers bij een plan"),
        why=_l("Om het plan te beoordelen"),
        months=24,
        left=lambda session, budget_round: count_files(session, _plans(budget_round)),
        erase=lambda session, budget_round: erase_files(session, _plans(budget_round)),
        of_person=lambda session, email: count_files(session, _plans_of(email)),
        erase_person=lambda session, email: erase_files(session, _plans_of(email)),
    )
)
register(
    PersonalData(
        name="plan_care_words",
        what=_l("Toelichting bij adviezen over een plan, en de tekst van een bezwaar"),
        why=_l("Om over het plan en het bezwaar te besluiten"),
        months=24,
        left=lambda session, budget_round: count_words(session, _plans(budget_round)),
        erase=lambda session, budget_round: erase_words(session, _plans(budget_round)),
        of_person=lambda session, email: count_words(session, _plans_of(email)),
        erase_person=lambda session, email: erase_words(session, _plans_of(email)),
    )
)
