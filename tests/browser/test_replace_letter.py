"""Two people replace a letter, one of them without JavaScript (T12, T30)."""

from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import OpenPage
from tests.browser.looking import assert_accessible
from tests.browser.people import fill, log_in
from tests.codes.reading import code_in, read_pages
from tests.desk.factories import Clock, make_desk


def ask_for_letter(page: Page, number: str) -> None:
    """Ask for a new letter at the desk, in a section that opens."""
    page.get_by_text("Nieuwe brief aanvragen").click()
    form = page.locator("form[action$='replace-code']")
    form.locator("[name=letter]").fill(number.lower().replace("-", " "))
    form.get_by_label("De brief is nooit aangekomen").check()
    form.locator("button").click()


def fetched_code(page: Page) -> str:
    """Fetch the new letter, and read the code from its QR code."""
    with page.expect_download() as download:
        page.locator("[data-act=new-letter]").click()
    [letter] = read_pages(Path(download.value.path()).read_bytes())
    return code_in(letter)


def test_a_letter_is_replaced_by_two_people(
    open_page: OpenPage, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    for member in (desk.clerk, desk.approver):
        session.refresh(member)
    session.expunge_all()
    session.rollback()  # on SQLite even a reading test would keep the others waiting
    address = f"/beheer/rondes/{desk.slug}"
    clerk, approver = open_page("/beheer", javascript=False), open_page("/beheer")
    for page, member in ((clerk, desk.clerk), (approver, desk.approver)):
        log_in(page, member)
        page.goto(address)

    ask_for_letter(clerk, desk.numbers[0])
    expect(clerk.get_by_text("Een collega moet het nu goedkeuren")).to_be_visible()
    approver.reload()
    assert_accessible(approver)
    expect(approver.get_by_text(desk.numbers[0])).to_be_visible()
    approver.locator("[data-act=approve-replace-code]").click()
    assert_accessible(approver)

    heading = try_code(open_page("/stem"), fetched_code(approver))
    assert "plannen" in heading
    assert try_code(open_page("/stem"), desk.vote.codes[0]) != heading
    type_wrongly(clerk, address)


def try_code(page: Page, code: str) -> str:
    """Type a code, and return what the next page is called."""
    fill(page, code=code)
    page.get_by_role("button", name="Ga verder").click()
    return page.locator("h1").inner_text()


def type_wrongly(page: Page, address: str) -> None:
    """See that a mistyped number comes back with what to do."""
    page.goto(address)
    page.get_by_text("Nieuwe brief aanvragen").click()
    page.locator("form[action$='replace-code'] button").click()
    expect(page.locator(".errors")).to_be_visible()
    fill(page, letter="7KQ2")
    page.locator("[data-act=replace-code]").click()
    assert page.locator("[name=letter]").input_value() == "7KQ2"
