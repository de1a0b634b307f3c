"""A civil servant sets a round up; residents and staff look at it in every stage."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb import clock
from pb.auth import visits
from pb.auth.models import Role
from pb.models import BudgetRound
from pb.rounds.phases import Stage
from pb.sessions.interface import cookie_name
from tests.auth.login import make_staff
from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible
from tests.rounds.factories import CHECKED_AT, make_round_in

Travel = Callable[[datetime], None]
PAGE, DESK = "/rondes/zomer", "/beheer/rondes/zomer"
OPEN_ALL = "document.querySelectorAll('main details').forEach(d => d.open = true)"


@pytest.fixture
def log_in(app: Flask, session: Session) -> Callable[[Page], None]:
    """Give a browser window the session of a configurator."""

    def give(page: Page) -> None:
        member = make_staff(session, Role.CONFIGURATOR)
        session.refresh(member)
        session.expunge(member)
        session.commit()
        cookie = visits.start(member, visits.Stage.COMPLETE, now=clock.now())
        name, url = cookie_name(app, "staff"), page.url.rstrip("/") + "/beheer"
        page.context.add_cookies([{"name": name, "value": cookie, "url": url}])

    return give


def fill(page: Page, button: str, **values: str) -> None:
    """Fill in fields by name, look at the page, and press the button."""
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    press(page, button)


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    assert_accessible(page)


def follow(page: Page, link: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=link).first.click()
    assert_accessible(page)


def test_a_round_is_set_up_from_nothing(
    open_page: OpenPage,
    session: Session,
    log_in: Callable[[Page], None],
    viewport: dict[str, int],
) -> None:
    page = open_page("/", viewport=viewport)
    log_in(page)
    page.goto("/beheer/rondes/nieuw")
    fill(page, "Maak de ronde", title="!")
    assert page.title().startswith("Fout:")
    fill(page, "Maak de ronde", title="Zomergeld", summary="Voor de buurt.")
    follow(page, "Vul de data in")
    fill(
        page,
        "Bewaar",
        collecting_opens_at="2090-01-04T09:00",
        collecting_closes_at="2090-02-01T17:00",
        opens_at="2090-03-01T09:00",
        closes_at="2090-03-15T20:00",
    )
    follow(page, "Voeg een wijk toe")
    fill(page, "Voeg de wijk toe", name="Rubroek", letters_sent="3.805")
    follow(page, "Voeg een pot toe")
    page.get_by_text("Meer instellingen").click()
    fill(page, "Voeg de pot toe", title="Groen", budget_limit="1,5")
    fill(page, "Voeg de pot toe", budget_limit="12.500")
    press(page, "Kondig de ronde aan")

    made = session.scalars(select(BudgetRound)).one()
    assert (made.stage, made.budget_total) == (Stage.ANNOUNCED, 1_250_000)
    page.goto("/rondes/zomergeld")
    assert_accessible(page)


@ON_ONE_DATABASE
@pytest.mark.parametrize("stage", [Stage.SHORTLISTED, Stage.ARMED])
def test_pages_of_a_round_are_accessible(
    open_page: OpenPage,
    session: Session,
    now: Travel,
    log_in: Callable[[Page], None],
    stage: Stage,
) -> None:
    now(CHECKED_AT)
    make_round_in(session, stage, slug="zomer")
    page = open_page("/")
    log_in(page)

    # The last one is refused once the round is frozen.
    for path in (PAGE, DESK, f"{DESK}/loting", f"{DESK}/gegevens"):
        page.goto(path)
        page.evaluate(OPEN_ALL)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a TypedDict
            assert_accessible(page)
