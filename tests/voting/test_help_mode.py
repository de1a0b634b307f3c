"""A device in the community house: it forgets every voter."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.models import WebSession
from pb.rounds import configuration
from tests.pages import tree
from tests.voting.factories import Vote, cast, check, enter, hidden, make_vote

Clock = Callable[[datetime], None]


@pytest.fixture
def vote(session: Session, client: FlaskClient, now: Clock) -> Vote:
    """A round, and a browser in which the mode is on."""
    vote = make_vote(session, codes=2)
    assert client.post("/stem/hulp", data={"stand": "aan"}).status_code == 303
    return vote


def sessions(session: Session) -> int:
    session.rollback()
    count = session.scalar(select(func.count()).select_from(WebSession)) or 0
    session.rollback()
    return count


def refresh_of(page: TestResponse) -> str:
    metas = [meta["content"] for meta in tree(page).all("meta") if meta["http-equiv"]]
    return metas[0] if metas else ""


def test_is_off_until_somebody_turns_it_on(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session)

    thanks = cast(client, vote.codes[0], vote.plans[0])

    assert "buurthuis" not in thanks.text
    assert refresh_of(thanks) == ""
    assert "Zet de hulpstand aan" in client.get("/stem/hulp").text


def test_the_last_page_goes_by_itself(client: FlaskClient, vote: Vote) -> None:
    thanks = cast(client, vote.codes[0], vote.plans[0])

    assert refresh_of(thanks) == "60;url=/stem"
    assert "Klaar. Begin opnieuw" in thanks.text
    assert "Afsluiten" not in thanks.text


def test_the_receipt_is_shown_once(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """Who reloads the page gets the start, and no receipt of somebody else."""
    enter(client, vote.codes[0])
    fields = hidden(check(client, vote.plans[0]))
    thanks = client.post("/stem/bedankt", data=fields)

    assert sessions(session) == 0
    assert client.get_cookie("stem") is None
    assert thanks.headers["Clear-Site-Data"] == '"cache", "storage"'
    again = client.post("/stem/bedankt", data=fields)
    assert (again.status_code, again.location) == (303, "/stem")
    for form in tree(thanks).all("form"):
        assert (form["method"], form["action"]) == ("", "/stem")
    assert client.get("/stem").status_code == 200


def test_the_first_vote_after_a_restart_is_thanked_for(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """The process then looks the round up while it makes the page."""
    enter(client, vote.codes[0])
    fields = hidden(check(client, vote.plans[0]))
    configuration._KNOWN.clear()

    thanks = client.post("/stem/bedankt", data=fields)

    assert thanks.status_code == 200
    assert sessions(session) == 0


def test_a_refusal_forgets_nobody(client: FlaskClient, vote: Vote) -> None:
    enter(client, vote.codes[0])
    fields = hidden(check(client, vote.plans[0]))

    assert (
        client.post("/stem/bedankt", data={**fields, "nonce": "0"}).status_code == 422
    )
    assert client.post("/stem/bedankt", data=fields).status_code == 200


def test_the_button_forgets_the_voter_here_and_there(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    check(client, vote.plans[0])

    answer = client.post("/stem/hulp/volgende")

    assert (answer.status_code, answer.location) == (303, "/stem")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("stem") is None
    assert client.get_cookie("hulp") is not None
    assert sessions(session) == 0


def test_the_start_forgets_who_left_without_a_button(
    client: FlaskClient, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    fields = hidden(check(client, vote.plans[0]))

    start = client.get("/stem")

    assert (start.status_code, start.location) == (303, "/stem")
    assert client.get("/stem").status_code == 200
    assert start.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("stem") is None
    for later in (
        client.get("/stem/biljet"),
        client.post("/stem/biljet", data={"choice": fields["choice"]}),
        client.post("/stem/bedankt", data=fields),
    ):
        assert (later.status_code, later.location) == (303, "/stem")


def test_the_start_elsewhere_forgets_nobody(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session)
    enter(client, vote.codes[0])

    assert "Clear-Site-Data" not in client.get("/stem").headers
    assert client.get("/stem/biljet").status_code == 200


def test_can_be_turned_off(client: FlaskClient, vote: Vote) -> None:
    client.post("/stem/hulp", data={"stand": "uit"})

    assert client.get_cookie("hulp") is None


@pytest.mark.parametrize("data", [{}, {"stand": "AAN"}, {"stand": ""}])
def test_another_wish_is_refused(
    client: FlaskClient, vote: Vote, data: dict[str, str]
) -> None:
    page = client.post("/stem/hulp", data=data)

    assert page.status_code == 422
    assert "‘stand’" in page.text


def test_nobody_is_known_by_the_mark(client: FlaskClient, vote: Vote) -> None:
    cookie = client.get_cookie("hulp")

    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("1", True, "Strict")
    assert cookie.max_age == 12 * 3600
