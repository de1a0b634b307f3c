"""What residents read about a round, in each of its phases."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pb.rounds.phases import Stage
from pb.rounds.public import list_rounds
from tests.factories import NOW, make_contest, make_round
from tests.pages import PageClient
from tests.rounds.factories import (
    ANNOUNCED_AT,
    CHECKED_AT,
    CLOSED_AT,
    DAY,
    SEED,
    make_prepared_round,
    make_round_in,
)

Travel = Callable[[datetime], None]
PAGE = "/rondes/zomer"


@pytest.mark.parametrize(
    ("stage", "at", "words"),
    [
        (Stage.ANNOUNCED, ANNOUNCED_AT, "U kunt plannen indienen vanaf"),
        (Stage.ANNOUNCED, NOW - 8 * DAY, "Heeft u een plan voor uw buurt?"),
        (Stage.ANNOUNCED, NOW - 4 * DAY, "Wij kijken nu na welke plannen kunnen."),
        (Stage.SHORTLISTED, CHECKED_AT, "Bekijk de plannen vast."),
        (Stage.FROZEN, CHECKED_AT, "Stemmen begint op zondag 22 november 2026"),
        (Stage.FROZEN, NOW, "Stemmen kan nog niet."),
        (Stage.ARMED, CHECKED_AT, "Stemmen begint op zondag 22 november 2026"),
        (Stage.ARMED, NOW, "U kunt stemmen tot zondag 29 november 2026"),
        (Stage.ARMED, CLOSED_AT, "Stemmen kan niet meer."),
        (Stage.CLOSED, CLOSED_AT, "Stemmen kan niet meer."),
    ],
)
def test_the_page_says_what_one_can_do_now(
    client: PageClient,
    session: Session,
    now: Travel,
    stage: Stage,
    at: datetime,
    words: str,
) -> None:
    make_round_in(session, stage, slug="zomer")
    now(at)

    answer = client.get(PAGE)

    assert answer.status_code == 200
    assert words in answer.text


def test_the_button_is_there_only_while_it_works(
    client: PageClient, session: Session, now: Travel
) -> None:
    make_round_in(session, Stage.ANNOUNCED, slug="zomer")
    last = NOW - 4 * DAY - timedelta(microseconds=1)

    shown = []
    for at in (ANNOUNCED_AT, NOW - 8 * DAY, last, NOW - 4 * DAY):
        now(at)
        shown.append(f"{PAGE}/indienen" in client.get(PAGE).text)

    assert shown == [False, True, True, False]


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/config.json"])
def test_a_draft_is_not_found(
    client: PageClient, session: Session, now: Travel, address: str
) -> None:
    make_prepared_round(session, slug="zomer")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("slug", ["onbekend", "a%00b", "%2e%2e", "' OR 1=1 --"])
def test_an_unknown_round_is_not_found(
    client: PageClient, session: Session, now: Travel, slug: str
) -> None:
    assert client.get(f"/rondes/{slug}").status_code == 404


def test_money_and_rule_are_told_per_contest(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ANNOUNCED, slug="zomer")
    make_contest(
        session,
        budget_round,
        title="Samen",
        budget_limit=150_000_050,
        rule="greedy",
        utility=None,
        completion=None,
        max_choices=1,
        rule_options={"min_score": "2.5%", "skip": False},
    )
    session.commit()

    page = client.get(PAGE).text

    for words in (
        "€\xa01.000",
        "€\xa01.500.000,50",
        "Groen: Gelijke delen",
        "Samen: Meeste stemmen eerst",
        "U mag ten hoogste 1 plan kiezen.",
        "ten minste 2,5% van de kiezers",
        "Past een plan niet meer in het budget, dan stoppen wij.",
        "elke kiezer in gedachten steeds €\xa01 meer",
    ):
        assert words in page


def test_what_is_fixed_can_be_checked_by_anyone(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.FROZEN, slug="zomer")

    page = client.get(PAGE).text
    config = client.get(f"{PAGE}/config.json")

    assert hashlib.sha256(config.data).hexdigest() == budget_round.config_hash
    assert f'data-config-hash="{budget_round.config_hash}"' in page
    assert SEED in page
    assert "sha256sum" in page


def test_before_freezing_there_is_no_hash_and_no_file(
    client: PageClient, session: Session, now: Travel
) -> None:
    make_round_in(session, Stage.SHORTLISTED, slug="zomer")

    assert "data-config-hash" not in client.get(PAGE).text
    assert client.get(f"{PAGE}/config.json").status_code == 404


def test_words_of_staff_are_text_and_never_markup(
    client: PageClient, session: Session, now: Travel
) -> None:
    wicked = "<script>alert('x')</script>"
    budget_round = make_round_in(
        session, Stage.ANNOUNCED, slug="zomer", title=wicked, summary=wicked
    )
    make_contest(session, budget_round, title=wicked)
    session.commit()

    page = client.get(PAGE).text

    assert wicked not in page
    assert page.count("&lt;script&gt;") >= 3


def test_residents_see_running_rounds_before_past_ones(session: Session) -> None:
    for slug, stage, shift in (
        ("concept", Stage.DRAFT, 0),
        ("voorbij", Stage.ANNOUNCED, -60),
        ("nu", Stage.ANNOUNCED, 0),
        ("straks", Stage.ANNOUNCED, 60),
    ):
        make_round(
            session,
            slug=slug,
            stage=stage,
            opens_at=NOW + (shift - 7) * DAY,
            closes_at=NOW + (shift + 7) * DAY,
        )

    slugs = [found.slug for found in list_rounds(session, NOW)]

    assert slugs == ["straks", "nu", "voorbij"]
