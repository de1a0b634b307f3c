"""What a cookie, a link or a code opens, and when it no longer does."""

import pytest
from sqlalchemy.orm import Session

from pb.models import PlanAccess, Project
from pb.projects.own_plan import LINK, grant, new_access
from pb.projects.own_visits import KEY
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan


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
