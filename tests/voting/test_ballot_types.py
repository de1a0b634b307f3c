"""Ballots with one plan, with points, with places, and with limits per theme."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.models import CodeState
from tests.voting.factories import (
    Vote,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
    receipt_on,
    states,
)

Clock = Callable[[datetime], None]
POINTS = {"points": 10, "max_points": 5}


def start(session: Session, client: FlaskClient, **contest: object) -> Vote:
    """Make a round with this kind of contest, and enter its code."""
    values = {"within_budget": False, **contest}
    vote = make_vote(session, **values)  # type: ignore[arg-type]  # of the contests
    enter(client, vote.codes[0])
    return vote


def send(client: FlaskClient, prefix: str, **numbers: object) -> TestResponse:
    """Fill in number fields: `p7="3"` fills the field of plan 7."""
    data = {f"{prefix}-{name[1:]}": value for name, value in numbers.items()}
    return client.post("/stem/biljet", data=data)


def marks(plans: list[int], *values: object) -> dict[str, object]:
    return {f"p{number}": value for number, value in zip(plans, values, strict=False)}


def give(client: FlaskClient, vote: Vote, *values: object) -> TestResponse:
    return send(client, "points", **marks(vote.plans, *values))


def rank(client: FlaskClient, vote: Vote, *values: object) -> TestResponse:
    return send(client, "rank", **marks(vote.plans, *values))


def assert_unspent(session: Session) -> None:
    assert count_ballots(session) == 0
    assert set(states(session)) == {CodeState.ISSUED}


@pytest.fixture
def points(session: Session, client: FlaskClient, now: Clock) -> Vote:
    return start(session, client, vote_type="cumulative", ballot_limits=POINTS)


@pytest.fixture
def ranking(session: Session, client: FlaskClient, now: Clock) -> Vote:
    return start(session, client, vote_type="ordinal", max_choices=3)


@pytest.fixture
def choose_one(session: Session, client: FlaskClient, now: Clock) -> Vote:
    return start(session, client, vote_type="choose-1")


def test_points_are_shown_once_more_and_cast(
    client: FlaskClient, session: Session, points: Vote
) -> None:
    page = give(client, points, "5", "", " 3 ", "0")

    assert page.status_code == 200
    assert "8\N{NO-BREAK SPACE}punten" in page.text or "8 punten" in page.text
    fields = hidden(page)
    first, _, third, _ = points.plans
    assert fields[f"points-{first}"] == ["5"]
    assert fields[f"points-{third}"] == ["3"]
    assert not [name for name in fields if name.endswith(f"-{points.plans[1]}")]
    assert receipt_on(client.post("/stem/bedankt", data=fields))
    assert count_ballots(session) == 1


def test_too_many_points_come_back_with_what_to_drop(
    client: FlaskClient, points: Vote
) -> None:
    page = give(client, points, "5", "5", "2", "1")

    assert page.status_code == 422
    assert "U gaf 3 punten te veel" in page.text
    assert page.text.count("Zonder dit plan past de rest") == 2
    assert f'name="points-{points.plans[3]}"' in page.text
    assert 'value="5"' in page.text


def test_too_many_points_for_one_plan_are_named_at_its_field(
    client: FlaskClient, points: Vote
) -> None:
    page = give(client, points, "7")

    assert page.status_code == 422
    assert "U gaf één plan 2 punten te veel" in page.text
    assert f'href="#points-{points.plans[0]}"' in page.text
    assert page.text.count('value="7" aria-invalid="true"') == 1


@pytest.mark.parametrize(
    "typed", ["-1", "2,5", "3.0", "1e3", "0x5", "veel", "９", "9" * 400]
)
def test_what_is_no_number_of_points_keeps_the_rest(
    client: FlaskClient, session: Session, points: Vote, typed: str
) -> None:
    page = give(client, points, typed, "4")

    assert page.status_code == 422
    assert f'href="#points-{points.plans[0]}"' in page.text
    assert 'value="4"' in page.text
    assert_unspent(session)


@pytest.mark.parametrize("path", ["/stem/biljet", "/stem/bedankt"])
@pytest.mark.parametrize(
    "field", ["points-0", "points-999999", "points-", "points--1", "rank-1", "points-x"]
)
def test_a_field_that_is_not_on_the_ballot_is_named(
    client: FlaskClient, session: Session, points: Vote, path: str, field: str
) -> None:
    page = client.post(path, data={field: "1"})

    assert page.status_code == 422
    assert f"‘{field}’" in page.text
    assert_unspent(session)


@pytest.mark.parametrize("path", ["/stem/biljet", "/stem/bedankt"])
def test_a_field_that_is_there_twice_is_named(
    client: FlaskClient, session: Session, points: Vote, path: str
) -> None:
    name = f"points-{points.plans[0]}"

    page = client.post(path, data={name: ["1", "1"]})

    assert page.status_code == 422
    assert f"‘{name}’" in page.text
    assert_unspent(session)


def test_a_tick_on_a_ballot_of_points_is_refused(
    client: FlaskClient, points: Vote
) -> None:
    assert check(client, points.plans[0]).status_code == 422


@pytest.mark.parametrize("path", ["/stem/biljet", "/stem/bedankt"])
def test_thousands_of_fields_are_refused(
    client: FlaskClient, session: Session, points: Vote, path: str
) -> None:
    page = client.post(path, data={f"x{number}": "" for number in range(10_000)})

    assert page.status_code in {413, 422}
    assert_unspent(session)


def test_bad_points_are_not_cast_either(
    client: FlaskClient, session: Session, points: Vote
) -> None:
    fields = hidden(give(client, points, "5"))
    name = f"points-{points.plans[0]}"

    for typed in ("6", "-1", "1000000", ""):
        page = client.post("/stem/bedankt", data={**fields, name: typed})
        if typed:
            assert page.status_code == 422
            assert_unspent(session)


def test_places_are_shown_in_their_order_without_gaps(
    client: FlaskClient, session: Session, ranking: Vote
) -> None:
    page = rank(client, ranking, "7", "", "2")

    assert page.status_code == 200
    fields = hidden(page)
    first, _, third, _ = ranking.plans
    assert (fields[f"rank-{third}"], fields[f"rank-{first}"]) == (["1"], ["2"])
    assert receipt_on(client.post("/stem/bedankt", data=fields))


def test_a_place_that_is_given_twice_is_named(
    client: FlaskClient, ranking: Vote
) -> None:
    page = rank(client, ranking, "1", "2", "2")

    assert page.status_code == 422
    assert "Twee plannen hebben nummer 2" in page.text
    assert page.text.count('value="2" aria-invalid="true"') == 2
    assert page.text.count("Dit nummer staat er twee keer</span>") == 2


@pytest.mark.parametrize("typed", ["0", "-1", "1,5", "eerste", "00", "12345"])
def test_what_is_no_place_is_refused(
    client: FlaskClient, session: Session, ranking: Vote, typed: str
) -> None:
    page = rank(client, ranking, typed)

    assert page.status_code == 422
    assert f'href="#rank-{ranking.plans[0]}"' in page.text
    assert_unspent(session)


def test_more_places_than_there_are_is_too_many(
    client: FlaskClient, ranking: Vote
) -> None:
    page = rank(client, ranking, "1", "2", "3", "4")

    assert page.status_code == 422
    assert "U koos 1 plan te veel" in page.text


def test_a_single_choice_can_be_taken_back(
    client: FlaskClient, choose_one: Vote
) -> None:
    """Two contests, so the radio buttons of each have a name of their own."""
    page = client.get("/stem/biljet").text
    names = set(re.findall(r'type="radio"[^>]*name="([^"]+)"', page))
    assert len(names) == 2
    assert page.count('value="" autocomplete="off" checked') == 2

    chosen = client.post(
        "/stem/biljet",
        data=dict.fromkeys(sorted(names)[1:], "")
        | {sorted(names)[0]: str(choose_one.plans[0])},
    )

    assert chosen.status_code == 200
    assert "Hier stemt u blanco" in chosen.text


def test_two_plans_where_one_can_be_chosen_is_too_many(
    client: FlaskClient, session: Session, choose_one: Vote
) -> None:
    page = check(client, *choose_one.plans[:2])

    assert page.status_code == 422
    assert "U koos 1 plan te veel" in page.text
    assert_unspent(session)


def test_a_minimum_allows_nothing_or_enough(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = start(session, client, max_choices=3, ballot_limits={"min_choices": 2})

    page = check(client, vote.plans[0])

    assert page.status_code == 422
    assert "Kies nog 1 plan" in page.text
    pot = re.findall(r'name="leeg" value="(\d+)"', page.text)[0]
    emptied = check(client, vote.plans[0], leeg=pot)
    assert (emptied.status_code, " checked" in emptied.text) == (200, False)
    assert check(client).status_code == 200
    assert check(client, *vote.plans[:2]).status_code == 200


def test_a_theme_that_is_full_is_said_on_every_card(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    limits = {"max_per_theme": {"ontmoeten": 2}}
    vote = start(session, client, ballot_limits=limits)

    two = check(client, *vote.plans[:2], actie="toon").text
    three = check(client, *vote.plans[:3])

    assert two.count(">U heeft al 2 plannen in Ontmoeten</span>") == 2
    assert three.status_code == 422
    assert "U koos 1 plan te veel in Ontmoeten" in three.text
    assert "Kies ten hoogste 2 plannen in Ontmoeten" in two


def test_a_field_of_another_kind_keeps_its_text_harmless(
    client: FlaskClient, points: Vote
) -> None:
    page = give(client, points, "<b>x</b>")

    assert page.status_code == 422
    assert "<b>x" not in page.text
