"""The pages that stand apart from any round, in a browser."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits

PAGES = ["/", "/uitleg", "/hulp", "/privacy", "/toegankelijkheid", "/bestaat-niet"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", PAGES)
def test_is_accessible(
    open_page: OpenPage, path: str, viewport: dict[str, int]
) -> None:
    page = open_page(path, viewport=viewport)

    assert_accessible(page)


@pytest.mark.parametrize("path", PAGES)
def test_fits_on_the_smallest_phone(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport={"width": 320, "height": 640})

    assert_fits(page)


def test_speaks_english_when_asked(open_page: OpenPage) -> None:
    page = open_page("/", viewport=DESKTOP)

    page.get_by_role("button", name="English").first.click()

    assert page.locator("html").get_attribute("lang") == "en"
