"""Entering the code of a letter."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.codes.code import generate
from pb.models import BudgetRound, CodeState, FailureCount, VotingCode, WebSession
from pb.rounds.phases import Stage
from tests.factories import NOW
from tests.pages import PageClient
from tests.voting.factories import Vote, cast, enter, make_vote

Clock = Callable[[datetime], None]
VARIABLE = re.compile(r'(name="csrf_token" value=|name="code"[^>]* value=)"[^"]*"')


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session)


def failures(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.sum(FailureCount.count))) or 0


def mistyped(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def revoked(session: Session) -> str:
    vote = make_vote(session)
    newest = select(VotingCode).where(VotingCode.mac == _mac(session, vote.codes[0]))
    session.scalars(newest).one().state = CodeState.REVOKED
    session.commit()
    return vote.codes[0]


def past(session: Session) -> str:
    vote = make_vote(session)
    found = select(BudgetRound).where(BudgetRound.slug == vote.slug)
    for stage in (Stage.CLOSED, Stage.COUNTED, Stage.PUBLISHED):
        session.scalars(found).one().stage = stage
        session.commit()
    return vote.codes[0]


def _mac(session: Session, code: str) -> str:
    from pb.codes.code import mac
    from tests.voting.factories import KEY

    newest = session.scalar(select(func.max(BudgetRound.id))) or 0
    return mac(code, newest, KEY)


@pytest.mark.parametrize(
    "typed", [str, str.lower, lambda code: code.replace("-", " "), lambda c: f" {c}\n"]
)
def test_leads_to_the_ballot(
    client: FlaskClient, vote: Vote, typed: Callable[[str], str]
) -> None:
    """T5."""
    page = enter(client, typed(vote.codes[0]))

    assert (page.status_code, page.location) == (303, "/stem/biljet")
    assert client.get("/stem/biljet").status_code == 200


def test_says_the_same_of_every_code_that_is_not_good(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T4: same status, same bytes but for what was typed and the token."""
    codes = [mistyped(vote.codes[0]), generate(), revoked(session), past(session)]

    pages = [enter(client, code) for code in codes]

    assert {page.status_code for page in pages} == {422}
    assert len({VARIABLE.sub(r'\1""', page.text) for page in pages}) == 1
    assert all(code in page.text for code, page in zip(codes, pages, strict=True))


@pytest.mark.clock
def test_takes_as_long_for_every_code_that_is_not_good(
    app: Flask, session: Session, vote: Vote
) -> None:
    """T4: medians of 200 tries each, in turn, from as many networks."""
    gone, over, client = revoked(session), past(session), app.test_client()
    took: dict[str, list[float]] = {"unknown": [], "revoked": [], "past": []}
    for turn in range(200):
        tried = {"unknown": generate(), "revoked": gone, "past": over}
        for place, (kind, code) in enumerate(tried.items()):
            network = {"REMOTE_ADDR": f"10.{place}.{turn}.1"}
            begin = perf_counter()
            page = client.post("/stem", data={"code": code}, environ_base=network)
            took[kind].append(perf_counter() - begin)
            assert page.status_code == 422

    medians = [median(times) for times in took.values()]
    assert max(medians) - min(medians) < 0.005


def test_counts_only_codes_that_could_have_been_good(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T1: a typing error is none, nor is a code that is known."""
    cast(client, vote.codes[0])
    for code in (mistyped(vote.codes[0]), "", "x" * 5000, "\0", vote.codes[0]):
        enter(client, code)
    assert failures(session) == 0

    enter(client, generate())

    assert failures(session) == 1


def test_looks_nothing_up_after_ten_unknown_codes_in_a_minute(
    app: Flask, client: FlaskClient, session: Session, vote: Vote, now: Clock
) -> None:
    """T1: whatever the cookie, right or wrong, until the minute is over."""
    now(NOW.replace(second=20))
    pages = [enter(PageClient(app), generate()) for _ in range(11)]

    assert [page.status_code for page in pages] == [422] * 10 + [429]
    assert pages[-1].headers["Retry-After"] == "40"
    assert enter(client, vote.codes[0]).status_code == 429
    assert failures(session) == 10
    now(NOW.replace(minute=1))
    assert enter(client, vote.codes[0]).status_code == 303


def test_an_address_that_nobody_vouches_for_is_not_believed(
    app: Flask, vote: Vote
) -> None:
    """T42: there is no proxy in front, so the header is the visitor's own."""
    for number in range(11):
        page = PageClient(app).post(
            "/stem",
            data={"code": generate()},
            headers={"X-Forwarded-For": f"203.0.{number}.1"},
        )

    assert page.status_code == 429


def test_another_network_is_not_stopped(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    for _ in range(11):
        enter(client, generate())

    page = client.post(
        "/stem",
        data={"code": vote.codes[0]},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )

    assert page.status_code == 303


def test_two_codes_at_once_are_none(client: FlaskClient, vote: Vote) -> None:
    page = client.post("/stem", data={"code": [vote.codes[0], vote.codes[0]]})

    assert page.status_code == 422
    assert "Deze code klopt niet" in page.text


def test_says_that_a_code_was_used(client: FlaskClient, vote: Vote) -> None:
    cast(client, vote.codes[0], vote.plans[0])

    page = enter(client, vote.codes[0])

    assert page.status_code == 409
    assert "al gestemd" in page.text


@pytest.mark.parametrize(
    ("moment", "status", "words"),
    [
        pytest.param(-timedelta(weeks=1, seconds=1), 409, "Stemmen begint op", id="-1"),
        pytest.param(-timedelta(weeks=1), 303, "", id="open"),
        pytest.param(timedelta(weeks=1), 409, "Stemmen kan niet meer", id="closed"),
    ],
)
def test_keeps_the_hours_of_the_vote(
    client: FlaskClient,
    vote: Vote,
    now: Clock,
    moment: timedelta,
    status: int,
    words: str,
) -> None:
    """T21."""
    now(NOW + moment)

    page = enter(client, vote.codes[0])

    assert page.status_code == status
    assert words in page.text


def test_says_when_it_opens_in_dutch_time(
    client: FlaskClient, vote: Vote, now: Clock
) -> None:
    now(NOW - timedelta(weeks=2))

    page = enter(client, vote.codes[0])

    assert "zondag 15 november 2026, 13.00 uur" in page.text


@pytest.mark.parametrize("path", ["/stem/{}", "/stem?c={}", "/stem?code={}"])
def test_an_address_with_a_code_is_not_found_and_not_repeated(
    client: FlaskClient, vote: Vote, path: str
) -> None:
    """T8."""
    code = vote.codes[0]

    page = client.get(path.format(code))

    assert page.status_code == 404
    assert code not in page.text
    assert code[:4] not in page.text


def test_every_code_gets_a_session_under_a_new_id(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    """T36: nothing planted or left over survives."""
    vote = make_vote(session, codes=2)
    client.set_cookie("stem", "planted")
    ids = []
    for code in vote.codes:
        enter(client, code)
        cookie = client.get_cookie("stem")
        assert cookie is not None
        ids.append(cookie.value)

    assert len({"planted", *ids}) == 3
    session.rollback()
    assert session.scalar(select(func.count()).select_from(WebSession)) == 1


@pytest.mark.parametrize("wait", [timedelta(minutes=15), timedelta(minutes=61)])
def test_a_session_ends_after_a_quarter_of_an_hour_and_the_code_is_good_still(
    client: FlaskClient, vote: Vote, now: Clock, wait: timedelta
) -> None:
    """T9."""
    enter(client, vote.codes[0])
    now(NOW + wait)

    page = client.get("/stem/biljet")

    assert (page.status_code, page.location) == (303, "/stem")
    assert "Dan werkt uw code" in client.get("/stem").text
    assert enter(client, vote.codes[0]).status_code == 303


def test_a_form_of_an_ended_session_is_refused_kindly(
    app: Flask, client: FlaskClient, vote: Vote
) -> None:
    """T35."""
    enter(client, vote.codes[0])
    client.delete_cookie("stem")
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = client.post("/stem/bedankt", data={"choice": vote.plans[:1]})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert page.status_code == 400
    assert "niet opgeslagen" in page.text


def test_nobody_without_a_code_sees_a_ballot(client: FlaskClient) -> None:
    for method, path in (
        ("GET", "/stem/biljet"),
        ("POST", "/stem/biljet"),
        ("POST", "/stem/bedankt"),
        ("GET", "/stem/bedankt"),
    ):
        page = client.open(path, method=method)
        assert (page.status_code, page.location) == (303, "/stem")
