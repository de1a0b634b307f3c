"""Where a point lies, how it is set without a script, and where it is shown."""

import io
import random
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.limits.traffic import Traffic
from pb.maps.clusters import CLOSE, cluster
from pb.maps.finding import area_of
from pb.maps.frame import Frame, NotAPoint, Pin, frame_around, read_pin
from pb.maps.geometry import inner_point, is_inside, simplify
from pb.maps.pointing import PICTURES, pointed
from pb.maps.service import Map, find_map
from pb.models import BudgetRound, Project, ProjectStatus
from pb.projects.facts import Facts, read_facts, store_facts
from tests.auth.login import log_in, make_staff
from tests.factories import make_area
from tests.maps.factories import IN_EAST, IN_WEST, OUTSIDE, give_map
from tests.pages import PageClient, tree
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.steps import ORDER, begin, review_of, steps_of, value_of, write_all
from tests.statements import before_each_statement


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    made = make_collecting_round(session)
    make_area(session, made, name="Crooswijk")
    session.commit()
    session.refresh(made)
    give_map(session, made)
    return made


@pytest.fixture
def map_(session: Session, budget_round: BudgetRound) -> Map:
    found = find_map(session, budget_round)
    assert found is not None
    return found


def with_pin(session: Session, budget_round: BudgetRound, **values: object) -> Project:
    plan = make_plan(session, budget_round, **values)
    store_facts(session, plan.id, Facts(lines=(("Hout", 100),), pin=read_pin(IN_WEST)))
    session.commit()
    return plan


SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
HOLE = [(4, 4), (6, 4), (6, 6), (4, 6)]


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((5, 1), True),
        ((5, 5), False),
        ((-1, 5), False),
        ((11, 5), False),
        ((9, 9), True),
    ],
)
def test_a_hole_is_outside(point: tuple[int, int], inside: bool) -> None:
    assert is_inside(point, [SQUARE, HOLE]) is inside


def test_a_name_stands_inside_also_of_a_horseshoe() -> None:
    shoe = [(0, 0), (30, 0), (30, 30), (20, 30), (20, 10), (10, 10), (10, 30), (0, 30)]

    assert is_inside(inner_point([shoe]), [shoe])
    assert is_inside(inner_point([SQUARE, HOLE]), [SQUARE, HOLE])


def test_a_line_loses_only_what_one_cannot_see() -> None:
    side = [(x, 0) for x in range(101)] + [(100, 50), (100, 100), (0, 100)]

    assert simplify(side, 0.5, closed=True) == [(0, 0), (100, 0), (100, 100), (0, 100)]
    assert simplify(side, 1e9, closed=True) != []
    assert simplify([(0, 0), (5, 0), (9, 0)], 1.0, closed=False) == [(0, 0), (9, 0)]


def test_a_frame_holds_all_points_and_fits_a_phone() -> None:
    for points in ([(0, 0)], [(0, 0), (9, 900_000)], [(0, 52_000_000), (900_000, 0)]):
        frame = frame_around(points)
        assert 555 <= frame.height <= 1_670
        assert all(frame.holds(Pin(y, x)) for x, y in points)


@pytest.mark.parametrize(
    "text",
    ["", "x", "91.0, 4.5", "1e9, 4.5", "51.9", "nan, nan", "51,9, 4,5", "9" * 400],
)
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(NotAPoint):
        read_pin(text)


def test_a_press_on_either_picture_means_the_same_place(map_: Map) -> None:
    presses = [
        {f"{name}.x": str(width // 4), f"{name}.y": str(width // 4)}
        for name, width in PICTURES.items()
    ]

    large, small = (read_pin(pointed(form, map_)) for form in presses)

    assert abs(large.longitude - small.longitude) < 100
    assert map_.frame.share(large)[0] == pytest.approx(0.25, abs=0.001)


@pytest.mark.parametrize(
    ("form", "share"),
    [
        ({"kaart.x": "99999", "kaart.y": "99999"}, (1, 1)),
        ({"kaart.x": "-5", "kaart.y": "x"}, (0.5, 0.5)),
        ({"schuif": "noord"}, (0.5, 0.48)),
        ({"schuif": "onzin"}, (0.5, 0.5)),
        ({"schuif": "oost", "pin": "onzin"}, (0.52, 0.5)),
    ],
    ids=str,
)
def test_any_form_gives_a_point_on_the_map(
    map_: Map, form: dict[str, str], share: tuple[float, float]
) -> None:
    found = map_.frame.share(read_pin(pointed(form, map_)))

    assert found == pytest.approx(share, abs=0.001)


def test_the_keyboard_begins_in_the_chosen_area(map_: Map) -> None:
    form = {"kaart.x": "0", "kaart.y": "0", "area": str(map_.areas[1].id)}

    across, _down = map_.frame.share(read_pin(pointed(form, map_)))

    assert across > 0.5
    assert pointed({"schuif": "weg", "pin": IN_WEST}, map_) == ""


def test_a_press_without_a_script_keeps_the_point_and_chooses_the_area(
    client: PageClient, budget_round: BudgetRound
) -> None:
    token = begin(client, budget_round)
    here = f"/rondes/{budget_round.slug}/indienen/{token}/waar"
    typed = {"place": "Boezemweg", "kaart.x": "450", "kaart.y": "200"}

    answer = client.post(here, data=typed)

    assert answer.location == f"{here}#kaart"
    page = client.get(here)
    assert "De punt ligt in Crooswijk." in page.text
    assert value_of(client, here, "place") == "Boezemweg"
    chosen = [o for o in tree(page).all("option") if "selected" in o]
    assert [option.text for option in chosen] == ["Crooswijk"]


def test_a_point_in_another_area_is_told_and_one_outside_is_refused(
    client: PageClient, budget_round: BudgetRound
) -> None:
    token = write_all(client, budget_round)
    here = f"/rondes/{budget_round.slug}/indienen/{token}/waar"
    answers = steps_of(budget_round)["waar"]

    assert client.post(here, data=answers | {"pin": IN_EAST}).status_code == 303
    told = client.get(review_of(budget_round, token)).text
    refused = client.post(here, data=answers | {"pin": OUTSIDE})

    assert "De punt ligt in Crooswijk, maar u koos Rubroek." in told
    assert refused.status_code == 422
    assert "buiten de wijken van deze ronde" in refused.text
    assert client.post(here, data=answers | {"pin": "onzin"}).status_code == 422


def test_a_plan_is_handed_in_with_its_point_and_shows_it(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    token = begin(client, budget_round)
    for step in ORDER[1:]:
        more = {"pin": IN_WEST} if step == "waar" else {}
        address = f"/rondes/{budget_round.slug}/indienen/{token}/{step}"
        client.post(address, data=steps_of(budget_round)[step] | more)
    received = client.post(review_of(budget_round, token)).location

    number = int(received.split("/")[-2])
    page = client.get(received.removesuffix("/ontvangen")).text
    assert str(read_facts(session, number).pin) == IN_WEST
    assert IN_WEST in page
    assert "map__mark" in page


def test_a_point_is_not_shown_once_the_plan_is_taken_back(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = with_pin(session, budget_round, status=ProjectStatus.WITHDRAWN)
    plans = f"/rondes/{budget_round.slug}/plannen"

    assert IN_WEST not in client.get(f"{plans}/{plan.id}").text
    assert plan.title not in client.get(f"{plans}/kaart").text


def test_the_map_of_all_plans_links_to_each_and_lists_the_rest(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    alone = with_pin(session, budget_round, title="Kas")
    store_facts(session, alone.id, Facts(pin=read_pin(IN_EAST)))
    two = [with_pin(session, budget_round, title=f"Bank {n}") for n in (1, 2)]
    nowhere = make_plan(session, budget_round, title="Overal")

    page = client.get(f"/rondes/{budget_round.slug}/plannen/kaart")

    svg = next(s for s in tree(page).all("svg") if s["role"] == "group")
    links = {a["href"] for a in svg.all("a")}
    assert links == {f"/rondes/{budget_round.slug}/plannen/{alone.id}", "#plek-2"}
    for plan in (*two, nowhere):
        assert f"/plannen/{plan.id}" in page.text
    assert "Zonder plek op de kaart" in page.text


def test_a_round_without_map_asks_for_no_point(
    client: PageClient, session: Session
) -> None:
    bare = make_collecting_round(session)
    token = begin(client, bare)

    page = client.get(f"/rondes/{bare.slug}/indienen/{token}/waar").text

    assert "kaart" not in page.lower().partition("<main")[2].partition("</main")[0]
    for path in ("plannen/kaart", "kaart.svg", "kaart/punt"):
        assert client.get(f"/rondes/{bare.slug}/{path}").status_code == 404


def test_the_desk_sees_the_point_and_that_it_lies_elsewhere(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = with_pin(session, budget_round, area_id=budget_round.areas[1].id)
    log_in(client, make_staff(session, Role.EVALUATOR))

    page = client.get(f"/beheer/rondes/{budget_round.slug}/plannen/{plan.id}").text

    assert "De punt ligt in Rubroek, maar het plan is voor Crooswijk." in page


def test_the_tables_have_the_point_as_numbers(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    with_pin(session, budget_round)
    log_in(client, make_staff(session, Role.EVALUATOR))
    desk = f"/beheer/rondes/{budget_round.slug}/plannen/tabel"

    lines = client.get(f"{desk}.csv").text.splitlines()
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{desk}.xlsx").data))

    row = dict(zip(lines[0].split(";"), lines[1].split(";"), strict=True))
    assert (row["breedtegraad"], row["lengtegraad"]) == ("51,92500", "4,50500")
    head, first = list(book["Plannen"].iter_rows(values_only=True))
    cells = dict(zip(head, first, strict=True))
    assert (cells["breedtegraad"], cells["lengtegraad"]) == (51.925, 4.505)


def test_the_script_hears_where_a_point_lies(
    client: PageClient, budget_round: BudgetRound
) -> None:
    here = f"/rondes/{budget_round.slug}/kaart"
    area = str(budget_round.areas[0].id)

    found = client.get(f"{here}/punt", query_string={"punt": IN_WEST}).get_json()
    other = client.get(
        f"{here}/punt", query_string={"punt": IN_EAST, "wijk": area}
    ).get_json()
    nothing = client.get(f"{here}/punt?punt=x&wijk=²").get_json()

    assert found == {
        "text": "De punt ligt in Rubroek.",
        "area": area,
        "is_wrong": False,
    }
    assert other["is_wrong"] is True
    assert nothing["area"] == ""


def test_the_shapes_of_a_map_are_read_once(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    here = f"/rondes/{budget_round.slug}/kaart/punt"
    asked = {"punt": IN_WEST}
    client.get(here, query_string=asked)
    statements: list[str] = []
    with before_each_statement(statements.append):
        told = client.get(here, query_string=asked).get_json()

    assert told["text"] == "De punt ligt in Rubroek."
    assert not [sql for sql in statements if "parts" in sql]


def test_a_map_that_was_stored_anew_is_read_anew(
    session: Session, budget_round: BudgetRound, map_: Map
) -> None:
    west, east = (area.id for area in budget_round.areas)
    before = area_of(session, map_, read_pin(IN_WEST))
    give_map(session, budget_round, swaps=True)

    changed = find_map(session, budget_round)

    assert changed is not None
    assert (before, area_of(session, changed, read_pin(IN_WEST))) == (west, east)


@pytest.mark.parametrize("path", ["kaart/punt?punt=x", "plannen/lijkt-op?q=bank"])
def test_one_network_has_no_more_than_so_many_questions_a_minute(
    client: PageClient,
    budget_round: BudgetRound,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "map-questions" if "punt" in path else "plan-questions"
    monkeypatch.setitem(client.application.extensions, name, Traffic(2))
    here = f"/rondes/{budget_round.slug}/{path}"

    answers = [client.get(here) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_picture_runs_nothing_and_asks_for_nothing(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    budget_round.areas[0].name = "<script>alert(1)</script>"
    session.commit()

    answer = client.get(f"/rondes/{budget_round.slug}/kaart.svg?breed=ja")

    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "<script" not in answer.text
    assert "href" not in answer.text


def test_thousands_of_plans_are_few_places_that_do_not_overlap() -> None:
    source = random.Random(5)  # noqa: S311  # repeatable is the point
    frame = Frame(4_500_000, 51_920_000, 4_520_000, 51_930_000)
    pins = [(n, frame.pin(source.random(), source.random())) for n in range(5_000)]

    places = cluster(frame, pins)

    assert sorted(n for place in places for n in place.plans) == list(range(5_000))
    assert len(places) < 200
    tall = frame.height / 1000
    assert all(
        (a.across - b.across) ** 2 + ((a.down - b.down) * tall) ** 2 >= CLOSE**2 * 0.99
        for at, a in enumerate(places)
        for b in places[at + 1 :]
    )
