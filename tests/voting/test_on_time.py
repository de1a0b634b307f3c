"""T21: from opening until just before closing, by one clock, to the microsecond."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from pb.db import database_now, db
from pb.models import CodeState
from tests.conftest import _tell_time
from tests.factories import NOW
from tests.voting.factories import (
    Vote,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
    states,
)
from tests.voting.submitting import Answer, send

Clock = Callable[[datetime], None]
MOMENT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
# The night of 25 October 2026: half past two comes twice in Amsterdam.
FIRST_HALF_PAST_TWO = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SECOND_HALF_PAST_TWO = FIRST_HALF_PAST_TWO + timedelta(hours=1)
LONG_NIGHT = {"opens_at": FIRST_HALF_PAST_TWO, "closes_at": SECOND_HALF_PAST_TWO}
# The night of 29 March 2026: from two it is three o'clock at once.
SHORT_NIGHT = {
    "opens_at": datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    "closes_at": datetime(2026, 3, 29, 1, 1, tzinfo=UTC),
}


@pytest.mark.parametrize(
    "period",
    [
        pytest.param({}, id="an-ordinary-day"),
        pytest.param(LONG_NIGHT, id="the-clock-goes-back"),
        pytest.param(SHORT_NIGHT, id="the-clock-goes-forward"),
    ],
)
def test_a_code_is_taken_in_time_only(
    client: FlaskClient, session: Session, now: Clock, period: dict[str, datetime]
) -> None:
    vote = make_vote(session, of_round=period)
    moments = (
        vote.opens_at - SECOND,
        vote.opens_at - MOMENT,
        vote.opens_at,
        vote.closes_at - MOMENT,
        vote.closes_at,
        vote.closes_at + SECOND,
    )
    statuses = []
    for moment in moments:
        now(moment)
        statuses.append(enter(client, vote.codes[0]).status_code)

    assert statuses == [409, 409, 303, 303, 409, 409]


@pytest.mark.parametrize("period", [LONG_NIGHT, SHORT_NIGHT])
def test_the_last_moment_of_a_night_is_exact(
    client: FlaskClient, session: Session, now: Clock, period: dict[str, datetime]
) -> None:
    vote = make_vote(session, codes=2, of_round=period)
    statuses = []
    for code, moment in zip(
        vote.codes, (vote.closes_at - MOMENT, vote.closes_at), strict=True
    ):
        now(vote.closes_at - SECOND)
        enter(client, code)
        form = hidden(check(client, vote.plans[0]))
        now(moment)
        statuses.append(client.post("/stem/bedankt", data=form).status_code)

    assert statuses == [200, 409]
    assert count_ballots(session) == 1


@pytest.fixture
def real_time(app: Flask) -> Iterator[None]:
    """Let the database use its own clock."""
    event.remove(db.engine, "begin", _tell_time)
    yield
    event.listen(db.engine, "begin", _tell_time)


@pytest.mark.usefixtures("real_time")
def test_the_database_tells_the_time_of_this_world(session: Session) -> None:
    told = session.scalar(select(database_now()))
    session.rollback()

    assert told is not None
    assert abs(told - datetime.now(UTC)) < 5 * SECOND


@pytest.mark.usefixtures("real_time")
def test_the_clock_is_read_again_within_a_transaction(session: Session) -> None:
    """1b.15: not the moment at which the transaction began."""
    first = session.scalar(select(database_now()))
    sleep(0.05)
    second = session.scalar(select(database_now()))
    session.rollback()

    assert first is not None
    assert second is not None
    assert second - first >= timedelta(seconds=0.05)


@pytest.mark.clock
@pytest.mark.usefixtures("real_time")
def test_who_waits_for_a_lock_until_closing_is_too_late(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    """The clock is read after the wait: the request came in time, the ballot not."""
    begin = datetime.now(UTC)
    period = {"opens_at": begin - SECOND, "closes_at": begin + 4 * SECOND}
    vote = make_vote(session, of_round=period)
    enter(client, vote.codes[0])
    form: dict[str, object] = {**hidden(check(client, vote.plans[0]))}
    cookie = client.get_cookie("stem")
    assert cookie is not None
    answers: list[Answer] = []
    submission = (f"stem={cookie.value}", form)
    voter = threading.Thread(target=lambda: answers.append(send(app, submission)))

    with db.engine.connect() as holder:
        holder.execute(text("UPDATE budget_round SET title = title"))
        assert datetime.now(UTC) < vote.closes_at - SECOND / 2
        voter.start()
        while datetime.now(UTC) < vote.closes_at:
            sleep(0.05)
        assert answers == []
        holder.rollback()
    voter.join(timeout=20)

    assert [answer.status for answer in answers] == [409]
    assert count_ballots(session) == 0
    assert states(session) == [CodeState.ISSUED]


def test_stands_on_the_clock_of_the_tests(session: Session, now: Clock) -> None:
    vote: Vote = make_vote(session)
    assert vote.opens_at < NOW < vote.closes_at
