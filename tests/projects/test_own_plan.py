"""A proposer follows the own plan: by a link in a mail or by a code."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.maps.frame import Pin
from pb.models import (
    BudgetRound,
    HistoryEntry,
    Mail,
    PlanAccess,
    PlanObjection,
    PlanQuestion,
    Project,
    ProjectStatus,
    ProposerContact,
)
from pb.projects.care import ask, save_settings
from pb.projects.changes import ask_to_merge, carry_out, give_answer
from pb.projects.facts import read_facts, store_pin
from pb.projects.history import note
from pb.projects.news import write_news
from pb.projects.own_plan import CODE, LINK, grant
from tests.auth.login import make_staff
from tests.factories import NOW
from tests.maps.factories import give_map
from tests.pages import PageClient
from tests.projects.factories import filled_in, make_collecting_round, make_plan
from tests.projects.steps import steps_of

Travel = Callable[[datetime], None]
PIN = Pin(51_925_000, 4_505_000)
LINK_IN_MAIL = re.compile(r"http://localhost(/mijn-plan/open/[\w-]+)")


@pytest.fixture(autouse=True)
def _clock(now: Travel) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


@pytest.fixture
def plan(session: Session, budget_round: BudgetRound) -> Project:
    return make_plan(session, budget_round)


def enter(client: PageClient, session: Session, plan: Project) -> None:
    """Open a plan with a new link."""
    words = grant(session, plan.id, LINK, now=NOW)[1]
    assert client.post(f"/mijn-plan/open/{words}").status_code == 303


def mails(session: Session) -> list[Mail]:
    session.rollback()
    return list(session.scalars(select(Mail).order_by(Mail.id)))


def test_the_mail_after_handing_in_has_a_link_that_opens_the_plan(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    address = f"/rondes/{budget_round.slug}/indienen"
    client.post(address, data=filled_in(budget_round))
    write_news(session, now=NOW)
    (mail,) = mails(session)
    found = LINK_IN_MAIL.search(mail.text)
    assert found is not None
    assert found[1] in mail.html
    stranger = PageClient(client.application)

    assert "Open mijn plan" in stranger.get(found[1]).text
    assert stranger.get("/mijn-plan").text.count("Code van uw plan") == 1
    stranger.post(found[1])

    assert "Bankjes bij de Boezem" in stranger.get("/mijn-plan").text


def test_news_is_written_once_however_often_the_worker_comes(
    session: Session, plan: Project
) -> None:
    note(session, plan.id, "received", at=NOW, tells=True)
    session.commit()

    made = [write_news(session, now=NOW) for _time in range(3)]

    assert made == [1, 0, 0]
    assert len(mails(session)) == 1


def test_a_hostile_plan_makes_a_harmless_mail(
    session: Session, budget_round: BudgetRound
) -> None:
    title = "<script>alert(1)</script>"
    plan = make_plan(session, budget_round, title=title)
    note(session, plan.id, "asked", at=NOW, text=f"{title}\r\nBcc: x@y", tells=True)
    session.commit()

    write_news(session, now=NOW)

    (mail,) = mails(session)
    assert "<script" not in mail.html
    assert "\n" not in mail.subject


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " ")])
def test_a_code_from_a_letter_opens_the_plan_however_it_is_typed(
    client: PageClient, session: Session, plan: Project, change: Callable[[str], str]
) -> None:
    code = grant(session, plan.id, CODE, now=NOW)[1]

    response = client.post("/mijn-plan", data={"code": change(code)})

    assert response.status_code == 303
    assert plan.title in client.get("/mijn-plan").text


def test_a_new_code_ends_the_one_before(
    client: PageClient, session: Session, plan: Project
) -> None:
    first = grant(session, plan.id, CODE, now=NOW)[1]
    enter(client, session, plan)
    page = client.post("/mijn-plan/code")
    assert "maar één keer" in page.text

    response = PageClient(client.application).post("/mijn-plan", data={"code": first})

    assert response.status_code == 422
    kept = session.scalars(select(PlanAccess.secret_hash)).all()
    assert first not in kept


def test_guessing_codes_is_slowed_down(client: PageClient, plan: Project) -> None:
    wrong = [
        client.post("/mijn-plan", data={"code": "0000-0000-0000-0000"}).status_code
        for _time in range(11)
    ]

    assert wrong == [422] * 10 + [429]


@pytest.mark.parametrize(
    "path",
    [
        "/mijn-plan/wijzig",
        "/mijn-plan/intrekken",
        "/mijn-plan/fotos",
    ],
)
def test_without_a_link_or_code_nothing_opens(client: PageClient, path: str) -> None:
    response = client.get(path)

    assert response.location.endswith("/mijn-plan")


def test_a_link_that_was_taken_back_closes_the_plan_everywhere(
    client: PageClient, session: Session, plan: Project
) -> None:
    enter(client, session, plan)
    access = session.scalars(select(PlanAccess)).one()
    access.revoked_at = NOW
    session.commit()

    assert "Code van uw plan" in client.get("/mijn-plan").text


def test_no_page_of_a_proposer_is_kept_by_a_browser(
    client: PageClient, session: Session, plan: Project
) -> None:
    enter(client, session, plan)

    assert client.get("/mijn-plan").headers["Cache-Control"] == "no-store"


def test_changing_keeps_what_was_not_touched_and_is_noted(
    client: PageClient, session: Session, plan: Project
) -> None:
    budget_round = session.get_one(BudgetRound, plan.budget_round_id)
    enter(client, session, plan)
    typed = {"version": str(plan.version), "title": "Twee bankjes"}
    for step in steps_of(budget_round).values():
        typed = {**step, **typed}  # type: ignore[dict-item]  # lists as well

    response = client.post("/mijn-plan/wijzig", data=typed)

    assert response.status_code == 303
    session.expire_all()
    assert plan.title == "Twee bankjes"
    kinds = session.scalars(select(HistoryEntry.kind)).all()
    assert kinds == ["changed"]


def test_a_point_stays_when_the_round_has_no_map_any_more(
    client: PageClient, session: Session, plan: Project
) -> None:
    budget_round = session.get_one(BudgetRound, plan.budget_round_id)
    store_pin(session, plan.id, PIN)
    enter(client, session, plan)
    typed: dict[str, object] = {"version": str(plan.version)}
    for step in steps_of(budget_round).values():
        typed |= step

    assert client.post("/mijn-plan/wijzig", data=typed).status_code == 303

    session.rollback()
    assert read_facts(session, plan.id).pin == PIN


def test_setting_the_point_does_not_hide_what_somebody_else_changed(
    client: PageClient, session: Session, plan: Project
) -> None:
    budget_round = session.get_one(BudgetRound, plan.budget_round_id)
    give_map(session, budget_round)
    enter(client, session, plan)
    typed: dict[str, object] = {"version": "7", "kaart.x": "100", "kaart.y": "100"}
    for step in steps_of(budget_round).values():
        typed |= step

    page = client.post("/mijn-plan/wijzig", data=typed)

    assert page.status_code == 200
    assert 'name="version" value="7"' in page.text
    typed = {name: told for name, told in typed.items() if "kaart" not in name}
    assert client.post("/mijn-plan/wijzig", data=typed).status_code == 409


def test_two_windows_do_not_overwrite_each_other(
    client: PageClient, session: Session, plan: Project
) -> None:
    budget_round = session.get_one(BudgetRound, plan.budget_round_id)
    enter(client, session, plan)
    typed: dict[str, object] = {"version": "7"}
    for step in steps_of(budget_round).values():
        typed |= step

    response = client.post("/mijn-plan/wijzig", data=typed)

    assert response.status_code == 409
    assert "Uw plan is intussen veranderd" in response.text


def test_after_the_last_day_nothing_can_be_changed(
    client: PageClient, session: Session, plan: Project, now: Travel
) -> None:
    enter(client, session, plan)
    now(NOW + timedelta(days=20))

    assert client.get("/mijn-plan/wijzig").status_code == 409


def test_a_proposer_takes_the_plan_back(
    client: PageClient, session: Session, plan: Project
) -> None:
    enter(client, session, plan)
    assert client.get("/mijn-plan/intrekken").status_code == 200

    client.post("/mijn-plan/intrekken", data={"version": str(plan.version)})

    session.expire_all()
    assert plan.status is ProjectStatus.WITHDRAWN


def test_a_question_is_answered_once_and_everyone_can_read_it(
    client: PageClient, session: Session, plan: Project
) -> None:
    staff = make_staff(session, Role.EVALUATOR)
    ask(session, plan.id, "Wie maait?", due_at=None, staff_id=staff.id, now=NOW)
    question = session.scalars(select(PlanQuestion)).one()
    enter(client, session, plan)
    address = f"/mijn-plan/vragen/{question.id}"

    assert client.post(address, data={"answer": " "}).status_code == 422
    first = client.post(address, data={"answer": "Wij zelf."})
    second = client.post(address, data={"answer": "Toch niet."})

    assert (first.status_code, second.status_code) == (303, 409)
    slug = session.get_one(BudgetRound, plan.budget_round_id).slug
    page = client.get(f"/rondes/{slug}/plannen/{plan.id}").text
    assert "Wie maait?" in page
    assert "Wij zelf." in page


def test_nobody_answers_a_question_about_the_plan_of_another(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    other = make_plan(session, budget_round)
    staff = make_staff(session, Role.EVALUATOR)
    ask(session, other.id, "Wie maait?", due_at=None, staff_id=staff.id, now=NOW)
    question = session.scalars(select(PlanQuestion)).one()
    enter(client, session, plan)

    response = client.post(f"/mijn-plan/vragen/{question.id}", data={"answer": "Ik."})

    assert response.status_code == 409


@pytest.mark.parametrize(("days", "status"), [(13, 303), (14, 409)])
def test_a_refusal_can_be_objected_to_while_the_ordinance_says_so(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    now: Travel,
    days: int,
    status: int,
) -> None:
    save_settings(session, budget_round, releases_together=False, objection_days=14)
    plan = make_plan(
        session,
        budget_round,
        status=ProjectStatus.NOT_FEASIBLE,
        public_reason="Te duur.",
        checked_at=NOW,
    )
    enter(client, session, plan)
    now(NOW + timedelta(days=days))

    response = client.post("/mijn-plan/bezwaar", data={"text": "Het kan goedkoper."})

    assert response.status_code == status
    assert bool(session.get(PlanObjection, plan.id)) is (status == 303)
    assert client.get("/mijn-plan").status_code == 200


def test_proposers_of_a_merged_plan_hear_of_what_becomes_of_it(
    session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    staff = make_staff(session, Role.EVALUATOR)
    contact = ProposerContact(name="Henk", email="henk@example.org")
    other = make_plan(session, budget_round, contact=contact)
    change = ask_to_merge(
        session, budget_round, plan.id, [other.id], "Samen.", staff_id=staff.id, now=NOW
    )
    for number in (plan.id, other.id):
        give_answer(session, change, number, is_yes=True, by_staff=False, now=NOW)
    carry_out(session, budget_round, change, NOW)
    note(session, plan.id, "asked", at=NOW, text="Hoe groot?", tells=True)
    session.commit()

    write_news(session, now=NOW)

    told = [(m.recipient, m.text.count("Hoe groot?")) for m in mails(session)]
    assert ("fatima@example.org", 1) in told
    assert ("henk@example.org", 1) in told
