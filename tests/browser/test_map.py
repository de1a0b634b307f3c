"""The map of a round, with a hand, a keyboard, and without JavaScript."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.maps.frame import read_pin
from pb.projects.facts import Facts, store_facts
from tests.auth.login import log_in, make_staff
from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits
from tests.browser.test_plans import open_desk
from tests.factories import make_area
from tests.maps.factories import IN_EAST, IN_WEST, give_map, two_areas
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan

SMALLEST = {"width": 320, "height": 640}
SIZES = pytest.mark.parametrize(
    "viewport", [SMALLEST, PHONE, DESKTOP], ids=["smallest", "phone", "desktop"]
)


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def start(session: Session) -> str:
    """The address of a round with a map; nothing of it is held by the test."""
    made = make_collecting_round(session)
    make_area(session, made, name="Crooswijk")
    session.commit()
    session.refresh(made)
    give_map(session, made)
    for title, pin in (("Bankjes", IN_WEST), ("Kas", IN_WEST), ("Schommel", IN_EAST)):
        plan = make_plan(session, made, title=title)
        store_facts(session, plan.id, Facts(lines=(("Hout", 5),), pin=read_pin(pin)))
    address = f"/rondes/{made.slug}"
    session.commit()
    return address


def go_to_where(page: Page) -> None:
    page.get_by_label("Naam van het plan").fill("Een pad")
    page.get_by_label("Wat is het plan?").fill("Een pad langs het water.")
    page.get_by_label("Onderwerp").select_option("groen")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.locator("h1")).to_have_text("Waar en voor wie?")
    page.locator("summary", has_text="Wijs de plek aan").click()


def press(page: Page, across: float, down: float) -> None:
    """Press the map at a share of its width and height."""
    picture = page.locator("[data-pin-map]:visible")
    box = picture.bounding_box()
    assert box is not None
    at = {"x": box["width"] * across, "y": box["height"] * down}
    picture.click(position=at)  # type: ignore[arg-type]  # a TypedDict elsewhere


@ON_ONE_DATABASE
@SIZES
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_press_sets_the_point_and_chooses_the_area(
    open_page: OpenPage,
    start: str,
    viewport: dict[str, int],
    javascript: bool,
) -> None:
    page = open_page(
        f"{start}/indienen",
        viewport=viewport,
        javascript=javascript,
    )
    go_to_where(page)

    press(page, 0.75, 0.5)

    expect(page.get_by_text("De punt ligt in Crooswijk.")).to_be_visible()
    chosen = page.get_by_label("Wijk", exact=True).locator("option:checked")
    expect(chosen).to_have_text("Crooswijk")
    page.get_by_role("button", name="Punt naar links").click()
    page.get_by_role("button", name="Ga verder").click()
    expect(page.locator("h1")).to_have_text("Waarom is het goed voor de buurt?")


@ON_ONE_DATABASE
@SIZES
def test_the_step_with_the_map_is_accessible(
    open_page: OpenPage, start: str, viewport: dict[str, int]
) -> None:
    page = open_page(f"{start}/indienen", viewport=viewport)
    go_to_where(page)
    assert_accessible(page)

    press(page, 0.2, 0.5)

    expect(page.get_by_text("De punt ligt in Rubroek.")).to_be_visible()
    assert_accessible(page)


@ON_ONE_DATABASE
def test_the_arrows_move_the_point_and_enter_in_a_field_goes_on(
    open_page: OpenPage, start: str
) -> None:
    page = open_page(f"{start}/indienen")
    go_to_where(page)
    place = page.locator("[data-pin-place]")
    picture = page.locator("[data-pin-map]:visible")

    picture.press("Enter")
    expect(place).to_contain_text(", 4.5")
    first = place.inner_text()
    picture.press("ArrowUp")
    picture.press("Shift+ArrowLeft")

    assert place.inner_text() != first
    page.get_by_label("Wijk", exact=True).select_option("Rubroek")
    page.get_by_label("Straat of plek").press("Enter")
    expect(page.locator("h1")).to_have_text("Waarom is het goed voor de buurt?")


@ON_ONE_DATABASE
def test_the_keyboard_alone_sets_a_point_without_a_script(
    open_page: OpenPage, start: str
) -> None:
    page = open_page(f"{start}/indienen", javascript=False)
    go_to_where(page)
    page.get_by_label("Wijk", exact=True).select_option("Crooswijk")

    page.locator("[data-pin-map]:visible").press("Enter")

    expect(page.get_by_text("De punt ligt in Crooswijk.")).to_be_visible()
    page.get_by_role("button", name="Haal de punt weg").click()
    expect(page.get_by_text("Er staat nog geen punt op de kaart.")).to_be_visible()


@ON_ONE_DATABASE
@SIZES
def test_pages_with_a_map_are_accessible(
    open_page: OpenPage, start: str, viewport: dict[str, int]
) -> None:
    page = open_page(f"{start}/plannen/kaart", viewport=viewport)
    assert_accessible(page)

    page.locator("svg a").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Schommel")
    for path in ("", "/plannen", "/indienen/papier"):
        page.goto(start + path)
        assert_accessible(page)


def test_staff_send_a_map_and_look_before_they_keep_it(
    open_page: OpenPage,
    client: PageClient,
    session: Session,
    start: str,
    viewport: dict[str, int],
) -> None:
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    desk = f"/beheer{start}/kaart"
    session.commit()
    page = open_desk(open_page, client, desk, viewport=viewport)
    assert_accessible(page)

    file = {"name": "wijken.geojson", "mimeType": "", "buffer": two_areas()}
    page.get_by_label("Bestand").set_input_files(file)  # type: ignore[arg-type]  # as above
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_text("Alle wijken staan op de kaart.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Bewaar deze kaart").click()

    expect(page.get_by_text("De kaart is bewaard.")).to_be_visible()
    assert_accessible(page)


def test_staff_enter_a_whole_plan_and_print_its_letter(
    open_page: OpenPage,
    client: PageClient,
    session: Session,
    start: str,
    viewport: dict[str, int],
) -> None:
    log_in(client, make_staff(session, Role.DESK_CLERK))
    desk = f"/beheer{start}/plannen/nieuw"
    session.commit()
    page = open_desk(open_page, client, desk, viewport=viewport)
    assert_accessible(page)

    page.get_by_label("Naam van het plan").fill("Een pad")
    page.get_by_label("Wat is het plan?").fill("Een pad langs het water.")
    page.get_by_label("Onderwerp").select_option("groen")
    press(page, 0.75, 0.5)
    expect(page.get_by_text("De punt ligt in Crooswijk.")).to_be_visible()
    page.locator("[name=cost_label_1]").fill("Tegels")
    page.locator("[name=cost_amount_1]").fill("900")
    page.get_by_label("Nee", exact=True).check()
    page.get_by_label("Een bewoner").check()
    page.get_by_label("Uw naam").fill("Mevrouw Bakker")
    page.get_by_role("button", name="Dien het plan in").click()

    expect(page.locator("h1")).to_contain_text("Het plan is ingediend")
    assert_accessible(page)
    page.get_by_role("button", name="Maak een brief met een code").click()
    expect(page.get_by_text("Beste Mevrouw Bakker,")).to_be_visible()
    assert_fits(page)
