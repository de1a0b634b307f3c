"""How long it is kept who offers help, and erasing it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from pb.community.models import HelperContact, Introduction, Offer
from pb.projects.models import Project
from pb.projects.plan_models import PlanNeed
from pb.retention.register import PersonalData, register
from pb.rounds.models import BudgetRound


def _in(budget_round: BudgetRound) -> ColumnElement[bool]:
    """Return who was asked for a plan of this round and offers nothing any more.

    An offer is for all rounds, and lasts a year: see `offers.end_old`.
    """
    asked = (
        select(Introduction.offer_id)
        .join(PlanNeed, PlanNeed.id == Introduction.need_id)
        .join(Project, Project.id == PlanNeed.project_id)
        .where(Project.budget_round_id == budget_round.id)
    )
    return HelperContact.offer_id.in_(asked)


def _of(email: str) -> ColumnElement[bool]:
    return func.lower(HelperContact.email) == email


def _count(session: Session, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(HelperContact).where(which)
    return session.scalar(query) or 0


def _erase(session: Session, which: ColumnElement[bool]) -> int:
    """Forget who offers; an offer that nobody can be asked for is over."""
    erased = session.scalars(
        delete(HelperContact).where(which).returning(HelperContact.offer_id),
        execution_options={"synchronize_session": False},
    ).all()
    for offer in session.scalars(select(Offer).where(Offer.id.in_(erased))):
        offer.state = "closed"
    session.flush()
    return len(erased)


register(
    PersonalData(
        name="helper_contact",
        what=_l("Naam, e-mailadres en telefoonnummer van wie wil helpen"),
        why=_l("Om helpers en makers van een plan bij elkaar te brengen"),
        months=12,
        left=lambda session, budget_round: _count(session, _in(budget_round)),
        erase=lambda session, budget_round: _erase(session, _in(budget_round)),
        of_person=lambda session, email: _count(session, _of(email)),
        erase_person=lambda session, email: _erase(session, _of(email)),
    )
)
