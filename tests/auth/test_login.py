"""Staff log in: a password, then a code of the authenticator app."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth import passwords
from pb.auth.models import Role, StaffMember
from tests.auth.login import CHEAP, PASSWORD, code_of, make_staff
from tests.factories import NOW
from tests.pages import PageClient

Clock = Callable[[datetime], None]
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture
def member(session: Session) -> StaffMember:
    return make_staff(session, Role.CONFIGURATOR)


def give_password(
    client: PageClient, email: str, password: str = PASSWORD, query: str = ""
) -> TestResponse:
    data = {"email": email, "password": password}
    return client.post(f"/beheer/inloggen{query}", data=data)


def give_code(client: PageClient, code: str, query: str = "") -> TestResponse:
    return client.post(f"/beheer/inloggen/code{query}", data={"totp": code})


def test_opens_the_desk_after_the_password_and_the_code(
    client: PageClient, member: StaffMember
) -> None:
    first = give_password(client, member.email)
    second = give_code(client, code_of(member, NOW))

    assert (first.status_code, first.location) == (303, "/beheer/inloggen/code")
    assert (second.status_code, second.location) == (303, "/beheer")
    assert member.email in client.get("/beheer").text


def test_accepts_an_address_in_capitals_and_a_code_with_a_space(
    client: PageClient, member: StaffMember
) -> None:
    code = code_of(member, NOW)
    give_password(client, f" {member.email.upper()} ")

    assert give_code(client, f" {code[:3]} {code[3:]}").location == "/beheer"


def test_goes_on_to_the_page_that_was_asked_for(
    client: PageClient, member: StaffMember
) -> None:
    asked = client.get("/beheer/wachtwoord")
    query = "?" + asked.location.partition("?")[2]
    first = give_password(client, member.email, query=query)
    second = give_code(client, code_of(member, NOW), query=query)

    assert asked.location == "/beheer/inloggen?verder=/beheer/wachtwoord"
    assert first.location == "/beheer/inloggen/code?verder=/beheer/wachtwoord"
    assert second.location == "/beheer/wachtwoord"


def test_goes_to_the_start_page_when_sent_elsewhere(
    client: PageClient, member: StaffMember
) -> None:
    first = give_password(client, member.email, query="?verder=//evil.example")
    second = give_code(client, code_of(member, NOW), query="?verder=https:evil")

    assert first.location == "/beheer/inloggen/code"
    assert second.location == "/beheer"


def test_says_the_same_of_an_unknown_address_and_a_wrong_password(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    closed = make_staff(session, is_disabled=True)
    answers = [
        give_password(client, member.email, "iets anders dan dit"),
        give_password(client, "niemand@example.org"),
        give_password(client, closed.email),
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert "Het e-mailadres of het wachtwoord klopt niet." in answer.text
        assert client.get_cookie("beheer") is None


def test_hashes_once_whether_the_address_is_known_or_not(
    client: PageClient, member: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def count(password: str, kept: str | None, hasher: object) -> bool:
        asked.append(kept)
        return original(password, kept, CHEAP)

    original = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", count)
    give_password(client, member.email, "iets anders dan dit")
    give_password(client, "niemand@example.org")

    assert asked == [member.password_hash, None]


def test_asks_for_what_is_missing(client: PageClient) -> None:
    answer = give_password(client, "", "")

    assert answer.status_code == 422
    assert "Vul uw e-mailadres in." in answer.text
    assert "Vul uw wachtwoord in." in answer.text


def test_refuses_a_wrong_code_and_asks_for_another(
    client: PageClient, member: StaffMember
) -> None:
    give_password(client, member.email)

    for wrong in ("000000", "", "abcdef", "１２３４５６", "1" * 30):
        assert give_code(client, wrong).status_code == 422
    assert client.get("/beheer").location.startswith("/beheer/inloggen/code")


def test_the_code_page_needs_the_password_first(
    client: PageClient, member: StaffMember
) -> None:
    answer = give_code(client, code_of(member, NOW))

    assert (answer.status_code, answer.location) == (303, "/beheer/inloggen")


@pytest.mark.parametrize(("late", "works"), [(29, True), (31, False)])
def test_a_code_works_one_step_longer_than_it_is_shown(
    client: PageClient, member: StaffMember, now: Clock, late: int, works: bool
) -> None:
    give_password(client, member.email)
    code = code_of(member, NOW)
    now(NOW + timedelta(seconds=30 + late))

    assert (give_code(client, code).status_code == 303) is works


def test_a_code_works_once(
    client: PageClient, member: StaffMember, other: PageClient
) -> None:
    code = code_of(member, NOW)
    for browser in (client, other):
        give_password(browser, member.email)

    assert give_code(client, code).status_code == 303
    again = give_code(other, code)
    assert again.status_code == 422
    assert "al gebruikt" in again.text


def test_an_older_code_no_longer_works_after_a_newer_one(
    client: PageClient, member: StaffMember, other: PageClient
) -> None:
    for browser in (client, other):
        give_password(browser, member.email)

    assert give_code(client, code_of(member, NOW)).status_code == 303
    older = code_of(member, NOW - timedelta(seconds=30))
    assert give_code(other, older).status_code == 422


def test_who_is_logged_in_need_not_log_in_again(
    client: PageClient, member: StaffMember
) -> None:
    give_password(client, member.email)
    give_code(client, code_of(member, NOW))

    assert client.get("/beheer/inloggen").location == "/beheer"
    assert client.get("/beheer/inloggen/code").location == "/beheer"


def test_speaks_english_to_who_chose_it(client: PageClient) -> None:
    client.set_cookie("taal", "en")

    assert '<html lang="en"' in client.get("/beheer/inloggen").text
