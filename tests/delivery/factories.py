"""Funded plans on their way, and people of the desk."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.delivery import service
from pb.delivery.models import Delivery, DeliveryState
from pb.delivery.service import Act
from pb.models import BudgetRound, Project, StaffMember
from pb.rounds.service import find_round
from tests.factories import NOW
from tests.results.factories import make_armed_round, make_published_round

TODAY = NOW.date()
SOON, PAST = TODAY + timedelta(days=30), TODAY - timedelta(days=11)


def make_past_round(session: Session) -> BudgetRound:
    """Make a round whose result is public: € 1,000 over plans A to E."""
    slug = make_armed_round(session)
    budget_round = find_round(session, slug)
    assert budget_round is not None
    return make_published_round(session, budget_round)


def plan_of(session: Session, budget_round: BudgetRound, file_id: str) -> Project:
    """Return a plan of the round by its letter."""
    return session.scalars(
        select(Project).filter_by(budget_round_id=budget_round.id, file_id=file_id)
    ).one()


def make_delivery(
    session: Session,
    budget_round: BudgetRound,
    project: Project,
    member: StaffMember,
    *,
    due_on: date = SOON,
    state: DeliveryState = DeliveryState.BUSY,
) -> Delivery:
    """Begin carrying a plan out."""
    delivery = service.take_up(session, budget_round, project)
    service.set_state(
        session,
        delivery,
        state=state,
        due_on=due_on,
        done_on=TODAY,
        reason="",
        act=Act(member.id, NOW),
    )
    return delivery
