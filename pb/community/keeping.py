"""How long it is kept who offers help or answers for a place, and erasing it."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from pb.community.models import (
    HelperContact,
    Introduction,
    Offer,
    Place,
    PlaceContact,
)
from pb.projects.models import Project
from pb.projects.plan_models import PlanNeed
from pb.retention.register import DatedData, PersonalData, register
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
        what=_l("Naam, e-mailadres, telefoonnummer en taal van wie wil helpen"),
        why=_l("Om helpers en makers van een plan bij elkaar te brengen"),
        months=12,
        left=lambda session, budget_round: _count(session, _in(budget_round)),
        erase=lambda session, budget_round: _erase(session, _in(budget_round)),
        of_person=lambda session, email: _count(session, _of(email)),
        erase_person=lambda session, email: _erase(session, _of(email)),
    )
)


def _not_checked_since(before: datetime) -> ColumnElement[bool]:
    old = select(Place.id).where(Place.checked_on < before.date())
    return PlaceContact.place_id.in_(old)


def _of_place(email: str) -> ColumnElement[bool]:
    return func.lower(PlaceContact.email) == email


def _count_places(session: Session, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(PlaceContact).where(which)
    return session.scalar(query) or 0


def _erase_places(session: Session, which: ColumnElement[bool]) -> int:
    erased = session.scalars(
        delete(PlaceContact).where(which).returning(PlaceContact.place_id),
        execution_options={"synchronize_session": False},
    )
    return len(erased.all())


register(
    DatedData(
        name="place_contact",
        what=_l("Naam, e-mailadres en telefoonnummer van wie een plek beheert"),
        why=_l("Zodat bewoners weten wie zij over een plek kunnen bellen"),
        after=_l("de laatste keer dat wij het nakeken"),
        months=24,
        left=lambda session, before: _count_places(session, _not_checked_since(before)),
        erase=lambda session, before: _erase_places(
            session, _not_checked_since(before)
        ),
        of_person=lambda session, email: _count_places(session, _of_place(email)),
        erase_person=lambda session, email: _erase_places(session, _of_place(email)),
    )
)
