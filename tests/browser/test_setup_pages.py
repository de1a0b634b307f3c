"""A round is set up from last year's, a file, a rehearsal and previews."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from pb import clock
from pb.auth import visits
from pb.auth.models import Role
from pb.rounds.phases import Stage
from pb.sessions.interface import cookie_name
from tests.auth.login import make_staff
from tests.browser.conftest import OpenPage
from tests.browser.looking import assert_accessible
from tests.rounds.factories import CHECKED_AT, make_round_in

Travel = Callable[[datetime], None]
PLANS = "Plan;Kosten\nBomen;€ 100,50\nSpeelplek;200\n"
OPEN_ALL = "document.querySelectorAll('main details').forEach(d => d.open = true)"


def log_in(app: Flask, session: Session, page: Page) -> None:
    """Give a browser window the session of a configurator."""
    member = make_staff(session, Role.CONFIGURATOR)
    session.refresh(member)
    session.expunge(member)
    session.commit()
    cookie = visits.start(member, visits.Stage.COMPLETE, now=clock.now())
    name, url = cookie_name(app, "staff"), page.url.rstrip("/") + "/beheer"
    page.context.add_cookies([{"name": name, "value": cookie, "url": url}])


def act(page: Page, name: str) -> None:
    """Press the button of an act, and look at the page that answers."""
    with page.expect_navigation():
        page.locator(f"[data-act={name}]").click()
    assert_accessible(page)


def practise(page: Page) -> None:
    """Vote with the first play code on the page; every page says that it is one."""
    page.locator("main td a").first.click()
    page.wait_for_url("**/stem*")
    for button in ("Ga verder", "Controleer", "Ja, ik stem blanco"):
        with page.expect_navigation():
            page.get_by_role("button", name=button).last.click()
        assert_accessible(page)
        assert "Oefenstem: telt niet mee" in page.inner_text("body")


def test_a_round_is_copied_filled_from_a_file_rehearsed_and_looked_at(
    app: Flask,
    session: Session,
    open_page: OpenPage,
    now: Travel,
    tmp_path: Path,
    viewport: dict[str, int],
) -> None:
    make_round_in(session, Stage.CLOSED, title="Zomer 2026", slug="zomer-2026")
    now(CHECKED_AT)
    file = tmp_path / "plannen.csv"
    file.write_text(PLANS, encoding="utf-8")
    page = open_page("/", viewport=viewport)
    log_in(app, session, page)

    page.goto("/beheer/rondes/nieuw")
    act(page, "copy-round")
    act(page, "dates-checked")
    desk = page.url.partition("#")[0]
    page.goto(f"{desk}/importeren/plannen")
    assert_accessible(page)
    page.set_input_files("#file", file)
    act(page, "send-table")
    page.check("#are_checked-1")
    act(page, "choose-columns")
    assert "kost meer" not in page.inner_text("main")
    page.goto(f"{desk}/oefenen")
    act(page, "rehearsal-codes")
    for rest in ("wat-als", "voorbeeld", "voorbeeld/ronde", "voorbeeld/plannen"):
        page.goto(f"{desk}/{rest}")
        assert_accessible(page)


def test_somebody_practises_and_staff_see_what_came_of_it(
    app: Flask,
    session: Session,
    open_page: OpenPage,
    now: Travel,
    viewport: dict[str, int],
) -> None:
    make_round_in(session, Stage.SHORTLISTED, slug="zomer")
    now(CHECKED_AT)
    page = open_page("/", viewport=viewport)
    log_in(app, session, page)
    page.goto("/beheer/rondes/zomer/oefenen")
    act(page, "rehearsal-codes")

    practise(page)

    page.goto("/beheer/rondes/zomer/oefenen")
    act(page, "rehearsal-count")
    assert "1 oefenstem." in page.inner_text("main")
    act(page, "erase-rehearsal")
    page.goto("/beheer/rondes/zomer/loting")
    page.evaluate(OPEN_ALL)
    assert_accessible(page)
