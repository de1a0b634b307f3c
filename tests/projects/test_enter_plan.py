"""Staff type in a plan for somebody, and take one back on request."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Project, ProjectStatus
from pb.projects.facts import read_facts
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area, numbers
from tests.maps.factories import IN_EAST, IN_WEST, OUTSIDE, give_map
from tests.pages import PageClient, tree
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.steps import steps_of

Travel = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _clock(now: Travel) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


@pytest.fixture
def desk(client: PageClient, session: Session, budget_round: BudgetRound) -> str:
    """The address of the plans on the desk; a desk clerk is logged in."""
    log_in(client, make_staff(session, Role.DESK_CLERK))
    return f"/beheer/rondes/{budget_round.slug}/plannen"


def filled_in(budget_round: BudgetRound, **values: object) -> dict[str, object]:
    """Return all answers of a plan, as they come from one page."""
    answers: dict[str, object] = {"submission_id": f"{next(numbers):032x}"}
    for step in steps_of(budget_round).values():
        answers |= step
    return answers | values


def test_a_clerk_hands_in_for_someone_without_telephone_and_e_mail(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    assert client.get(f"{desk}/nieuw").status_code == 200

    response = client.post(
        f"{desk}/nieuw", data=filled_in(budget_round, contact_email="")
    )

    assert response.status_code == 303
    project = session.scalars(select(Project)).one()
    assert project.status is ProjectStatus.SUBMITTED
    facts = read_facts(session, project.id)
    assert (facts.asked, facts.aims) == (project.estimated_cost, (1, 3))
    page = client.get(response.location).text
    assert "De indiener heeft geen e-mailadres." in page
    letter = client.post(f"{desk}/{project.id}/brief")
    assert "Met deze code ziet u hoe ver het is" in letter.text


def test_a_clerk_can_still_enter_a_plan_after_collecting_until_freezing(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    desk: str,
    now: Travel,
) -> None:
    now(NOW + timedelta(minutes=30))
    budget_round.collecting_closes_at = NOW
    session.commit()
    form = filled_in(budget_round)
    assert client.post(f"{desk}/nieuw", data=form).status_code == 303

    budget_round.stage, budget_round.config_hash = Stage.FROZEN, "0" * 64
    session.commit()

    assert client.get(f"{desk}/nieuw").status_code == 409
    late = client.post(f"{desk}/nieuw", data=filled_in(budget_round))
    assert late.status_code == 409
    assert len(session.scalars(select(Project)).all()) == 1


def test_what_a_clerk_typed_comes_back_with_what_is_wrong(
    client: PageClient, budget_round: BudgetRound, desk: str
) -> None:
    form = filled_in(budget_round, title="", place="Gerdesiaweg")

    response = client.post(f"{desk}/nieuw", data=form)

    assert response.status_code == 422
    assert "Geef uw plan een naam." in response.text
    assert 'value="Gerdesiaweg"' in response.text


def test_a_clerk_who_sends_the_form_twice_enters_one_plan(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    form = filled_in(budget_round)

    first = client.post(f"{desk}/nieuw", data=form)
    second = client.post(f"{desk}/nieuw", data=form)
    other = client.post(f"{desk}/nieuw", data=form | {"title": "Iets anders"})

    assert first.location == second.location
    assert other.status_code == 409
    assert len(session.scalars(select(Project)).all()) == 1


def test_withdrawing_asks_first_and_then_takes_the_plan_out(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    plan = make_plan(session, budget_round, title="Kas")
    address = f"{desk}/{plan.id}/intrekken"

    page = client.get(address)
    session.refresh(plan)
    assert plan.status is ProjectStatus.SUBMITTED
    sent = {f["name"]: f["value"] for f in tree(page).all("input")}
    response = client.post(address, data={"version": sent["version"]})

    assert response.status_code == 303
    session.refresh(plan)
    assert (plan.status, plan.withdrawn_at) == (ProjectStatus.WITHDRAWN, NOW)
    assert client.post(address, data={"version": "2"}).status_code == 409


def test_withdrawing_a_plan_that_was_just_judged_asks_again(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    plan = make_plan(session, budget_round, version=2)
    address = f"{desk}/{plan.id}/intrekken"

    response = client.post(address, data={"version": "1"})

    assert response.status_code == 409
    assert "Dit plan is net veranderd" in response.text
    session.refresh(plan)
    assert plan.status is ProjectStatus.SUBMITTED


def test_nothing_is_withdrawn_after_freezing(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    plan = make_plan(session, budget_round)
    budget_round.stage, budget_round.config_hash = Stage.FROZEN, "0" * 64
    session.commit()
    address = f"{desk}/{plan.id}/intrekken"

    assert client.get(address).status_code == 409
    assert client.post(address, data={"version": "1"}).status_code == 409
    session.refresh(plan)
    assert plan.status is ProjectStatus.SUBMITTED


def test_a_configurator_enters_and_withdraws_nothing(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    desk = f"/beheer/rondes/{budget_round.slug}/plannen"

    for path in (f"{desk}/nieuw", f"{desk}/{plan.id}/intrekken"):
        assert client.get(path).status_code == 403
        assert client.post(path, data={"version": "1"}).status_code == 403
    assert "Voer een plan in" not in client.get(desk).text


def test_a_withdrawn_plan_cannot_be_judged(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(
        session, budget_round, status=ProjectStatus.WITHDRAWN, withdrawn_at=NOW
    )
    log_in(client, make_staff(session, Role.EVALUATOR))
    address = f"/beheer/rondes/{budget_round.slug}/plannen/{plan.id}"
    form = {
        "version": "1",
        "decision": "no",
        "public_reason": "Kan niet.",
        "title": plan.title,
    }

    assert "Bewaar het besluit" not in client.get(address).text
    assert client.post(address, data=form).status_code == 409


def test_a_clerk_sets_the_point_of_a_plan_and_hears_where_it_lies(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    make_area(session, budget_round, name="Crooswijk")
    session.commit()
    session.refresh(budget_round)
    give_map(session, budget_round)
    form = filled_in(budget_round, pin=IN_EAST)

    moved = client.post(f"{desk}/nieuw", data=form | {"schuif": "noord"})
    assert moved.status_code == 200
    assert "De punt ligt in Crooswijk, maar u koos Rubroek." in moved.text
    outside = client.post(f"{desk}/nieuw", data=form | {"pin": OUTSIDE})
    assert outside.status_code == 422
    client.post(f"{desk}/nieuw", data=form | {"pin": IN_WEST})

    project = session.scalars(select(Project)).one()
    assert str(read_facts(session, project.id).pin) == IN_WEST


def test_a_clerk_adds_photos_for_somebody_until_freezing(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    plan = make_plan(session, budget_round)
    address = f"{desk}/{plan.id}/fotos"

    assert client.get(address).status_code == 200
    assert client.post(address, data={"alt": "Een plein"}).status_code == 422
    plan.status = ProjectStatus.WITHDRAWN
    session.commit()
    assert client.get(address).status_code == 409
