"""A form whose token no longer fits is sent once more, with all that was typed."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.models import Place
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient, tree

ADDRESS = "/beheer/makelaar/plekken/nieuw"
TYPED = {
    "place_name": "Zolder",
    "address": 'Straat "1"',
    "what": "Een zaal.\r\n\r\nMet keuken.",
    "access": ["step-free", "toilet"],
    "name": "Ria",
    "phone": "0101234567",
    "area": "",
}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def desk(
    app: Flask, client: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> PageClient:
    log_in(client, make_staff(session, Role.BROKER))
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return client


def kept_in(page: TestResponse) -> dict[str, list[str]]:
    """Return the hidden fields of a page, by name."""
    fields: dict[str, list[str]] = {}
    for field in tree(page).all("input"):
        if field["type"] == "hidden" and field["name"] != "csrf_token":
            fields.setdefault(field["name"], []).append(field["value"])
    return fields


def test_what_was_typed_is_stored_after_one_more_press(
    desk: PageClient, session: Session
) -> None:
    page = desk.post(ADDRESS, data={**TYPED, "csrf_token": "old"}, headers=SAME)
    assert page.status_code == 400
    assert session.scalars(select(Place)).all() == []

    kept = kept_in(page)
    token = TOKEN.findall(page.text)[-1]
    again = desk.post(ADDRESS, data={**kept, "csrf_token": token}, headers=SAME)

    assert again.status_code == 303
    place = session.scalars(select(Place)).one()
    assert (place.address, place.access) == ('Straat "1"', "step-free toilet")
    assert place.what == "Een zaal.\n\nMet keuken."


def test_who_presses_before_logging_in_loses_nothing(
    desk: PageClient, session: Session
) -> None:
    member = make_staff(session, Role.BROKER)
    browser = PageClient(desk.application)  # its session ended

    def press(token: str) -> TestResponse:
        data = {**TYPED, "csrf_token": token}
        return browser.post(ADDRESS, data=data, headers=SAME)

    kept = press("old")
    pressed_too_soon = press(TOKEN.findall(kept.text)[-1])
    assert kept_in(pressed_too_soon)["what"] == [TYPED["what"]]
    log_in(browser, member)
    fits_no_more = press(TOKEN.findall(pressed_too_soon.text)[-1])
    stored = press(TOKEN.findall(fits_no_more.text)[-1])

    answers = (kept, pressed_too_soon, fits_no_more, stored)
    assert [each.status_code for each in answers] == [400, 400, 400, 303]


@pytest.mark.parametrize("site", [{}, {"Sec-Fetch-Site": "same-site"}])
def test_a_form_that_may_be_forged_is_not_offered_again(
    desk: PageClient, site: dict[str, str]
) -> None:
    page = desk.post(ADDRESS, data={**TYPED, "csrf_token": "old"}, headers=site)

    assert page.status_code == 400
    assert kept_in(page).keys() <= {"terug"}


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/beheer/inloggen", {"email": "a@example.org", "password": "geheim-woord"}),
        ("/stem/bedankt", {"choice": "geheim-woord"}),
        ("/controle", {"receipt": "geheim-woord"}),
        ("/mijn-plan", {"code": "geheim-woord"}),
    ],
)
def test_no_secret_and_no_vote_stands_in_the_page(
    desk: PageClient, address: str, typed: dict[str, str]
) -> None:
    page = desk.post(address, data={**typed, "csrf_token": "old"}, headers=SAME)

    assert page.status_code == 400
    assert "geheim-woord" not in page.text


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("approve-issue-codes", {"proposal": "4", "subject_hash": "f78b"}),
        ("approve-propose-result", {"proposal": "4", "group-3": "f78b"}),
        ("reject-proposal", {"proposal": "4"}),
        ("papier/stapels/1/biljet", {"sheet": "1", "attempt": "1", "plannen": "2 5"}),
    ],
)
def test_nobody_decides_or_enters_a_ballot_from_a_page_that_shows_it_to_nobody(
    desk: PageClient, address: str, typed: dict[str, str]
) -> None:
    """T30: who approves sees what; two persons read each paper ballot."""
    sent = {**typed, "csrf_token": "old"}
    page = desk.post(f"/beheer/rondes/zomer/{address}", data=sent, headers=SAME)

    assert page.status_code == 400
    assert kept_in(page).keys() <= {"terug"}
