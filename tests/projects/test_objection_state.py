"""An objection is made and decided only while the list of plans is open."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, PlanObjection, Project, ProjectStatus
from pb.projects.care import object_to_refusal, save_settings
from pb.projects.objections import not_final
from pb.projects.own_plan import LINK, grant
from pb.rounds import service
from pb.rounds.checks import Need
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.rounds.factories import CHECKED_AT, SEED, make_round_in

HOUR = timedelta(hours=1)


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


def test_no_list_is_frozen_while_a_refusal_is_not_final(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    save_settings(session, budget_round, releases_together=False, objection_days=1)
    plan = make_plan(
        session,
        budget_round,
        title="Geweigerd plan",
        status=ProjectStatus.NOT_FEASIBLE,
        public_reason="Te duur.",
        checked_at=CHECKED_AT - 12 * HOUR,
    )

    with pytest.raises(service.NotReady) as refusal:
        service.freeze(session, budget_round, CHECKED_AT)

    (wrong,) = (check for check in refusal.value.checks if not check.is_met)
    assert (wrong.need, wrong.names) == (Need.REFUSALS_FINAL, (plan.title,))
    session.rollback()
    service.freeze(session, budget_round, CHECKED_AT + 12 * HOUR)


def test_a_refusal_is_final_once_the_objection_is_decided(session: Session) -> None:
    budget_round = make_collecting_round(session)
    save_settings(session, budget_round, releases_together=False, objection_days=14)
    refusal = {"status": ProjectStatus.NOT_FEASIBLE, "public_reason": "Te duur."}
    plan = make_plan(session, budget_round, checked_at=NOW, **refusal)
    object_to_refusal(session, budget_round, plan.id, "Het kan goedkoper.", NOW)
    late = NOW + 900 * HOUR
    assert not_final(session, budget_round, late) == [plan.title]

    objection = session.get_one(PlanObjection, plan.id)
    objection.decision, objection.decided_at = "rejected", NOW + HOUR
    assert not_final(session, budget_round, NOW + HOUR) == []

    objection.decision = "upheld"  # then it is to be checked anew
    assert not_final(session, budget_round, late) == [plan.title]
    plan.checked_at = NOW + 2 * HOUR
    assert not_final(session, budget_round, NOW + 2 * HOUR) == []


def test_without_days_for_objecting_every_refusal_is_final(session: Session) -> None:
    budget_round = make_collecting_round(session)
    refusal = {"status": ProjectStatus.NOT_FEASIBLE, "public_reason": "Te duur."}
    make_plan(session, budget_round, checked_at=NOW, **refusal)

    assert not_final(session, budget_round, NOW) == []


def test_the_desk_says_which_refusals_hold_up_freezing(
    client: PageClient, session: Session, now: Callable[[datetime], None]
) -> None:
    now(CHECKED_AT)
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    save_settings(session, budget_round, releases_together=False, objection_days=3)
    refusal = {"status": ProjectStatus.NOT_FEASIBLE, "public_reason": "Te duur."}
    make_plan(session, budget_round, title="Fontein", checked_at=CHECKED_AT, **refusal)
    log_in(client, make_staff(session, Role.CONFIGURATOR))

    page = client.get(f"/beheer/rondes/{budget_round.slug}").text

    assert "loopt de tijd voor bezwaar nog" in page
    assert "Fontein" in page
