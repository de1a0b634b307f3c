"""What a cookie, a link or a code opens, and when it no longer does."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Mail, PlanAccess, Project, ProposerContact
from pb.projects.changes import ask_to_merge, carry_out, give_answer
from pb.projects.history import note
from pb.projects.news import write_news
from pb.projects.own_plan import CODE, LINK, grant, new_access
from pb.projects.own_visits import KEY
from tests.auth.login import make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.steps import steps_of

LINK_IN_MAIL = re.compile(r"http://localhost(/mijn-plan/open/[\w-]+)")


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def plan(session: Session) -> Project:
    return make_plan(session, make_collecting_round(session))


def enter(client: PageClient, session: Session, plan: Project) -> int:
    """Open a plan with a new link; return the number of its row."""
    access, words = grant(session, plan.id, LINK, now=NOW)
    number = access.id
    assert client.post(f"/mijn-plan/open/{words}").status_code == 303
    return number


def test_a_cookie_does_not_open_the_plan_that_got_its_number(
    client: PageClient, session: Session, plan: Project
) -> None:
    number = enter(client, session, plan)
    session.delete(session.get_one(PlanAccess, number))
    session.commit()
    assert "Code van uw plan" in client.get("/mijn-plan").text
    budget_round = make_collecting_round(session)
    other = make_plan(session, budget_round, title="Van een ander")
    access, _words = new_access(other.id, LINK, now=NOW)
    access.id = number
    session.add(access)
    session.commit()

    page = client.get("/mijn-plan").text

    assert "Code van uw plan" in page
    assert "Van een ander" not in page


def test_a_cookie_of_before_there_were_marks_opens_nothing(
    client: PageClient, session: Session, plan: Project
) -> None:
    number = enter(client, session, plan)
    assert plan.title in client.get("/mijn-plan").text
    with client.session_transaction() as cookie:
        cookie[KEY] = number

    assert "Code van uw plan" in client.get("/mijn-plan").text


def merge(session: Session, plan: Project, other: Project) -> None:
    """Let one plan go on in another, as both proposers wish."""
    budget_round = session.get_one(BudgetRound, plan.budget_round_id)
    staff = make_staff(session, Role.EVALUATOR)
    change = ask_to_merge(
        session, budget_round, plan.id, [other.id], "Samen.", staff_id=staff.id, now=NOW
    )
    for number in (plan.id, other.id):
        give_answer(session, change, number, is_yes=True, by_staff=False, now=NOW)
    carry_out(session, budget_round, change, NOW)


def mail_to(session: Session, recipient: str) -> Mail | None:
    """Return the last mail to an address."""
    return session.scalar(
        select(Mail).where(Mail.recipient == recipient).order_by(Mail.id.desc())
    )


def test_news_of_a_merged_plan_opens_only_the_plan_of_who_reads_it(
    client: PageClient, session: Session, plan: Project
) -> None:
    budget_round = session.get_one(BudgetRound, plan.budget_round_id)
    henk = ProposerContact(name="Henk", email="henk@example.org")
    merge(session, plan, other := make_plan(session, budget_round, contact=henk))
    note(session, plan.id, "asked", at=NOW, text="Hoe groot?", tells=True)
    session.commit()
    write_news(session, now=NOW)
    mail = mail_to(session, "henk@example.org")
    assert mail is not None
    assert "Hoe groot?" in mail.text
    found = LINK_IN_MAIL.search(mail.text)
    assert found is not None

    client.post(found[1])

    assert f"<h1>{other.title}" in client.get("/mijn-plan").text.replace("\n", "")
    change_page = client.get("/mijn-plan/wijzig")
    assert "fatima@example.org" not in change_page.text


def change_address(
    client: PageClient, session: Session, plan: Project, to: str
) -> None:
    """Change the plan on the page of its proposer."""
    budget_round = session.get_one(BudgetRound, plan.budget_round_id)
    typed: dict[str, object] = {}
    for step in steps_of(budget_round).values():
        typed |= step
    typed |= {"version": str(plan.version), "contact_email": to}
    assert client.post("/mijn-plan/wijzig", data=typed).status_code == 303
    session.expire_all()


def test_another_address_ends_the_links_to_the_one_before(
    client: PageClient, session: Session, plan: Project
) -> None:
    words = grant(session, plan.id, LINK, now=NOW)[1]
    code = grant(session, plan.id, CODE, now=NOW)[1]
    note(session, plan.id, "received", at=NOW, tells=True)
    session.commit()
    write_news(session, now=NOW)
    stranger, on_paper = PageClient(client.application), PageClient(client.application)
    stranger.post(f"/mijn-plan/open/{words}")
    enter(client, session, plan)

    change_address(client, session, plan, "nieuw@example.org")

    assert plan.title in client.get("/mijn-plan").text
    assert "Code van uw plan" in stranger.get("/mijn-plan").text
    assert stranger.post(f"/mijn-plan/open/{words}").status_code == 404
    assert on_paper.post("/mijn-plan", data={"code": code}).status_code == 303
    assert mail_to(session, "fatima@example.org") is None


def test_the_same_address_keeps_the_links_and_the_mails(
    client: PageClient, session: Session, plan: Project
) -> None:
    words = grant(session, plan.id, LINK, now=NOW)[1]
    note(session, plan.id, "received", at=NOW, tells=True)
    session.commit()
    write_news(session, now=NOW)
    enter(client, session, plan)

    change_address(client, session, plan, "Fatima@example.org")

    stranger = PageClient(client.application)
    assert stranger.post(f"/mijn-plan/open/{words}").status_code == 303
    assert mail_to(session, "fatima@example.org") is not None


def test_what_was_typed_is_kept_for_who_must_open_the_plan_again(
    client: PageClient,
) -> None:
    typed = {"title": "Twee bankjes"}
    ours = {"Sec-Fetch-Site": "same-origin"}

    kept = client.post("/mijn-plan/wijzig", data=typed, headers=ours)
    forged = client.post("/mijn-plan/wijzig", data=typed)

    assert kept.status_code == 400
    assert 'name="title" value="Twee bankjes"' in kept.text
    assert 'href="/mijn-plan" target="_blank"' in kept.text
    assert (forged.status_code, forged.location) == (303, "/mijn-plan")
