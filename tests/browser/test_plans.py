"""Handing in and judging plans, in a browser."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import ConsoleMessage, Dialog, Page, expect
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, ProjectStatus
from pb.sessions.interface import cookie_name
from tests.auth.login import log_in, make_staff
from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.payloads import PAYLOADS, hostile_plans

# What a hand and a keyboard do, on everything at once.
TOUCH_ALL = """() => document.querySelectorAll("main *").forEach(element => {
  element.dispatchEvent(new Event("mouseover", {bubbles: true}));
  element.dispatchEvent(new Event("toggle"));
  if (element.focus) element.focus();
})"""
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
PUBLIC = [
    "/rondes/{slug}/indienen",
    "/rondes/{slug}/indienen?vorm=kort",
    "/rondes/{slug}/indienen/papier",
    "/rondes/{slug}/plannen/{number}/meedoen",
    "/mijn-plan",
    "/rondes/{slug}/plannen",
    "/rondes/{slug}/plannen/{number}",
    "/rondes/{slug}/plannen/{number}/ontvangen",
]
DESK = [
    "/beheer/rondes/{slug}/plannen",
    "/beheer/rondes/{slug}/plannen/{number}",
    "/beheer/rondes/{slug}/plannen/nieuw",
    "/beheer/rondes/{slug}/plannen/{number}/intrekken",
]


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


def address(page: str, session: Session, budget_round: BudgetRound) -> str:
    """Fill in the address of a page, with a plan to show."""
    make_plan(session, budget_round, status=ProjectStatus.FEASIBLE, cost=60_000)
    plan = make_plan(session, budget_round, title="Bankjes bij de Boezem")
    filled_in = page.format(slug=budget_round.slug, number=plan.id)
    session.commit()
    return filled_in


def open_desk(
    open_page: OpenPage, client: PageClient, path: str, **kwargs: object
) -> Page:
    """Open a page of the desk with the session of a test client."""
    page = open_page("/", **kwargs)
    name = cookie_name(client.application, "staff")
    cookie = client.get_cookie(name)
    assert cookie is not None
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": page.url}])
    page.goto(path)
    return page


@ON_ONE_DATABASE
@SIZES
@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_accessible(
    open_page: OpenPage,
    session: Session,
    budget_round: BudgetRound,
    path: str,
    viewport: dict[str, int],
) -> None:
    page = open_page(address(path, session, budget_round), viewport=viewport)

    assert_accessible(page)


@ON_ONE_DATABASE
@SIZES
@pytest.mark.parametrize("path", DESK)
def test_a_page_of_the_desk_is_accessible(
    open_page: OpenPage,
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    path: str,
    viewport: dict[str, int],
) -> None:
    log_in(client, make_staff(session, Role.EVALUATOR))
    filled_in = address(path, session, budget_round)

    page = open_desk(open_page, client, filled_in, viewport=viewport)

    assert page.url.endswith(filled_in)
    assert_accessible(page)


def test_a_resident_hands_in_a_plan_on_a_phone_without_javascript(
    open_page: OpenPage, session: Session, budget_round: BudgetRound
) -> None:
    form = f"/rondes/{budget_round.slug}/indienen?vorm=kort"
    session.commit()
    page = open_page(form, javascript=False)

    page.get_by_role("button", name="Dien het plan in").click()
    expect(page.get_by_text("Geef uw plan een naam.").first).to_be_visible()
    page.get_by_label("Naam van het plan").fill("Bankjes bij de plas")
    page.get_by_label("Wat is het plan?").fill("Drie bankjes in de zon.")
    page.get_by_label("Wijk").select_option("Rubroek")
    page.get_by_label("Onderwerp").select_option("Groen")
    page.get_by_label("Wat kost het ongeveer?").fill("1.500")
    page.get_by_label("Uw naam").fill("Fatima")
    page.get_by_label("Telefoonnummer").fill("06 12345678")
    page.get_by_role("button", name="Dien het plan in").click()

    assert page.locator("h1").inner_text() == "Wij hebben uw plan ontvangen"
    page.get_by_role("link", name="Bekijk uw plan").click()
    assert page.locator("h1").inner_text() == "Bankjes bij de plas"


@ON_ONE_DATABASE
def test_a_refused_form_is_accessible_too(
    open_page: OpenPage, budget_round: BudgetRound
) -> None:
    page = open_page(f"/rondes/{budget_round.slug}/indienen?vorm=kort")

    page.get_by_role("button", name="Dien het plan in").click()

    assert page.title().startswith("Fout:")
    assert_accessible(page)


def listen(page: Page) -> list[str]:
    """Return a list that fills with what a script would cause, or tried to."""
    heard: list[str] = []

    def hear_dialog(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    def hear_console(message: ConsoleMessage) -> None:
        heard.append(message.text)  # such as a script that the CSP refused

    page.on("dialog", hear_dialog)
    page.on("console", hear_console)
    return heard


@ON_ONE_DATABASE
def test_no_hostile_text_runs_in_a_browser(
    open_page: OpenPage, session: Session, budget_round: BudgetRound
) -> None:
    hostile_plans(session, budget_round, ProjectStatus.NOT_FEASIBLE)
    session.commit()
    page = open_page("/")
    heard = listen(page)

    page.goto(f"/rondes/{budget_round.slug}/plannen")
    addresses = page.eval_on_selector_all(".plans a", "links => links.map(a => a.href)")
    for address_ in addresses:
        page.goto(address_)
        page.evaluate(TOUCH_ALL)

    assert len(addresses) == len(PAYLOADS)
    assert heard == []


@ON_ONE_DATABASE
def test_a_title_of_one_long_word_fits_on_the_smallest_phone(
    open_page: OpenPage, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round, title="W" * 100, place="W" * 200)
    session.commit()
    listing = f"/rondes/{budget_round.slug}/plannen"

    for path in (listing, f"{listing}/{plan.id}"):
        assert_fits(open_page(path, viewport={"width": 320, "height": 640}))
