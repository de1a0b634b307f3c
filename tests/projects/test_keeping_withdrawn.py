"""Who took a plan back is forgotten a month later, unless the plan goes on."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import (
    BudgetRound,
    PlanAccess,
    PlanJoiner,
    PlanLink,
    PlanOpinion,
    Project,
    ProposerContact,
)
from pb.projects.own_plan import LINK, grant
from pb.projects.service import withdraw_project
from pb.retention.service import erase_due
from tests.factories import NOW
from tests.projects.factories import make_collecting_round, make_plan

MONTH = timedelta(days=30)
LATER = NOW + MONTH + timedelta(seconds=1)


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


def make_plan_of_people(session: Session, budget_round: BudgetRound) -> Project:
    """A plan with a proposer, a link, somebody who joins, and a note of staff."""
    plan = make_plan(session, budget_round)
    grant(session, plan.id, LINK, now=NOW)
    session.add(PlanJoiner(project_id=plan.id, name="Noor", at=NOW))
    asked = {"project_id": plan.id, "department": "Groen", "asked_at": NOW}
    session.add(PlanOpinion(**asked, verdict="no", note="Fatima belde."))
    session.commit()
    return plan


def withdraw(session: Session, budget_round: BudgetRound, plan: Project) -> None:
    number, version = plan.id, plan.version
    withdraw_project(session, budget_round, number, version=version, now=NOW)


def people_left(session: Session) -> list[int]:
    """Return the plans that still have a proposer."""
    session.rollback()
    number = ProposerContact.project_id
    return list(session.scalars(select(number).order_by(number)))


def test_nobody_is_left_a_month_after_a_plan_was_taken_back(
    session: Session, budget_round: BudgetRound
) -> None:
    stays, goes = (make_plan_of_people(session, budget_round) for _number in range(2))
    withdraw(session, budget_round, goes)

    assert erase_due(session, {}, now=NOW + MONTH) == 0
    assert erase_due(session, {}, now=LATER) == 4

    assert people_left(session) == [stays.id]
    for table in (PlanAccess, PlanJoiner):
        assert session.scalars(select(table.project_id)).all() == [stays.id]
    notes = session.scalars(select(PlanOpinion.note).order_by(PlanOpinion.project_id))
    assert notes.all() == ["Fatima belde.", ""]


def test_who_merged_into_a_plan_is_kept_for_as_long_as_it_goes_on(
    session: Session, budget_round: BudgetRound
) -> None:
    stays, goes = (make_plan(session, budget_round) for _number in range(2))
    numbers = {"from_project_id": goes.id, "to_project_id": stays.id}
    withdraw(session, budget_round, goes)
    session.add(PlanLink(**numbers, kind="merged", at=NOW))
    session.commit()

    erase_due(session, {}, now=LATER)
    assert people_left(session) == [stays.id, goes.id]
    withdraw(session, budget_round, stays)
    erase_due(session, {}, now=LATER)

    assert people_left(session) == []


def test_an_installation_may_keep_them_longer(
    session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan_of_people(session, budget_round)
    withdraw(session, budget_round, plan)

    assert erase_due(session, {"withdrawn_plan": 2}, now=LATER) == 0
    assert people_left(session) == [plan.id]
