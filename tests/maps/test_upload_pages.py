"""Staff give a round its map from a file; nothing is stored before they say so."""

import io

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.maps import geojson
from pb.maps.finding import area_of
from pb.maps.frame import Pin
from pb.maps.service import find_map
from pb.models import AreaShape, BudgetRound, RoundMap, TableDraft
from pb.setup.drafts import keep_draft
from pb.setup.map_drafts import keep_map
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area
from tests.maps.factories import (
    EAST,
    WEST,
    collection,
    give_map,
    surface,
    two_areas,
    written,
)
from tests.pages import PageClient, tree
from tests.projects.factories import make_collecting_round
from tests.projects.payloads import PAYLOADS


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    made = make_collecting_round(session)
    make_area(session, made, name="Crooswijk")
    session.commit()
    session.refresh(made)
    return made


@pytest.fixture
def desk(client: PageClient, session: Session, budget_round: BudgetRound) -> str:
    """The address of the map on the desk; a configurator is logged in."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    return f"/beheer/rondes/{budget_round.slug}/kaart"


def send(client: PageClient, desk: str, content: bytes) -> TestResponse:
    return client.post(desk, data={"file": (io.BytesIO(content), "wijken.geojson")})


def chosen(client: PageClient, address: str) -> dict[str, str]:
    """Return what the selects of the trial say, as a browser would send them."""
    page = tree(client.get(address))
    return {
        select["name"]: next(
            (o["value"] for o in select.all("option") if "selected" in o), "weg"
        )
        for select in page.all("select")
        if select["name"].startswith("vorm-")
    }


def test_a_file_becomes_the_map_after_somebody_looked(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    trial = send(client, desk, two_areas("rubroek", "CROOSWIJK")).location
    assert session.scalar(select(func.count()).select_from(RoundMap)) == 0

    answer = client.post(trial, data=chosen(client, trial) | {"credit": "CBS 2026"})

    assert answer.status_code == 303
    map_ = find_map(session, budget_round)
    assert map_ is not None
    assert [area.name for area in map_.areas] == ["Rubroek", "Crooswijk"]
    assert (map_.is_whole, map_.credit) == (True, "CBS 2026")
    assert "CBS 2026" in client.get(desk).text
    assert session.scalars(select(TableDraft)).all() == []
    west, east = budget_round.areas
    assert area_of(session, map_, Pin(51_925_000, 4_505_000)) == west.id
    assert area_of(session, map_, Pin(51_925_000, 4_515_000)) == east.id


def test_shapes_are_matched_by_hand_where_names_differ(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    lake = surface(
        "De plas", [[4.505, 51.921], [4.508, 51.921], [4.508, 51.924], [4.505, 51.921]]
    )
    parts = [surface("BU01", WEST), surface("BU02", EAST), lake]
    trial = send(client, desk, written(collection(*parts))).location
    area = str(budget_round.areas[0].id)
    said = {"vorm-0": area, "vorm-1": area, "vorm-2": "grond"}

    look = client.post(trial, data=said | {"bekijk": "1"})
    assert look.status_code == 200
    assert "Nog niet op de kaart: Crooswijk." in look.text
    assert "#bfdfea" in look.text  # the lake is drawn in what is only tried
    client.post(trial, data=said)

    (shape,) = session.scalars(select(AreaShape)).all()
    assert (shape.area_id, len(shape.parts), len(shape.drawn)) == (int(area), 2, 2)
    assert len(session.scalars(select(RoundMap)).one().ground) == 1


def test_a_new_map_takes_the_place_of_the_old_one_and_can_go(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    give_map(session, budget_round)
    trial = send(client, desk, two_areas()).location

    client.post(trial, data={"vorm-1": str(budget_round.areas[1].id)})
    assert len(session.scalars(select(AreaShape)).all()) == 1
    client.post(f"{desk}/weg")

    session.expire_all()
    assert find_map(session, budget_round) is None
    assert session.scalars(select(AreaShape)).all() == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"vorm-0": "weg", "vorm-1": "grond"},
        {"vorm-0": "999999"},
        {"vorm-9": "1"},
        {"vorm-0": "²", "vorm-x": "1", "vorm-": "1"},
    ],
    ids=str,
)
def test_a_map_without_an_area_is_refused(
    client: PageClient, session: Session, desk: str, said: dict[str, str]
) -> None:
    trial = send(client, desk, two_areas()).location

    answer = client.post(trial, data=said)

    assert answer.status_code == 422
    assert "Geen enkele vorm is een wijk." in answer.text
    assert session.scalars(select(RoundMap)).all() == []


def test_a_file_that_is_no_map_says_where_and_why(
    client: PageClient, session: Session, desk: str
) -> None:
    answer = send(client, desk, written(collection(surface("Rubroek", WEST[:-1]))))

    assert answer.status_code == 422
    assert "vorm 1 (Rubroek), ring 1" in answer.text
    assert "De ring is niet gesloten." in answer.text
    assert session.scalars(select(TableDraft)).all() == []


def test_a_file_that_is_too_large_or_missing_is_refused(
    client: PageClient, desk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geojson, "LARGEST", 100)

    large = send(client, desk, two_areas())

    assert large.status_code == client.post(desk).status_code == 422
    assert "groter dan 4 MB" in large.text


def test_hostile_names_are_shown_as_text_and_run_nowhere(
    client: PageClient, desk: str
) -> None:
    """T37: every page is audited by the client; here also for what it must not hold."""
    hostile_texts = [text for text in PAYLOADS if "<" in text and "%" not in text]
    features = [surface(text, WEST, **{text: text}) for text in hostile_texts]

    trial = send(client, desk, written(collection(*features)))
    page = client.get(trial.location).text
    wrong = send(
        client,
        desk,
        written(collection(*[surface(t, WEST[:-1]) for t in hostile_texts])),
    ).text

    for html in (page, wrong):
        for hostile in ("<script>alert", "<img src=x", "<svg onload"):
            assert hostile not in html


def test_a_trial_of_another_round_or_day_is_not_there(
    client: PageClient, session: Session, desk: str
) -> None:
    trial = send(client, desk, two_areas()).location
    other = make_collecting_round(session)

    assert client.get(f"{desk}/onzin").status_code == 404
    assert client.get(f"{desk}/%00").status_code == 404
    token = trial.rpartition("/")[2]
    assert client.get(f"/beheer/rondes/{other.slug}/kaart/{token}").status_code == 404


def test_only_a_configurator_gives_a_round_its_map(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    log_in(client, make_staff(session, Role.EVALUATOR))
    desk = f"/beheer/rondes/{budget_round.slug}/kaart"

    assert client.get(desk).status_code == 403
    assert send(client, desk, two_areas()).status_code == 403
    assert client.post(f"{desk}/weg").status_code == 403


def test_a_round_without_areas_takes_no_map(
    client: PageClient, session: Session, desk: str
) -> None:
    bare = make_collecting_round(session, title="Kaal")
    for contest in bare.contests:
        session.delete(contest)
    session.flush()
    for area in bare.areas:
        session.delete(area)
    session.commit()
    there = f"/beheer/rondes/{bare.slug}/kaart"

    assert client.get(there).status_code == 200
    assert send(client, there, two_areas()).status_code == 409


def test_an_area_that_is_removed_takes_its_shape_along(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    give_map(session, budget_round)
    area = budget_round.areas[1]

    form = next(
        form["action"]
        for form in tree(client.get(desk.replace("kaart", f"wijken/{area.id}"))).all(
            "form"
        )
        if f"/{area.id}/" in form["action"]
    )
    assert client.post(form).status_code == 303

    assert len(session.scalars(select(AreaShape)).all()) == 1


def test_a_copied_round_has_the_map_of_the_first(
    client: PageClient, session: Session, budget_round: BudgetRound, desk: str
) -> None:
    give_map(session, budget_round)

    client.post("/beheer/rondes/overnemen", data={"source": budget_round.slug})

    made = session.scalars(select(BudgetRound).order_by(BudgetRound.id)).all()[-1]
    map_, first = find_map(session, made), find_map(session, budget_round)
    assert map_ is not None
    assert first is not None
    assert (map_.frame, map_.areas[0].paths) == (first.frame, first.areas[0].paths)
    assert {area.id for area in map_.areas} == {area.id for area in made.areas}


def test_a_name_of_a_file_is_kept_without_signs_that_no_database_takes(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    reading = geojson.read_geojson(two_areas())
    name = "ka\0art\x1b\u202e.json"

    draft = keep_map(session, budget_round, reading, NOW, file_name=name)
    table = keep_draft(
        session, budget_round, b"naam;x\nA;1\n", NOW, kind="areas", file_name=name
    )

    assert (draft.file_name, table.file_name) == ("kaart.json", "kaart.json")


def test_a_map_on_which_no_area_is_drawn_is_none(
    session: Session, budget_round: BudgetRound
) -> None:
    give_map(session, budget_round)
    session.execute(delete(AreaShape))
    session.commit()

    assert find_map(session, budget_round) is None
