"""The home page: what one can do now, and where to begin."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pb.rounds.phases import Stage
from tests.factories import NOW, make_contest, make_round
from tests.pages import PageClient, tree

pytestmark = pytest.mark.usefixtures("now")
FROZEN = {"config_json": "{}", "config_hash": "0" * 64}


def _links(client: PageClient) -> set[str]:
    return {link["href"] for link in tree(client.get("/")).all("a")}


def _heading(client: PageClient) -> str:
    return next(tree(client.get("/")).all("h1")).text


def test_says_so_when_nothing_has_begun(client: PageClient) -> None:
    text = tree(client.get("/")).text

    assert "Er is nog geen ronde begonnen." in text
    assert "Er is nog geen uitslag." in text
    assert "/stem" not in _links(client)


def test_leads_to_the_ballot_while_voting(client: PageClient, session: Session) -> None:
    budget_round = make_round(session)
    make_contest(session, budget_round, budget_limit=30_000_000)
    budget_round.stage = Stage.ARMED
    budget_round.config_json, budget_round.config_hash = "{}", "0" * 64

    assert _heading(client) == "Beslis mee over €\u00a0300.000 voor uw buurt"
    text = tree(client.get("/")).text
    assert "U kunt stemmen tot zondag 29 november, 13.00 uur." in text
    assert "nog 7 dagen" in text
    assert "/stem" in _links(client)


def test_gives_each_vote_its_own_end_where_several_are_open(
    client: PageClient, session: Session
) -> None:
    for weeks in (1, 2):
        closes_at = NOW + timedelta(weeks=weeks)
        make_round(session, stage=Stage.ARMED, closes_at=closes_at, **FROZEN)

    page = tree(client.get("/"))

    (hero,) = [part for part in page.all("section") if "hero" in part["class"]]
    assert "staat in uw brief en bij elke ronde hieronder" in hero.text
    assert "november" not in hero.text
    assert "december" not in hero.text
    assert "Stemmen kan tot zondag 29 november" in page.text
    assert "Stemmen kan tot zondag 6 december" in page.text


def test_leads_to_the_proposal_form_while_collecting(
    client: PageClient, session: Session
) -> None:
    make_round(
        session,
        slug="jong",
        stage=Stage.ANNOUNCED,
        collecting_closes_at=NOW + timedelta(weeks=5),
    )

    assert _heading(client) == "Heeft u een plan voor uw buurt?"
    assert "/rondes/jong/indienen" in _links(client)
    assert "/stem" not in _links(client)


def test_shows_drafts_to_nobody(client: PageClient, session: Session) -> None:
    make_round(session, title="Nog geheim")

    assert "Nog geheim" not in tree(client.get("/")).text


def test_leads_to_past_results(client: PageClient, session: Session) -> None:
    make_round(session, slug="oud", stage=Stage.PUBLISHED, **FROZEN)

    assert "/rondes/oud/uitslag" in _links(client)


def test_stops_inviting_when_the_clock_closes_the_vote(
    client: PageClient, session: Session, now: Callable[[datetime], None]
) -> None:
    budget_round = make_round(session, stage=Stage.ARMED, **FROZEN)
    session.commit()

    now(budget_round.closes_at or NOW)

    assert "/stem" not in _links(client)
    assert "Stemmen is gesloten" in tree(client.get("/")).text
