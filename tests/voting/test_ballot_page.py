"""Choosing and checking."""

import gzip
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.pages import tree
from tests.voting.factories import (
    Vote,
    cast,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
)

Clock = Callable[[datetime], None]


@pytest.fixture
def vote(session: Session, client: FlaskClient, now: Clock) -> Vote:
    vote = make_vote(session, codes=2)
    enter(client, vote.codes[0])
    return vote


def boxes(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'name="choice" value="(\d+)"', page)]


def ticked(page: str) -> set[int]:
    found = re.findall(r'name="choice" value="(\d+)"[^>]* checked', page)
    return {int(number) for number in found}


def test_shows_the_plans_of_the_area_and_of_all(
    client: FlaskClient, vote: Vote
) -> None:
    page = client.get("/stem/biljet").text

    assert sorted(boxes(page)) == sorted(vote.plans + vote.shared)


def test_has_an_order_of_its_own_per_code(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session, codes=3, plans=12)
    orders = []
    for code in vote.codes:
        enter(client, code)
        orders.append(boxes(client.get("/stem/biljet").text))
        assert boxes(client.get("/stem/biljet").text) == orders[-1]

    assert len({tuple(order) for order in orders}) == 3


def test_shows_the_choices_once_more_and_stores_nothing(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    page = check(client, vote.plans[0], vote.shared[1])

    assert page.status_code == 200
    assert "U heeft nog niet gestemd" in page.text
    fields = hidden(page)
    assert fields["choice"] == [str(vote.plans[0]), str(vote.shared[1])]
    assert re.fullmatch("[0-9a-f]{64}", fields["nonce"][0])
    assert re.fullmatch("[0-9a-f]{32}", fields["submission_id"][0])
    assert count_ballots(session) == 0


def test_goes_back_with_everything_kept(client: FlaskClient, vote: Vote) -> None:
    checked = check(client, *vote.plans[:2])

    page = client.post(
        "/stem/biljet", data={**hidden(checked, "/stem/biljet"), "actie": "terug"}
    )

    assert page.status_code == 200
    assert ticked(page.text) == set(vote.plans[:2])


def test_names_the_rule_how_much_is_over_and_what_to_drop(
    client: FlaskClient, vote: Vote
) -> None:
    page = check(client, *vote.plans)

    assert page.status_code == 422
    assert "U koos €\N{NO-BREAK SPACE}200 te veel" in page.text
    assert page.text.count("Zonder dit plan past de rest") == 4
    assert ticked(page.text) == set(vote.plans)
    again = check(client, *vote.plans, weg=str(vote.plans[2]))
    assert again.status_code == 200
    assert ticked(again.text) == set(vote.plans) - {vote.plans[2]}
    assert "U koos €" not in tree(again).all("main").__next__().text


def test_keeps_the_most_choices(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session, max_choices=2, within_budget=False)
    enter(client, vote.codes[0])

    page = check(client, *vote.plans[:3])

    assert page.status_code == 422
    assert "U koos 1 plan te veel" in page.text
    assert check(client, *vote.plans[:2]).status_code == 200


def test_says_of_every_plan_whether_it_fits(client: FlaskClient, vote: Vote) -> None:
    page = check(client, *vote.plans[:3], actie="toon").text

    assert page.count(">Gekozen</span>") == 3
    assert page.count(">Past niet meer: €\N{NO-BREAK SPACE}200 te veel</span>") == 1
    assert page.count(">Past nog</span>") == 4
    assert "Nog €\N{NO-BREAK SPACE}100 over" in page


def test_a_filter_keeps_what_was_chosen(client: FlaskClient, vote: Vote) -> None:
    page = check(client, vote.plans[0], actie="toon", onderwerp="cultuur").text

    assert ticked(page) == {vote.plans[0]}
    assert page.count('class="plan"') == page.count(" hidden>") == 8
    assert "0 van 4 plannen" in page


@pytest.mark.parametrize("order", ["az", "goedkoop", "duur", "loting", "<script>"])
def test_sorts_on_request(client: FlaskClient, vote: Vote, order: str) -> None:
    page = check(client, actie="toon", volgorde=order)

    assert page.status_code == 200
    assert len(boxes(page.text)) == 8


def test_a_blank_vote_is_asked_about(client: FlaskClient, vote: Vote) -> None:
    page = check(client)

    assert page.status_code == 200
    assert "U stemt blanco" in page.text
    assert "Ja, ik stem blanco" in page.text


@pytest.mark.parametrize("choice", ["x", "-1", "999999", "1e3", "0x1"])
def test_names_a_choice_that_is_not_on_the_ballot(
    client: FlaskClient, vote: Vote, choice: str
) -> None:
    page = client.post("/stem/biljet", data={"choice": choice})

    assert page.status_code == 422
    assert "‘choice’" in page.text


def test_a_second_window_is_told_that_the_code_is_used(
    client: FlaskClient, vote: Vote
) -> None:
    cast(client, vote.codes[0], vote.plans[0])

    page = check(client, vote.plans[1])

    assert page.status_code == 409


def test_weighs_less_than_100_kilobytes_with_sixty_plans(
    app: Flask, client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session, plans=60)
    enter(client, vote.codes[0])
    page = client.get("/stem/biljet")

    paths = set(re.findall(r'/static/([^"?#]+)', page.text))
    files = [Path("pb/static") / path for path in sorted(paths)]
    sizes = [len(gzip.compress(file.read_bytes())) for file in files]
    assert sum(sizes) + len(gzip.compress(page.data)) < 100_000


def test_no_answer_of_the_vote_is_kept_by_the_browser(
    client: FlaskClient, vote: Vote
) -> None:
    """T9, T7."""
    for page in (client.get("/stem"), client.get("/stem/biljet"), check(client)):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"
