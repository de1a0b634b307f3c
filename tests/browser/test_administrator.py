"""An administrator lets a colleague in and out, and looks after what is kept."""

import pyotp
import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.models import Role, StaffMember
from tests.auth.login import PASSWORD, make_staff
from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible
from tests.browser.people import log_in
from tests.projects.factories import make_collecting_round, make_plan

PAGES = (
    "/beheer",
    "/beheer/medewerkers",
    "/beheer/medewerkers/nieuw",
    "/beheer/spoor",
    "/beheer/bewaren",
    "/beheer/bewaren/persoon",
    "/beheer/gezondheid",
    "/beheer/herstelcodes",
    "/privacy/register",
)


@pytest.fixture
def chief(session: Session) -> StaffMember:
    budget_round = make_collecting_round(session, slug="zomer", title="Zomerbudget")
    make_plan(session, budget_round)
    member = make_staff(session, Role.ADMINISTRATOR)
    session.refresh(member)
    session.expunge(member)
    session.commit()
    return member


def press(page: Page, name: str) -> None:
    """Press a button of the page itself, and look at what comes."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).first.click()
    assert_accessible(page)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
@ON_ONE_DATABASE
def test_every_page_of_an_administrator_can_be_used(
    open_page: OpenPage, chief: StaffMember, viewport: dict[str, int]
) -> None:
    page = open_page("/beheer", viewport=viewport)
    log_in(page, chief)
    for address in PAGES:
        page.goto(address)
        assert_accessible(page)


def test_a_colleague_comes_in_gets_codes_and_is_put_out(
    open_page: OpenPage, chief: StaffMember
) -> None:
    page = open_page("/beheer", viewport=DESKTOP)
    log_in(page, chief)
    page.goto("/beheer/medewerkers/nieuw")
    page.fill("[name=email]", "nieuw@example.org")
    page.select_option("[name=where]", label="Zomerbudget")
    page.check("[value=evaluator]")
    press(page, "Maak het account")
    password = page.locator("[data-password]").get_attribute("data-password") or ""
    secret = page.locator("[data-totp-secret]").get_attribute("data-totp-secret") or ""

    colleague = open_page("/beheer")
    colleague.fill("[name=email]", "nieuw@example.org")
    colleague.fill("[name=password]", password)
    press(colleague, "Verder")
    colleague.fill("[name=totp]", pyotp.TOTP(secret).at(clock.now()))
    press(colleague, "Inloggen")
    for name in ("password", "password_again"):
        colleague.fill(f"[name={name}]", "een heel andere zin")
    press(colleague, "Bewaar")
    colleague.goto("/beheer/herstelcodes")
    colleague.fill("[name=current_password]", "een heel andere zin")
    press(colleague, "Maak 10 herstelcodes")
    assert colleague.locator("[data-recovery-code]").count() == 10

    page.goto("/beheer/medewerkers")
    page.get_by_role("link", name="nieuw@example.org").click()
    assert_accessible(page)
    press(page, "Sluit het account")
    colleague.goto("/beheer")
    assert "/beheer/inloggen" in colleague.url


def test_a_resident_is_erased(open_page: OpenPage, chief: StaffMember) -> None:
    page = open_page("/beheer")
    log_in(page, chief)
    page.goto("/beheer/bewaren/persoon")
    page.fill("[name=email]", "fatima@example.org")
    press(page, "Zoek")
    press(page, "Wis deze gegevens")
    assert "Gewist: 1 regel" in page.locator("main").inner_text()
    page.goto("/beheer/spoor?soort=personal_data_erased")
    assert page.locator("tbody tr").count() == 1
    assert PASSWORD not in page.content()
