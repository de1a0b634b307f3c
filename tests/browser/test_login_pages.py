"""Staff log in with a keyboard, on a telephone and at a desk."""

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.models import Role, StaffMember
from tests.auth.login import PASSWORD, code_of, make_staff
from tests.browser.conftest import OpenPage
from tests.browser.looking import assert_accessible
from tests.factories import make_round

NEW = "een heel andere zin"


@pytest.fixture
def newcomer(session: Session) -> StaffMember:
    make_round(session)
    member = make_staff(session, Role.CONFIGURATOR, must_change_password=True)
    session.refresh(member)
    session.expunge(member)
    session.commit()
    return member


def send(page: Page, status: int, **values: str) -> None:
    """Fill in fields by name, press Enter, and look at the page that comes."""
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    with page.expect_navigation() as arrived:
        page.keyboard.press("Enter")
    assert arrived.value is not None
    assert arrived.value.status == status
    assert_accessible(page)


def test_a_newcomer_gets_to_the_desk(
    open_page: OpenPage, newcomer: StaffMember, viewport: dict[str, int]
) -> None:
    page = open_page("/beheer", viewport=viewport)
    assert_accessible(page)
    send(page, 422, email=newcomer.email, password="fout")
    send(page, 200, email=newcomer.email, password=PASSWORD)
    for question in page.locator("summary").all():
        question.click()
    assert_accessible(page)
    send(page, 422, totp="000000")
    send(page, 200, totp=code_of(newcomer, clock.now()))
    send(page, 422, password="kort", password_again="kort")
    send(
        page, 200, password="een heel andere zin", password_again="een heel andere zin"
    )

    assert page.locator("h1").inner_text() == "Rondes"
    page.get_by_role("button", name="Uitloggen").click()
    assert_accessible(page)
    page.goto("/beheer")
    assert "/beheer/inloggen" in page.url
