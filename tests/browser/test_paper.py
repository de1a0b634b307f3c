"""Two people take a batch of paper ballots at the desk, by keyboard alone."""

import time
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from pb.auth.models import StaffMember
from tests.browser.conftest import DESKTOP, OpenPage
from tests.browser.looking import assert_accessible
from tests.browser.people import fill, log_in
from tests.desk.factories import Clock
from tests.paper.factories import PaperDesk
from tests.voting.factories import count_ballots, make_vote

BALLOTS = ("1 3", "2", "0", "4 6 8", "x3", "1 2 5", "7", "3 4", "5 7", "8")
# A practised clerk: five keys a second, and three seconds for each sheet of paper.
BETWEEN_KEYS, TURNING = 200, 3_000  # milliseconds
A_MINUTE = 6  # ballots, at least


@pytest.fixture
def desk(session: Session, now: Clock) -> PaperDesk:
    """A round with a code for every ballot."""
    made = PaperDesk(session, make_vote(session, codes=len(BALLOTS)))
    for member in (made.ann, made.bob):
        session.refresh(member)
    session.expunge_all()
    session.rollback()  # on SQLite even a reading test would keep the others waiting
    return made


def at_paper(page: Page, member: StaffMember, slug: str) -> Page:
    log_in(page, member)
    page.goto(f"/beheer/rondes/{slug}/papier")
    return page


def in_the_field(page: Page) -> None:
    """Wait until the page took the cursor to its field, as somebody sees it do."""
    page.locator("input:focus").wait_for()


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def enter(page: Page, ballots: Sequence[str], *, is_human: bool = True) -> float:
    """Enter ballots as a practised clerk does; return how many a minute."""
    begin = time.monotonic()
    for text in ballots:
        page.wait_for_timeout(TURNING if is_human else 0)
        in_the_field(page)
        page.keyboard.type(text, delay=BETWEEN_KEYS if is_human else 0)
        press_enter(page)
    return len(ballots) * 60 / (time.monotonic() - begin)


@pytest.mark.clock
def test_a_batch_by_keyboard(
    open_page: OpenPage, session: Session, desk: PaperDesk
) -> None:
    ann = at_paper(open_page("/beheer", javascript=False), desk.ann, desk.vote.slug)
    bob = at_paper(open_page("/beheer", viewport=DESKTOP), desk.bob, desk.vote.slug)
    assert_accessible(bob)
    bob.locator("#wijk").select_option(index=1)
    bob.locator("[data-act=open-paper-batch]").click()
    for code in desk.vote.codes:
        in_the_field(bob)
        bob.keyboard.type(f"http://localhost/stem#{code}")  # by a scanner
        press_enter(bob)
    assert_accessible(bob)
    bob.locator("[data-act=shuffle-paper]").click()
    assert_accessible(bob)
    address = f"{bob.url}/biljet"

    for page in (ann, bob):
        page.goto(address)
    assert enter(ann, BALLOTS) >= A_MINUTE
    enter(bob, ("1 2", *BALLOTS[1:]), is_human=False)

    resolve(bob, ann, address)
    bob.goto(address.removesuffix("/biljet"))
    bob.locator("[data-act=finish-paper]").click()
    assert_accessible(bob)
    assert count_ballots(session) == len(BALLOTS) - 1  # one is invalid


def resolve(bob: Page, ann: Page, address: str) -> None:
    """Look at the first ballot together, and enter it once more."""
    bob.goto(address.removesuffix("/biljet"))
    expect(bob.get_by_text("Hier lazen twee mensen iets anders")).to_be_visible()
    for page in (bob, ann):
        page.goto(f"{address}?nummer=1")
        fill(page, plannen=BALLOTS[0])
        press_enter(page)
    assert_accessible(bob)
