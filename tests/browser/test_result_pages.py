"""The pages of a result, in a browser: on a phone, on a desk and without scripts."""

from sqlalchemy.orm import Session

from pb.results.counting import read_results
from pb.results.listing import find_publication
from pb.rounds.configuration import read_config
from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits
from tests.results.test_why_page import large

SMALLEST = {"width": 320, "height": 640}
pytestmark = ON_ONE_DATABASE


def addresses(session: Session) -> list[str]:
    """Publish a result, and return the addresses of all kinds of its pages."""
    budget_round = large(session)
    publication = find_publication(session, budget_round)
    assert publication is not None
    (result,) = read_results(read_config(budget_round), publication.result_json)
    base = f"/rondes/{budget_round.slug}/uitslag"
    plans = [f"{base}/plannen/{result.project(id_).number}" for id_ in "BC"]
    return [base, f"{base}/v1/stappen?stap=2", *plans, "/uitslagen"]


def test_are_accessible_and_fit_on_every_screen(
    open_page: OpenPage, session: Session
) -> None:
    for address in addresses(session):
        page = open_page(address, viewport=PHONE)
        assert_accessible(page)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # a TypedDict elsewhere
        assert_accessible(page)
        page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]  # the same
        assert_fits(page)
        page.close()
