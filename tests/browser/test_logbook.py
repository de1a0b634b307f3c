"""The logbook and the proof of a vote, in a browser."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.log.acting import sign, signer
from pb.log.keeping import keep_logs
from pb.models import Ballot
from pb.rounds.service import find_round
from pb.voting.commitment import receipt_of
from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits
from tests.factories import NOW
from tests.results.factories import EXAMPLE, cast, close, make_armed_round

SMALLEST = {"width": 320, "height": 640}
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"
pytestmark = ON_ONE_DATABASE


@pytest.fixture
def slug(session: Session, now: Callable[[datetime], None]) -> str:
    """A round of which the vote is over and the urn open."""
    made = make_armed_round(session)
    budget_round = find_round(session, made)
    assert budget_round is not None
    for hours in range(4):
        keep_logs(session, signer(), now=NOW + timedelta(hours=hours))
    cast(session, budget_round, EXAMPLE)
    close(session, budget_round)
    sign(budget_round)
    keep_logs(session, signer(), now=NOW)
    return made


@pytest.mark.parametrize("javascript", [True, False])
def test_reads_on_every_screen(
    open_page: OpenPage, slug: str, javascript: bool
) -> None:
    page = open_page(f"/rondes/{slug}/logboek", viewport=PHONE, javascript=javascript)
    page.get_by_role("link", name="Aantallen per uur").click()
    expect(page.get_by_text("Nog 3 momenten eerder")).to_be_visible()
    if not javascript:
        return
    for viewport in (SMALLEST, PHONE, DESKTOP):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]  # a TypedDict elsewhere
        page.evaluate(OPEN_ALL)
        assert_accessible(page)
        assert_fits(page)


def test_a_resident_finds_the_proof_of_a_vote(
    open_page: OpenPage, session: Session, slug: str
) -> None:
    commitment = session.scalars(select(Ballot.commitment)).first() or ""
    session.rollback()
    page = open_page("/controle", viewport=PHONE)
    page.locator("[name=receipt]").fill(receipt_of(commitment))
    page.get_by_role("button", name="Zoek mijn stem").click()
    page.get_by_text("Bekijk het bewijs").click()

    expect(page.get_by_text(commitment)).to_be_visible()
    for viewport in (SMALLEST, PHONE, DESKTOP):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]  # a TypedDict elsewhere
        assert_accessible(page)
