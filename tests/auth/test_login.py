"""Staff log in: a password, then a code of the authenticator app."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from pb.auth.models import Role
from tests.auth.login import PASSWORD, code_of, log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient

Clock = Callable[[datetime], None]


def test_opens_the_desk_after_the_password_and_the_code(
    client: PageClient, session: Session, now: Clock
) -> None:
    member = make_staff(session, Role.CONFIGURATOR)
    first = client.post(
        "/beheer/inloggen", data={"email": member.email, "password": PASSWORD}
    )
    second = client.post("/beheer/inloggen/code", data={"totp": code_of(member, NOW)})

    assert (first.status_code, first.location) == (303, "/beheer/inloggen/code")
    assert (second.status_code, second.location) == (303, "/beheer")
    assert member.email in client.get("/beheer").text


def test_the_helper_logs_in(client: PageClient, session: Session, now: Clock) -> None:
    log_in(client, make_staff(session, Role.CONFIGURATOR))

    assert client.get("/beheer").status_code == 200
