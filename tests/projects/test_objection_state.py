"""An objection is made and decided only while the list of plans is open."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, PlanObjection, Project, ProjectStatus
from pb.projects.care import object_to_refusal, save_settings
from pb.projects.own_plan import LINK, grant
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    budget_round = make_collecting_round(session)
    save_settings(session, budget_round, releases_together=False, objection_days=14)
    return budget_round


@pytest.fixture
def plan(session: Session, budget_round: BudgetRound) -> Project:
    return make_plan(
        session,
        budget_round,
        status=ProjectStatus.NOT_FEASIBLE,
        public_reason="Te duur.",
        checked_at=NOW,
    )


def decide(client: PageClient, budget_round: BudgetRound, plan: Project) -> int:
    """Decide about the objection to the refusal of a plan; return the status."""
    address = f"/beheer/rondes/{budget_round.slug}/plannen/{plan.id}/bezwaar"
    form = {"decision": "upheld", "objection_reason": "Het kan toch."}
    return client.post(address, data=form).status_code


def test_nobody_objects_once_the_list_is_frozen(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    words = grant(session, plan.id, LINK, now=NOW)[1]
    client.post(f"/mijn-plan/open/{words}")
    assert "/mijn-plan/bezwaar" in client.get("/mijn-plan").text
    budget_round.stage, budget_round.config_hash = Stage.FROZEN, "0" * 64
    session.commit()

    response = client.post("/mijn-plan/bezwaar", data={"text": "Het kan goedkoper."})

    assert response.status_code == 409
    assert session.get(PlanObjection, plan.id) is None
    assert "/mijn-plan/bezwaar" not in client.get("/mijn-plan").text


@pytest.mark.parametrize("has_ended", ["list", "plan"])
def test_no_objection_is_decided_that_changes_nothing_any_more(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    has_ended: str,
) -> None:
    object_to_refusal(session, budget_round, plan.id, "Het kan goedkoper.", NOW)
    if has_ended == "list":
        budget_round.stage, budget_round.config_hash = Stage.FROZEN, "0" * 64
    else:
        plan.status = ProjectStatus.WITHDRAWN
    session.commit()
    log_in(client, make_staff(session, Role.EVALUATOR))

    assert decide(client, budget_round, plan) == 409
    session.expire_all()
    assert session.get_one(PlanObjection, plan.id).decision == ""
