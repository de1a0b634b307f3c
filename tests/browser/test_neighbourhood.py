"""A helper matched by the broker, and a funded plan that is delivered late."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import Introduction, Mail, Offer
from tests.auth.login import log_in, make_staff
from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits
from tests.browser.people import fill
from tests.browser.test_plans import open_desk
from tests.community.factories import make_need
from tests.delivery.factories import make_past_round, plan_of
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.talk.factories import make_talking_round

SMALLEST = {"width": 320, "height": 640}


@pytest.fixture(autouse=True)
def clock(now: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Let every test of this file happen at NOW, or when it says."""
    return now


def newest_link(session: Session, to: str) -> str:
    """Return the path of the link in the newest mail to an address."""
    session.rollback()
    texts = session.scalars(
        select(Mail.text).where(Mail.recipient == to).order_by(Mail.id.desc())
    )
    found = re.search(r"http://localhost(/\S+)", texts.first() or "")
    session.rollback()
    assert found is not None
    return found[1]


def offer_help(page: Page) -> None:
    """Offer help as a resident, on a phone without JavaScript."""
    page.get_by_label("Kennis: ik kan iets goed").check()
    page.get_by_label("In één zin").fill("Ik timmer graag")
    page.get_by_label("Waar wilt u helpen?").select_option("Rubroek")
    page.get_by_label("’s Avonds").check()
    page.get_by_label("Naam", exact=True).fill("Kees Jansen")
    page.get_by_label("E-mailadres").fill("kees@example.org")
    page.get_by_role("button", name="Bied het aan").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def test_a_helper_is_matched_by_the_broker_and_meets_the_makers(
    open_page: OpenPage, client: PageClient, session: Session
) -> None:
    need = make_need(session, make_collecting_round(session))
    path = f"/beheer/makelaar/wensen/{need.id}"
    log_in(client, make_staff(session, Role.BROKER))
    session.commit()
    helper = open_page("/meehelpen", javascript=False)
    offer_help(helper)
    assert helper.locator("h1").inner_text() == "Dank u wel voor uw aanbod"
    helper.goto(newest_link(session, "kees@example.org"))
    press(helper, "Ja, ik bied dit aan")
    assert session.scalars(select(Offer.state)).one() == "open"
    session.rollback()

    desk = open_desk(open_page, client, path, viewport=DESKTOP)
    expect(desk.get_by_text("zelfde wijk (Rubroek)")).to_be_visible()
    assert_accessible(desk)
    press(desk, "Vraag beide kanten")
    assert "Kees Jansen" not in desk.inner_text("main")

    for address in ("kees@example.org", "fatima@example.org"):
        helper.goto(newest_link(session, address))
        press(helper, "Ja, graag")

    session.rollback()
    assert session.scalars(select(Introduction.introduced_at)).one() == NOW
    session.rollback()
    desk.reload()
    expect(desk.get_by_text("Kennisgemaakt op")).to_be_visible()
    assert_accessible(desk)


def test_a_funded_plan_is_delivered_late_and_everyone_sees_it(
    open_page: OpenPage,
    client: PageClient,
    session: Session,
    clock: Callable[[datetime], None],
) -> None:
    past = make_past_round(session)
    plan = plan_of(session, past, "A")
    slug, path = past.slug, f"/beheer/rondes/{past.slug}/uitvoering/{plan.id}"
    log_in(client, make_staff(session, Role.EVALUATOR))
    session.commit()
    desk = open_desk(open_page, client, path, viewport=DESKTOP)
    desk.get_by_label("Bezig").check()
    fill(desk, **{"stand-due_on": "2026-12-20"})
    press(desk, "Bewaar de stand")
    fill(desk, **{"stap-title": "Bomen planten", "stap-due_on": "2026-11-25"})
    press(desk, "Voeg de stap toe")
    assert_accessible(desk)

    clock(NOW + timedelta(days=10))
    resident = open_page(f"/rondes/{slug}/uitvoering")
    assert "‘Bomen planten’ is 7 dagen te laat." in resident.inner_text("main")
    assert_accessible(resident)
    resident.get_by_role("link", name="A", exact=True).click()
    assert "Dit plan loopt achter" in resident.inner_text("main")
    assert_accessible(resident)
    resident.set_viewport_size(SMALLEST)  # type: ignore[arg-type]  # a TypedDict elsewhere
    assert_fits(resident)


@ON_ONE_DATABASE
def test_the_pages_of_the_neighbourhood_are_accessible(
    open_page: OpenPage, session: Session
) -> None:
    budget_round = make_talking_round(session, reads_first=False)
    plan = f"/rondes/{budget_round.slug}/plannen/{make_plan(session, budget_round).id}"
    session.commit()
    page = open_page("/meehelpen")

    for path in (
        "/meehelpen",
        "/plekken",
        "/geleerd",
        plan,
        f"{plan}/steun",
        f"{plan}/reacties/nieuw",
    ):
        page.goto(path)
        assert_accessible(page)
        page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]  # the same
        assert_fits(page)


@ON_ONE_DATABASE
def test_the_pages_of_the_broker_and_of_remarks_are_accessible(
    open_page: OpenPage, client: PageClient, session: Session
) -> None:
    slug = make_talking_round(session).slug
    log_in(client, make_staff(session, Role.BROKER, Role.CONFIGURATOR))
    session.commit()
    page = open_desk(open_page, client, "/beheer", viewport=DESKTOP)

    for path in (
        "/beheer/makelaar",
        "/beheer/makelaar/aanbod",
        "/beheer/makelaar/aanbod/nieuw",
        "/beheer/makelaar/plekken",
        "/beheer/makelaar/plekken/nieuw",
        "/beheer/makelaar/witte-vlekken",
        f"/beheer/rondes/{slug}/reacties",
        f"/beheer/rondes/{slug}/praten",
    ):
        page.goto(path)
        assert_accessible(page)
