"""Staff choose a password of their own."""

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth import passwords, service
from pb.auth.models import Role, StaffMember
from tests.auth.login import CHEAP, PASSWORD, log_in, make_staff
from tests.pages import PageClient

NEW = "een heel andere zin"
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture
def member(client: PageClient, session: Session) -> StaffMember:
    member = make_staff(session, Role.CONFIGURATOR)
    log_in(client, member)
    return member


@pytest.fixture
def newcomer(client: PageClient, session: Session) -> StaffMember:
    member = make_staff(session, Role.CONFIGURATOR, must_change_password=True)
    log_in(client, member)
    return member


def choose(client: PageClient, new: str, **values: str) -> TestResponse:
    data = {"current_password": PASSWORD, "password": new, "password_again": new}
    return client.post("/beheer/wachtwoord", data=data | values)


def test_a_newcomer_must_choose_one_before_anything_else(
    client: PageClient, newcomer: StaffMember
) -> None:
    page = client.get("/beheer/wachtwoord")

    assert client.get("/beheer").location == "/beheer/wachtwoord"
    assert "Kies een eigen wachtwoord" in page.text
    assert 'name="current_password"' not in page.text


def test_a_newcomer_goes_on_after_choosing(
    client: PageClient, newcomer: StaffMember
) -> None:
    data = {"password": NEW, "password_again": NEW}
    answer = client.post("/beheer/wachtwoord?verder=/beheer/x", data=data)

    assert (answer.status_code, answer.location) == (303, "/beheer/x")
    assert "Uw nieuwe wachtwoord is bewaard." in client.get("/beheer").text
    assert passwords.is_right(NEW, newcomer.password_hash, CHEAP)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        pytest.param("elf tekens.", "ten minste 12 tekens", id="short"),
        pytest.param("x" * 201, "ten hoogste 200 tekens", id="long"),
        pytest.param(PASSWORD, "ander wachtwoord dan u nu heeft", id="same"),
        pytest.param("", "Kies een nieuw wachtwoord.", id="none"),
    ],
)
def test_says_what_is_wrong_with_a_new_password(
    client: PageClient, newcomer: StaffMember, new: str, words: str
) -> None:
    answer = choose(client, new)

    assert answer.status_code == 422
    assert words in answer.text
    assert new not in answer.text or not new
    assert passwords.is_right(PASSWORD, newcomer.password_hash, CHEAP)


def test_refuses_the_email_address_and_two_that_differ(
    client: PageClient, newcomer: StaffMember
) -> None:
    same = choose(client, newcomer.email.upper())
    two = choose(client, NEW, password_again=NEW + "!")

    assert "ander wachtwoord dan uw e-mailadres" in same.text
    assert "De twee nieuwe wachtwoorden zijn niet gelijk." in two.text
    assert {same.status_code, two.status_code} == {422}


def test_a_member_gives_the_present_password_too(
    client: PageClient, member: StaffMember
) -> None:
    refused = choose(client, NEW, current_password="iets anders dan dit")
    accepted = choose(client, NEW)

    assert refused.status_code == 422
    assert "Dit is niet uw wachtwoord van nu." in refused.text
    assert accepted.status_code == 303


def test_the_session_is_a_new_one_and_all_others_end(
    client: PageClient, other: PageClient, member: StaffMember
) -> None:
    log_in(other, member)
    before = client.get_cookie("beheer")
    choose(client, NEW)

    assert client.get_cookie("beheer") != before
    assert client.get("/beheer").status_code == 200
    assert other.get("/beheer").status_code == 303


def test_of_two_changes_at_the_same_moment_one_is_kept(
    session: Session, member: StaffMember
) -> None:
    session.refresh(member)
    session.expunge(member)
    session.rollback()
    twin = make_twin(member)
    service.change_password(session, member, NEW, hasher=CHEAP)

    with pytest.raises(service.PasswordChanged):
        service.change_password(session, twin, NEW + " 2", hasher=CHEAP)


def make_twin(member: StaffMember) -> StaffMember:
    return StaffMember(
        id=member.id, email=member.email, password_hash=member.password_hash
    )


def test_guessing_the_present_password_is_limited(
    client: PageClient, member: StaffMember
) -> None:
    for _ in range(5):
        choose(client, NEW, current_password="iets anders dan dit")

    assert choose(client, NEW).status_code == 429
