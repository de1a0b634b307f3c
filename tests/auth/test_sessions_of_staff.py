"""A session of staff starts new, ends at once and does not come back."""

from typing import Any

import pytest
from flask import Flask
from flask import session as web_session
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb import clock
from pb.auth import visits
from pb.auth.models import Role, StaffMember
from pb.auth.visits import Stage
from pb.db import db
from pb.sessions import store
from pb.sessions.models import WebSession
from pb.staff.service import Change, disable, set_roles
from pb.trail.service import SYSTEM
from tests.auth.login import PASSWORD, code_of, log_in, make_staff, start_visit
from tests.factories import NOW
from tests.pages import PageClient

pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture
def member(session: Session) -> StaffMember:
    return make_staff(session, Role.CONFIGURATOR)


def cookie_of(client: PageClient) -> str:
    cookie = client.get_cookie("beheer")
    return cookie.value if cookie else ""


def is_inside(client: PageClient) -> bool:
    return client.get("/beheer").status_code == 200


def number_of_sessions(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(WebSession)) or 0


def test_has_a_new_id_after_each_step(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    ids = [cookie_of(client)]
    credentials = {"email": member.email, "password": PASSWORD}
    client.post("/beheer/inloggen", data=credentials)
    ids.append(cookie_of(client))
    client.post("/beheer/inloggen/code", data={"totp": code_of(member, NOW)})
    ids.append(cookie_of(client))

    assert len(set(ids)) == 3
    assert number_of_sessions(session) == 1


def test_the_id_of_a_step_before_opens_nothing(
    client: PageClient, other: PageClient, member: StaffMember
) -> None:
    client.post("/beheer/inloggen", data={"email": member.email, "password": PASSWORD})
    other.set_cookie("beheer", cookie_of(client))
    client.post("/beheer/inloggen/code", data={"totp": code_of(member, NOW)})

    assert is_inside(client)
    assert other.get("/beheer").location == "/beheer/inloggen"


def test_never_takes_an_id_that_was_planted(
    client: PageClient, other: PageClient, member: StaffMember
) -> None:
    planted = "a" * 43
    client.set_cookie("beheer", planted)
    client.post("/beheer/inloggen", data={"email": member.email, "password": PASSWORD})
    client.post("/beheer/inloggen/code", data={"totp": code_of(member, NOW)})
    other.set_cookie("beheer", planted)

    assert cookie_of(client) != planted
    assert not is_inside(other)


def test_the_session_of_an_attacker_does_not_become_the_victims(
    client: PageClient, other: PageClient, session: Session, member: StaffMember
) -> None:
    attacker = make_staff(session, Role.AUDITOR)
    planted = start_visit(client, attacker, Stage.COMPLETE)
    client.post("/beheer/inloggen", data={"email": member.email, "password": PASSWORD})
    other.set_cookie("beheer", planted)

    assert not is_inside(other)


def test_the_cookie_is_for_this_site_and_out_of_reach_of_scripts(
    client: PageClient, member: StaffMember
) -> None:
    credentials = {"email": member.email, "password": PASSWORD}
    answer = client.post("/beheer/inloggen", data=credentials)

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert answer.headers["Cache-Control"] == "no-store"


def test_logging_out_ends_the_session_in_the_database(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    log_in(client, member)
    cookie = cookie_of(client)
    answer = client.post("/beheer/uitloggen")
    client.set_cookie("beheer", cookie)

    assert answer.status_code == 303
    assert number_of_sessions(session) == 0
    assert not is_inside(client)
    assert "U bent uitgelogd." in client.get(answer.location).text


def test_logging_out_twice_is_no_error(client: PageClient) -> None:
    assert client.post("/beheer/uitloggen").status_code == 303
    assert client.get("/beheer/uitloggen").status_code == 405


def test_logging_out_in_one_browser_leaves_the_other(
    client: PageClient, other: PageClient, member: StaffMember
) -> None:
    log_in(client, member)
    log_in(other, member)
    client.post("/beheer/uitloggen")

    assert not is_inside(client)
    assert is_inside(other)


def test_a_request_that_ends_later_does_not_revive_the_session(
    app: Flask, client: PageClient, session: Session, member: StaffMember
) -> None:
    cookie = start_visit(client, member, Stage.COMPLETE)
    headers = {"Cookie": f"beheer={cookie}"}
    with app.app_context(), app.test_request_context("/beheer", headers=headers):
        slow: Any = web_session
        slow["message"] = "still busy"
        store.end(slow.row.id_hash)
        app.session_interface.save_session(
            app, slow._get_current_object(), app.response_class()
        )

    assert number_of_sessions(session) == 0
    assert not is_inside(client)


def test_disabling_an_account_ends_its_sessions_at_once(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    log_in(client, member)
    disable(session, Change(member.id, SYSTEM, NOW))

    assert not is_inside(client)
    assert number_of_sessions(session) == 0


def test_a_disabled_member_with_a_session_left_gets_nowhere(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    log_in(client, member)
    member.is_disabled = True
    session.commit()

    assert not is_inside(client)


def test_a_disabled_member_cannot_finish_logging_in(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    start_visit(client, member, Stage.PASSWORD)
    member.is_disabled = True
    session.commit()
    answer = client.post("/beheer/inloggen/code", data={"totp": code_of(member, NOW)})

    assert answer.location == "/beheer/inloggen"


def test_other_roles_end_the_sessions_and_open_other_pages(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    log_in(client, member)
    change = Change(member.id, SYSTEM, NOW)
    set_roles(session, change, [Role.AUDITOR, Role.COUNTER])

    assert not is_inside(client)
    session.refresh(member)
    assert member.roles == {Role.AUDITOR, Role.COUNTER}


def test_a_session_started_with_an_older_password_opens_nothing(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    known = visits.read_member(member.id)
    assert known is not None
    member.password_hash = "another"
    session.commit()
    client.set_cookie("beheer", visits.start(known, Stage.COMPLETE, now=clock.now()))

    assert not is_inside(client)


def test_looking_at_pages_writes_nothing(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    log_in(client, member)
    before = session.scalars(select(WebSession)).one().values
    db.session().commit()
    for page in ("/beheer", "/beheer/wachtwoord", "/beheer/inloggen"):
        client.get(page)

    assert session.scalars(select(WebSession)).one().values == before


def test_a_session_that_began_while_the_account_was_closed_stays_dead(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    """T33: who was logging in at that moment is not inside when it opens again."""
    known = visits.read_member(member.id)
    assert known is not None
    session.commit()
    change = Change(known.id, SYSTEM, NOW)
    disable(session, change)
    cookie = visits.start(known, Stage.COMPLETE, now=NOW)  # a moment too late
    client.set_cookie("beheer", cookie)

    assert not is_inside(client)
    assert number_of_sessions(session) == 1
    session.get_one(StaffMember, known.id).is_disabled = False
    session.commit()
    assert not is_inside(client)
