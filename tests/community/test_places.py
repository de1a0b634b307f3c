"""A directory of places, and the white spots beside it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.community.models import Place, PlaceContact
from pb.community.spots import spots_of
from tests.auth.login import log_in, make_staff
from tests.community.factories import make_offer
from tests.factories import NOW, make_area, make_contest, make_project
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round
from tests.projects.payloads import PAYLOADS
from tests.projects.test_hostile_texts import ask, assert_harmless

FORM = {
    "place_name": "Huis van de Wijk",
    "address": "Crooswijkseweg 1",
    "area": "",
    "what": "Een **zaal** met keuken.",
    "hours": "elke avond",
    "capacity": "40",
    "access": ["step-free", "toilet"],
    "is_shown": "y",
    "name": "Ria",
    "phone": "010 123 45 67",
}


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def broker(client: PageClient, session: Session) -> PageClient:
    browser = PageClient(client.application)
    log_in(browser, make_staff(session, Role.BROKER))
    return browser


def add(broker: PageClient, **values: object) -> int:
    path = "/beheer/makelaar/plekken/nieuw"
    return broker.post(path, data={**FORM, **values}).status_code


def test_a_place_says_what_where_when_how_accessible_and_whom_to_call(
    client: PageClient, broker: PageClient, session: Session
) -> None:
    assert add(broker) == 303
    number = session.scalars(select(Place.id)).one()

    page = client.get(f"/plekken/{number}").text

    for words in ("<strong>zaal</strong>", "Crooswijkseweg 1", "elke avond", "Ria"):
        assert words in page
    assert "Zonder drempel naar binnen: <strong>ja" in page
    assert "Ringleiding voor wie slecht hoort: <strong>nee" in page


def test_places_are_found_by_how_accessible_they_are(
    client: PageClient, broker: PageClient
) -> None:
    add(broker)
    add(broker, place_name="De Zolder", access=[])

    page = client.get("/plekken?toegang=step-free").text

    assert "Huis van de Wijk" in page
    assert "De Zolder" not in page


def test_a_hidden_place_is_for_the_broker_only(
    client: PageClient, broker: PageClient, session: Session
) -> None:
    add(broker, is_shown="")
    number = session.scalars(select(Place.id)).one()

    assert client.get(f"/plekken/{number}").status_code == 404
    assert "Huis van de Wijk" in broker.get("/beheer/makelaar/plekken").text


def test_a_place_is_changed_and_removed_with_whom_to_call(
    broker: PageClient, session: Session
) -> None:
    add(broker)
    path = f"/beheer/makelaar/plekken/{session.scalars(select(Place.id)).one()}"

    assert broker.post(path, data={**FORM, "name": "Sjaak"}).status_code == 303
    session.rollback()
    assert session.scalars(select(PlaceContact.name)).all() == ["Sjaak"]
    broker.post(f"{path}/weg")

    session.rollback()
    assert session.scalars(select(PlaceContact)).all() == []
    assert add(broker) == 303


@pytest.mark.parametrize(
    "wrong", [{"capacity": "0"}, {"capacity": "veel"}, {"address": ""}, {"phone": "x"}]
)
def test_a_wrong_place_is_not_kept(
    broker: PageClient, session: Session, wrong: dict[str, str]
) -> None:
    assert add(broker, **wrong) == 422
    assert session.scalars(select(Place)).all() == []


def test_the_same_name_twice_is_refused(broker: PageClient) -> None:
    assert (add(broker), add(broker)) == (303, 409)


def test_hostile_places_are_text(
    client: PageClient, broker: PageClient, session: Session
) -> None:
    names = ("name", "address", "what", "hours", "price", "access_note")
    for payload in PAYLOADS:
        place = Place(**dict.fromkeys(names, payload), checked_on=NOW.date())
        session.add(place)
    session.commit()
    number = session.scalars(select(Place.id)).first()
    looker = FlaskClient(client.application, client.application.response_class)
    log_in(looker, make_staff(session, Role.BROKER))

    for path in ("/plekken", f"/plekken/{number}", "/beheer/makelaar/plekken"):
        assert_harmless(ask(looker, path))


def test_an_area_with_less_than_half_of_its_share_is_a_white_spot(
    broker: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    make_area(session, budget_round, name="Kralingen-Oost")
    pot = make_contest(session, budget_round)
    for _plan in range(4):
        area = budget_round.areas[0].id
        make_project(session, pot, area_id=area, budget_round_id=budget_round.id)
    for _offer in range(3):
        make_offer(session)
    session.refresh(budget_round)

    rubroek, oost = spots_of(session, budget_round)

    assert (rubroek.few_plans, rubroek.few_helpers) == (False, False)
    assert (oost.few_plans, oost.few_helpers) == (True, True)
    assert oost.votes is None
    assert "niet getoond" in broker.get("/beheer/makelaar/witte-vlekken").text


def test_few_voters_are_hidden_with_all_they_would_follow_from(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_round = make_collecting_round(session)
    for _area in range(2):
        make_area(session, budget_round)
    session.refresh(budget_round)
    monkeypatch.setattr("pb.community.spots._votes", lambda *_: [300, 4, 200])

    votes = [spot.votes for spot in spots_of(session, budget_round)]

    assert votes[1] is None
    assert votes.count(None) == 2  # or the total would give it away
