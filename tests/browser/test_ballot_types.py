"""One plan, points and places in a browser, with and without JavaScript."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import ON_ONE_DATABASE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits
from tests.voting.factories import count_ballots
from tests.voting.kinds import MixedVote, make_mixed_vote

SMALLEST = {"width": 320, "height": 640}
Clock = Callable[[datetime], None]


@pytest.fixture
def vote(session: Session, now: Clock) -> MixedVote:
    return make_mixed_vote(session)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()


def open_ballot(open_page: OpenPage, vote: MixedVote, **how: object) -> Page:
    page = open_page("/stem", **how)
    page.locator("[name=code]").fill(vote.codes[0])
    press(page, "Ga verder")
    return page


def fill(page: Page, prefix: str, *numbers: tuple[int, str]) -> None:
    for plan, typed in numbers:
        page.locator(f"#{prefix}-{plan}").fill(typed)


def fits(page: Page, plan: int) -> str:
    return page.locator(f"#plan-{plan}-past").inner_text()


def meter(page: Page) -> str:
    return page.locator(".meterbar").inner_text()


@pytest.mark.parametrize("kind", ["choose-1", "cumulative", "ordinal"])
def test_every_kind_is_accessible_from_ballot_to_receipt(
    open_page: OpenPage,
    session: Session,
    now: Clock,
    kind: str,
    viewport: dict[str, int],
) -> None:
    vote = make_mixed_vote(session, kind)
    page = open_ballot(open_page, vote, viewport=viewport)
    first, second, *_ = vote.plans[kind]
    assert_accessible(page)
    if kind == "choose-1":
        page.locator(f"#plan-{second}").check()
    else:
        prefix = {"cumulative": "points", "ordinal": "rank"}[kind]
        fill(page, prefix, (first, "9"), (second, "9"))
        press(page, "Controleer")
        assert page.locator("[role=alert]").count() >= 1
        assert_accessible(page)
        fill(page, prefix, (first, "2"), (second, "1"))
    press(page, "Controleer")
    assert_accessible(page)
    press(page, "Ja, dit is mijn stem")
    assert count_ballots(session) == 1


@ON_ONE_DATABASE
def test_points_are_counted_down_at_every_press(
    open_page: OpenPage, session: Session, now: Clock
) -> None:
    vote = make_mixed_vote(session, "cumulative")
    page = open_ballot(open_page, vote)
    first, second, third, *_ = vote.plans["cumulative"]
    more = page.get_by_role("button", name="1 punt meer voor Bankje in de zon")
    for _ in range(8):
        more.click()

    assert page.locator(f"#points-{first}").input_value() == "6"
    assert "Nog 4 punten over" in meter(page)
    fill(page, "points", (second, "5"))
    assert "1 punt te veel" in meter(page)
    fill(page, "points", (second, "4"))
    assert fits(page, third) == "Al uw punten zijn verdeeld"
    fill(page, "points", (first, "7"))
    assert fits(page, first) == "Ten hoogste 6 punten"


@ON_ONE_DATABASE
def test_places_follow_each_other_at_every_press(
    open_page: OpenPage, session: Session, now: Clock
) -> None:
    vote = make_mixed_vote(session, "ordinal")
    page = open_ballot(open_page, vote)
    plans = vote.plans["ordinal"][:3]
    for plan in plans:
        page.locator(f"li:has(#rank-{plan}) [data-next]").click()
    assert [fits(page, plan) for plan in plans] == [
        f"Uw nummer {place}" for place in (1, 2, 3)
    ]
    assert fits(page, vote.plans["ordinal"][3]) == "U heeft al 3 plannen gekozen"
    page.locator(f"li:has(#rank-{plans[0]}) [data-next]").click()
    assert page.locator(f"#rank-{plans[1]}").input_value() == "1"
    fill(page, "rank", (plans[2], "1"))
    assert fits(page, plans[1]) == "Dit nummer staat er twee keer"


@ON_ONE_DATABASE
def test_a_theme_and_a_group_are_said_at_their_plans(
    open_page: OpenPage, session: Session, now: Clock
) -> None:
    vote = make_mixed_vote(session, "approval")
    page = open_ballot(open_page, vote)
    _, garden, _, _, wood = vote.plans["approval"]

    page.locator(f"#plan-{garden}").check()

    assert fits(page, wood) == "U heeft al 1 plan in Groen"
    card = page.locator(f"li:has(#plan-{wood})").inner_text()
    assert "Van deze 2 plannen kan er 1 geld krijgen: ‘Moestuin’, ‘Speelbos’." in card


def test_fills_in_every_kind_without_javascript(
    open_page: OpenPage, session: Session, vote: MixedVote
) -> None:
    page = open_ballot(open_page, vote, viewport=SMALLEST, javascript=False)
    plans = vote.plans
    page.locator(f"#plan-{plans['approval'][0]}").check()
    page.locator(f"#plan-{plans['choose-1'][1]}").check()
    fill(page, "points", (plans["cumulative"][2], "6"), (plans["cumulative"][3], "9"))
    fill(page, "rank", (plans["ordinal"][0], "4"), (plans["ordinal"][4], "2"))
    page.locator(".toolbar summary").click()
    page.locator("#volgorde").select_option("thema")
    press(page, "Toon")
    assert page.locator(f"#points-{plans['cumulative'][3]}").input_value() == "9"
    press(page, "Controleer")
    assert "U gaf één plan 3 punten te veel" in page.locator("main").inner_text()
    assert_fits(page)
    fill(page, "points", (plans["cumulative"][3], "3"))
    press(page, "Controleer")
    assert "U zet 2 plannen op volgorde" in page.locator("main").inner_text()
    assert_fits(page)
    press(page, "Ja, dit is mijn stem")
    assert count_ballots(session) == 1


def test_a_device_of_the_community_house_begins_again(
    open_page: OpenPage, session: Session, vote: MixedVote
) -> None:
    page = open_page("/stem/hulp")
    assert_accessible(page)
    press(page, "Zet de hulpstand aan")
    page.clock.install()
    page.locator("[name=code]").fill(vote.codes[0])
    press(page, "Ga verder")
    assert_accessible(page)
    page.clock.fast_forward(155_000)
    page.get_by_role("button", name="Ja, ik ben er nog").click()
    page.clock.fast_forward(155_000)
    expect(page.get_by_text("Bent u er nog?")).to_be_visible()
    with page.expect_navigation():
        page.clock.fast_forward(30_000)

    assert page.url.endswith("/stem")
    page.go_back()
    assert page.locator(".plan").count() == 0
