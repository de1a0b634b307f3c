"""How long it is kept who handed a plan in, and erasing it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from pb.projects.models import Project, ProposerContact
from pb.retention.register import PersonalData, register
from pb.rounds.models import BudgetRound


def _in(budget_round: BudgetRound) -> ColumnElement[bool]:
    own = select(Project.id).where(Project.budget_round_id == budget_round.id)
    return ProposerContact.project_id.in_(own)


def _of(email: str) -> ColumnElement[bool]:
    return func.lower(ProposerContact.email) == email


def _count(session: Session, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(ProposerContact).where(which)
    return session.scalar(query) or 0


def _erase(session: Session, which: ColumnElement[bool]) -> int:
    erased = session.scalars(
        delete(ProposerContact).where(which).returning(ProposerContact.project_id),
        execution_options={"synchronize_session": False},
    )
    return len(erased.all())


register(
    PersonalData(
        name="proposer_contact",
        what=_l("Naam, e-mailadres, telefoonnummer en taal van wie een plan indiende"),
        why=_l("Om met de indiener over het plan te praten"),
        months=24,
        left=lambda session, budget_round: _count(session, _in(budget_round)),
        erase=lambda session, budget_round: _erase(session, _in(budget_round)),
        of_person=lambda session, email: _count(session, _of(email)),
        erase_person=lambda session, email: _erase(session, _of(email)),
    )
)
