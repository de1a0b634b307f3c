"""The pages that stand apart from any round, in a browser."""

import pytest

from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits

PAGES = ["/", "/uitleg", "/hulp", "/privacy", "/toegankelijkheid", "/bestaat-niet"]
SMALLEST = {"width": 320, "height": 640}
pytestmark = ON_ONE_DATABASE


@pytest.mark.parametrize("path", PAGES)
def test_is_accessible_and_fits_on_every_screen(open_page: OpenPage, path: str) -> None:
    page = open_page(path, viewport=PHONE)

    assert_accessible(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a TypedDict elsewhere
    assert_accessible(page)
    page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]  # the same
    assert_fits(page)


def test_speaks_english_when_asked(open_page: OpenPage) -> None:
    page = open_page("/", viewport=DESKTOP)

    page.locator("details.lang summary").click()
    page.get_by_role("button", name="English").click()

    assert page.locator("html").get_attribute("lang") == "en"
