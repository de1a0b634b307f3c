"""A resident votes in a browser: with and without JavaScript, by keyboard alone."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits
from tests.voting.factories import Vote, count_ballots, make_vote

SMALLEST = {"width": 320, "height": 640}
Clock = Callable[[datetime], None]


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, codes=2, plans=5)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_votes_with_a_scanned_code(
    open_page: OpenPage, session: Session, vote: Vote, viewport: dict[str, int]
) -> None:
    page = open_page(f"/stem#{vote.codes[0]}", viewport=viewport)
    assert page.url.endswith("/stem")
    assert page.locator("[name=code]").input_value() == vote.codes[0]
    assert_accessible(page)
    press(page, "Ga verder")
    assert_accessible(page)
    for number in vote.plans[:4]:
        page.locator(f"#plan-{number}").check()
    assert "200 te veel" in page.locator(".meterbar").inner_text()
    press(page, "Controleer")
    assert_accessible(page)
    page.get_by_role("button", name="Haal weg").first.click()
    press(page, "Controleer")
    assert heading(page) == "Klopt dit?"
    assert_accessible(page)
    press(page, "Ja, dit is mijn stem")
    assert heading(page) == "U heeft gestemd"
    assert re.fullmatch(
        "[0-9A-Z]{26}",
        page.locator("[data-receipt]").get_attribute("data-receipt") or "",
    )
    expect(page.locator("[data-print]")).to_be_visible()
    assert_accessible(page)
    press(page, "Afsluiten")
    assert count_ballots(session) == 1


def test_votes_without_javascript(
    open_page: OpenPage, session: Session, vote: Vote
) -> None:
    page = open_page("/stem", viewport=PHONE, javascript=False)
    assert "Scande u de QR-code?" in page.locator("main").inner_text()
    page.locator("[name=code]").fill(vote.codes[0].lower())
    press(page, "Ga verder")
    page.locator(f"#plan-{vote.plans[0]}").check()
    page.locator(".toolbar summary").click()
    page.locator("#volgorde").select_option("az")
    press(page, "Toon")
    assert page.locator(f"#plan-{vote.plans[0]}").is_checked()
    assert "Nog €\N{NO-BREAK SPACE}700 over" in page.locator(".meterbar").inner_text()
    press(page, "Controleer")
    press(page, "Nee, ik wil iets veranderen")
    press(page, "Controleer")
    press(page, "Ja, dit is mijn stem")

    assert heading(page) == "U heeft gestemd"
    expect(page.locator("[data-print]")).to_be_hidden()
    assert count_ballots(session) == 1


def test_votes_by_keyboard_alone(
    open_page: OpenPage, session: Session, vote: Vote
) -> None:
    page = open_page("/stem", viewport=DESKTOP)
    walk_to(page, "code")
    page.keyboard.type(vote.codes[0])
    enter(page)
    walk_to(page, "choice")
    page.keyboard.press("Space")
    enter(page)  # Enter in the form checks; it removes nothing
    assert heading(page) == "Klopt dit?"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith("Ja"):
            break
    enter(page)

    assert heading(page) == "U heeft gestemd"
    assert count_ballots(session) == 1


def walk_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"Tab does not reach {name}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@ON_ONE_DATABASE
def test_filters_and_sorts_at_once_and_keeps_choices(
    open_page: OpenPage, vote: Vote
) -> None:
    page = open_page(f"/stem#{vote.codes[0]}", viewport=DESKTOP)
    press(page, "Ga verder")
    drawn = page.locator(".plan:visible h3").all_inner_texts()
    page.locator(f"#plan-{vote.plans[0]}").check()
    page.locator("#volgorde").select_option("az")
    page.locator("#volgorde").select_option("loting")

    assert page.locator(".plan:visible h3").all_inner_texts() == drawn
    assert page.locator(f"#plan-{vote.plans[0]}").is_checked()


@ON_ONE_DATABASE
def test_the_browser_makes_the_nonce(open_page: OpenPage, vote: Vote) -> None:
    page = open_page(f"/stem#{vote.codes[0]}")
    press(page, "Ga verder")
    with page.expect_response("**/stem/biljet") as response:
        press(page, "Controleer")

    sent = re.findall(r'name="nonce" value="(\w+)"', response.value.text())
    made = page.locator("[name=nonce]").input_value()
    assert re.fullmatch("[0-9a-f]{64}", made)
    assert made not in sent


@ON_ONE_DATABASE
def test_fits_on_the_smallest_phone(open_page: OpenPage, vote: Vote) -> None:
    page = open_page(f"/stem#{vote.codes[0]}", viewport=SMALLEST)
    assert_fits(page)
    press(page, "Ga verder")
    assert_fits(page)
    press(page, "Controleer")
    assert_fits(page)
    press(page, "Ja, ik stem blanco")
    assert_fits(page)
    page.goto("/controle")
    assert_accessible(page)
