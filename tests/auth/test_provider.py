"""Logging in at the organisation's own provider: only who has an account, only once."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember
from pb.auth.provider import Provider, read_provider
from pb.config import ConfigurationError
from pb.trail.kinds import Kind
from pb.trail.models import TrailEntry
from tests.auth.fake_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    OTHER_KEY,
    FakeProvider,
    running,
)
from tests.auth.login import code_of, log_in, make_staff
from tests.factories import NOW
from tests.html_tree import parse
from tests.pages import PageClient

AWAY, BACK = "/beheer/inloggen/organisatie", "/beheer/inloggen/terug"
SET = {
    "BUURTGELD_OIDC_ISSUER": "https://login.example.nl",
    "BUURTGELD_OIDC_CLIENT_ID": CLIENT_ID,
    "BUURTGELD_OIDC_CLIENT_SECRET": CLIENT_SECRET,
}
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture(scope="module")
def server() -> Iterator[FakeProvider]:
    with running() as started:
        yield started


@pytest.fixture
def fake(
    app: Flask, server: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> FakeProvider:
    """A provider that is set up, and says who a test wants."""
    issuer = server.issuer
    server.__init__()  # type: ignore[misc]  # as it was begun
    server.issuer = issuer
    set_up(app, monkeypatch, server)
    return server


def set_up(
    app: Flask, patch: pytest.MonkeyPatch, fake: FakeProvider, **more: bool
) -> None:
    trusts = more.get("trusts_second_step", False)
    made = Provider(fake.issuer, CLIENT_ID, CLIENT_SECRET, "de gemeente", trusts)
    patch.setitem(app.extensions, "provider", made)


@pytest.fixture
def member(session: Session) -> StaffMember:
    return make_staff(session, Role.AUDITOR, email="jan@gemeente.example")


def come_back(client: PageClient, fake: FakeProvider, **claims: Any) -> Any:
    """Walk to the provider, log in there with these claims, and come back."""
    fake.claims = {"email": "Jan@gemeente.example", **claims}
    brought = fake.visit(client.get(AWAY).location)
    page = parse(client.get(BACK, query_string=brought).text).root
    form = {e["name"]: e["value"] for e in page.all("input") if e["type"] == "hidden"}
    assert {"state": form["state"], "code": form["code"]} == brought
    return client.post(BACK, data=form)


def test_who_has_an_account_still_takes_the_second_step_here(
    client: PageClient, fake: FakeProvider, member: StaffMember
) -> None:
    answer = come_back(client, fake, amr=["pwd", "mfa"])

    assert answer.location == "/beheer/inloggen/code"
    assert client.get("/beheer").status_code == 303
    client.post("/beheer/inloggen/code", data={"totp": code_of(member, NOW)})
    assert client.get("/beheer").status_code == 200


@pytest.mark.parametrize(
    ("ways", "page"),
    [
        (["mfa"], "/beheer"),
        (["pwd"], "/beheer/inloggen/code"),
        ("mfa", "/beheer/inloggen/code"),
    ],
)
def test_a_second_step_of_the_provider_is_enough_only_when_trusted_and_taken(
    app: Flask,
    client: PageClient,
    fake: FakeProvider,
    member: StaffMember,
    monkeypatch: pytest.MonkeyPatch,
    ways: object,
    page: str,
) -> None:
    set_up(app, monkeypatch, fake, trusts_second_step=True)

    assert come_back(client, fake, amr=ways).location == page


@pytest.mark.parametrize("email", ["niemand@gemeente.example", "jan@elders.example"])
def test_who_has_no_account_gets_none(
    client: PageClient,
    session: Session,
    fake: FakeProvider,
    member: StaffMember,
    email: str,
) -> None:
    assert come_back(client, fake, email=email).status_code == 403
    session.rollback()
    assert len(session.scalars(select(StaffMember)).all()) == 1
    assert session.scalars(select(TrailEntry.kind)).all() == [Kind.LOGIN_FAILED]


def test_a_closed_account_stays_closed(
    client: PageClient, session: Session, fake: FakeProvider, member: StaffMember
) -> None:
    member.is_disabled = True
    session.commit()

    assert come_back(client, fake).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"email_verified": False}, id="not verified"),
        pytest.param({"email_verified": "true"}, id="not really verified"),
        pytest.param({"iss": "https://evil.example"}, id="another issuer"),
        pytest.param({"aud": "another client"}, id="for another"),
        pytest.param({"nonce": "another"}, id="another attempt"),
        pytest.param({"exp": int(NOW.timestamp()) - 3600}, id="expired"),
        pytest.param({"email": None}, id="nobody"),
    ],
)
def test_a_token_that_is_not_for_this_log_in_lets_nobody_in(
    client: PageClient, fake: FakeProvider, member: StaffMember, claims: dict[str, Any]
) -> None:
    assert come_back(client, fake, **claims).status_code == 503
    assert client.get("/beheer").status_code == 303


def test_a_token_with_another_signature_lets_nobody_in(
    client: PageClient, fake: FakeProvider, member: StaffMember
) -> None:
    fake.key = OTHER_KEY

    assert come_back(client, fake).status_code == 503


def test_what_came_back_works_once_and_in_the_same_browser(
    client: PageClient, other: PageClient, fake: FakeProvider, member: StaffMember
) -> None:
    fake.claims = {"email": member.email}
    brought = fake.visit(client.get(AWAY).location)

    assert other.post(BACK, data=brought).status_code == 409  # it began nothing
    other.get(AWAY)
    assert other.post(BACK, data=brought).status_code == 409  # it began another
    assert client.post(BACK, data=brought).status_code == 303
    assert client.post(BACK, data=brought).status_code in {303, 409}


def test_a_provider_that_is_away_leaves_the_password(
    client: PageClient, fake: FakeProvider
) -> None:
    assert "Log in bij de gemeente" in client.get("/beheer/inloggen").text
    fake.is_away = True

    answer = client.get(AWAY)
    assert answer.status_code == 503
    assert "met uw wachtwoord" in answer.text


def test_without_settings_there_is_no_such_way(client: PageClient) -> None:
    assert client.get(AWAY).status_code == 404
    assert client.get(BACK).status_code == 404
    assert client.post(BACK, data={"state": "x", "code": "y"}).status_code == 404
    assert "Log in bij" not in client.get("/beheer/inloggen").text


def test_who_is_inside_is_not_sent_away(
    client: PageClient, fake: FakeProvider, member: StaffMember
) -> None:
    log_in(client, member)

    assert client.get(AWAY).location == "/beheer"


def test_reads_its_settings() -> None:
    assert read_provider({}) is None
    found = read_provider(SET | {"BUURTGELD_OIDC_SECOND_STEP": "provider"})
    assert found is not None
    assert (found.name, found.trusts_second_step) == ("login.example.nl", True)
    default = read_provider(SET)
    assert default is not None
    assert not default.trusts_second_step


@pytest.mark.parametrize("name", SET)
def test_a_setting_that_is_missing_stops_the_start(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        read_provider({**SET, name: ""})


def test_a_provider_without_https_stops_the_start() -> None:
    with pytest.raises(ConfigurationError, match="https"):
        read_provider(SET | {"BUURTGELD_OIDC_ISSUER": "http://login.example.nl"})
