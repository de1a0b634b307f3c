"""Somebody offers help, confirms it by a link, and takes it away again."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.community.models import HelperContact, Offer
from pb.community.offers import end_old
from pb.models import Mail
from pb.retention.register import find_kind
from tests.auth.login import log_in, make_staff
from tests.community.factories import filled_in, make_offer
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.payloads import PAYLOADS
from tests.projects.test_hostile_texts import ask, assert_harmless


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


def link_in(session: Session) -> str:
    """Return the path of the link in the only mail."""
    session.rollback()
    text = session.scalars(select(Mail.text)).one()
    found = re.search(r"http://localhost(/\S+)", text)
    assert found is not None
    return found[1]


def states(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Offer.state)))


def test_an_offer_counts_only_after_the_button_behind_the_link(
    client: PageClient, session: Session
) -> None:
    assert client.post("/meehelpen", data=filled_in()).status_code == 303
    link = link_in(session)

    assert client.get(link).status_code == 200
    assert states(session) == ["asked"]  # a mail program that looks confirms nothing
    assert client.post(link).status_code == 303

    assert states(session) == ["open"]


def test_a_form_sent_twice_makes_one_offer_and_one_mail(
    client: PageClient, session: Session
) -> None:
    form = filled_in()

    for _time in range(2):
        assert client.post("/meehelpen", data=form).status_code == 303

    assert len(states(session)) == len(session.scalars(select(Mail)).all()) == 1


def test_who_has_no_email_is_called_and_staff_note_it(
    client: PageClient, session: Session
) -> None:
    client.post("/meehelpen", data=filled_in(email="", phone="010 123 45 67"))
    log_in(client, make_staff(session, Role.BROKER))

    page = client.get("/beheer/makelaar/aanbod").text
    number = session.scalars(select(Offer.id)).one()
    client.post(f"/beheer/makelaar/aanbod/{number}/bevestigd")

    assert "010 123 45 67" in page
    assert session.scalars(select(Mail)).all() == []
    assert states(session) == ["open"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"email": "kees"},
        {"phone": "bel maar"},
        {"kind": "geld"},
        {"title": " "},
        {"area": "Nergens"},
        {"name": ""},
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_comes_back(
    client: PageClient, session: Session, wrong: dict[str, str]
) -> None:
    page = client.post("/meehelpen", data=filled_in(details="Mijn tekst", **wrong))

    assert page.status_code == 422
    assert "Mijn tekst" in page.text
    assert states(session) == []


def test_taking_an_offer_away_erases_who_made_it(
    client: PageClient, session: Session
) -> None:
    client.post("/meehelpen", data=filled_in())
    link = link_in(session)

    client.post(f"{link}/weg")

    assert states(session) == ["closed"]
    assert session.scalars(select(HelperContact)).all() == []
    assert client.get(link).status_code == 410


def test_one_network_cannot_flood_the_broker(client: PageClient) -> None:
    answers = [client.post("/meehelpen", data=filled_in()) for _time in range(11)]

    assert answers[-1].status_code == 429
    assert "Ik kan goed timmeren" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_an_offer_ends_after_its_time(session: Session) -> None:
    make_offer(session)

    assert end_old(session, NOW.date() + timedelta(days=100)) == 0
    assert end_old(session, NOW.date() + timedelta(days=101)) == 1
    assert session.scalars(select(HelperContact)).all() == []


def test_one_person_can_be_erased(session: Session) -> None:
    make_offer(session)
    make_offer(session, email="ander@example.org")
    kind = find_kind("helper_contact")
    assert kind is not None

    assert kind.of_person(session, "kees@example.org") == 1
    assert kind.erase_person(session, "kees@example.org") == 1

    left = session.scalars(select(HelperContact.email)).all()
    assert left == ["ander@example.org"]
    assert sorted(session.scalars(select(Offer.state))) == ["closed", "open"]


def test_the_list_for_a_spreadsheet_has_no_names_and_no_formulas(
    client: PageClient, session: Session
) -> None:
    for payload in ('=HYPERLINK("http://evil.example")', "+1", "@x", "-2", "\t=1"):
        make_offer(session, title=payload, details=payload)
    log_in(client, make_staff(session, Role.BROKER))

    text = client.get("/beheer/makelaar/aanbod.csv").text

    assert "Kees" not in text
    assert "kees@" not in text
    cells = [cell.strip('"') for line in text.split("\r\n") for cell in line.split(";")]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "@", "-", "\t"}]


@pytest.mark.parametrize("path", ["", "/aanbod", "/aanbod.csv", "/plekken"])
def test_only_a_broker_sees_offers(
    client: PageClient, session: Session, path: str
) -> None:
    roles = [role for role in Role if role is not Role.BROKER]
    log_in(client, make_staff(session, *roles))

    assert client.get(f"/beheer/makelaar{path}").status_code == 403


def test_hostile_offers_are_text_to_everyone(
    client: PageClient, session: Session
) -> None:
    for payload in PAYLOADS:
        make_offer(session, title=payload, details=payload, name=payload)
    looker = FlaskClient(client.application, client.application.response_class)
    log_in(looker, make_staff(session, Role.BROKER))

    assert_harmless(ask(looker, "/beheer/makelaar/aanbod"))
