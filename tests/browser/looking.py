"""What is asserted of every page that a browser shows."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ]
}


def assert_accessible(page: Page) -> None:
    """Fail when axe finds a fault, or the page scrolls sideways."""
    results = AXE.run(page, options=RULES)
    faults = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in results.response["violations"]
    ]
    assert not faults, f"{page.url}: {faults}"
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Fail when something is wider than the window."""
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"{page.url} scrolls sideways by {overflow} px"
