"""A round run by nine people who each do only their own part (issue of the desk)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from pb.auth.checking import HASHER
from tests.auth.login import CHEAP
from tests.browser import people
from tests.browser.conftest import DESKTOP, OpenPage
from tests.browser.roles import after, before, during
from tests.browser.roles.before import BENCHES, GARDENS, MOMENTS, MUSIC, Letter
from tests.browser.roles.team import Team, hire

Travel = Callable[[datetime], None]


@pytest.fixture
def team(
    app: Flask,
    open_page: OpenPage,
    session: Session,
    now: Travel,
    monkeypatch: pytest.MonkeyPatch,
) -> Team:
    """Everybody, logged in with their own password and app."""
    # Thirty passwords at full cost take as long as the rest of the round.
    monkeypatch.setitem(app.extensions, HASHER, CHEAP)
    monkeypatch.setattr("pb.auth.service.PasswordHasher", lambda: CHEAP)
    return hire(session, lambda: open_page("/beheer", viewport=DESKTOP))


def prepare(team: Team, resident: Page, now: Travel) -> list[Letter]:
    """Bring the round to the moment at which the clock opens the vote."""
    before.collect_plans(team, resident)
    now(MOMENTS["collecting_closes_at"])
    before.check_plans(team)
    before.freeze(team)
    before.make_key(team)
    letters = before.print_letters(team)
    assert "plannen" not in during.enter_code(resident, letters[0].code)
    now(MOMENTS["opens_at"])
    return letters


def take_votes(team: Team, resident: Page, letters: list[Letter]) -> list[str]:
    """Let people vote on phones and on paper; return codes that nobody used."""
    people.vote(resident, letters[0].code, BENCHES, GARDENS)
    during.pause_and_resume(team, resident, letters[1])
    people.vote(resident, letters[1].code, BENCHES)
    new_code = during.replace_letter(team, resident, letters[2])
    people.vote(resident, new_code, MUSIC, scans=False)
    people.vote(resident, letters[3].code, MUSIC, scans=False)
    during.void_vote(team, letters[3])
    during.take_paper(team, letters[4 : 4 + len(during.PAPER)])
    return [letter.code for letter in letters[4 + len(during.PAPER) :]]


def test_nine_people_run_a_round_to_its_result(
    open_page: OpenPage, session: Session, now: Travel, team: Team, tmp_path: Path
) -> None:
    resident = open_page("/")  # a phone
    letters = prepare(team, resident, now)
    unused = take_votes(team, resident, letters)
    people.cast_quickly(session, unused[:9], BENCHES)
    now(MOMENTS["closes_at"])
    assert "plannen" not in during.enter_code(resident, unused[9])
    after.open_urn(team)
    after.publish(team)

    after.read_result(resident)
    after.check_files(resident, tmp_path)
    after.read_logbook(resident)
