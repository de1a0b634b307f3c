"""What a vote leaves behind, and what looking does not change."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import exc, inspect, select, text
from sqlalchemy.orm import Session

from pb.db import Base, db
from pb.models import CodeState, WebSession
from tests.statements import before_each_statement
from tests.urn import peek
from tests.voting.factories import (
    Vote,
    cast,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
    receipt_on,
    states,
)

Clock = Callable[[datetime], None]
SNIFFERS: tuple[dict[str, str], ...] = (
    {},
    {"Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"User-Agent": "WhatsApp/2.23"},
    {"User-Agent": "Slackbot-LinkExpanding 1.0"},
)


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, codes=2)


def whole_database(session: Session) -> str:
    """Return a hash over every row of every table."""
    session.rollback()
    digest = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        rows = sorted(repr(tuple(row)) for row in session.execute(select(table)))
        digest.update(repr((table.name, rows)).encode())
    session.rollback()
    return digest.hexdigest()


def test_a_thousand_looks_change_nothing(
    app: Flask, client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T10."""
    enter(client, vote.codes[0])
    before = whole_database(session)
    plain = FlaskClient(app, app.response_class, use_cookies=False)
    cookie = client.get_cookie("stem")
    assert cookie is not None
    paths = ("/stem", "/stem/biljet", "/stem/bedankt", f"/stem/{vote.codes[1]}")

    for number in range(1000):
        plain.open(
            paths[number % 4],
            method=("GET", "HEAD", "OPTIONS")[number % 3],
            headers={**SNIFFERS[number % 5], "Cookie": f"stem={cookie.value}"},
        )

    assert whole_database(session) == before
    assert states(session) == [CodeState.ISSUED] * 2


def test_no_session_holds_a_code_or_a_choice(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    client.post("/stem/bedankt", data=form)

    session.rollback()
    row = session.scalars(select(WebSession)).one()
    assert row.values.keys() == {"csrf_token"}


@pytest.fixture
def failing_insert(app: Flask) -> Iterator[list[Exception]]:
    """Let the storing of a ballot fail until the returned list is emptied."""
    faults: list[Exception] = []

    def fail(statement: str) -> None:
        if faults and statement.startswith("INSERT INTO envelope"):
            raise faults[0]

    with before_each_statement(fail):
        yield faults


def test_logs_hold_no_code_choice_or_address(
    app: Flask,
    client: FlaskClient,
    vote: Vote,
    failing_insert: list[Exception],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """T6: of a whole vote, a wrong code, and a forced 500 while casting."""
    caplog.set_level(logging.DEBUG)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    enter(client, vote.codes[0][:-1] + "?")
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    failing_insert.append(RuntimeError("broken"))
    failed = client.post("/stem/bedankt", data=form)
    failing_insert.clear()
    receipt = receipt_on(client.post("/stem/bedankt", data=form))
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=None)

    assert failed.status_code == 500
    logged = caplog.text + "".join(capfd.readouterr())
    assert "broken" in logged
    code = vote.codes[0]
    secrets = [code, code.replace("-", ""), code.lower(), receipt, "127.0.0.1"]
    secrets += [form["nonce"][0], form["submission_id"][0], f'"{vote.plans[0]}"']
    assert [secret for secret in secrets if secret in logged] == []


def test_a_ballot_that_is_not_stored_can_be_sent_again(
    client: FlaskClient,
    session: Session,
    vote: Vote,
    failing_insert: list[Exception],
) -> None:
    """T20: a full disk."""
    enter(client, vote.codes[0])
    form = hidden(check(client, vote.plans[0]))
    cause = Exception("database or disk is full")
    failing_insert.append(exc.OperationalError("INSERT", {}, cause))

    page = client.post("/stem/bedankt", data=form)

    assert page.status_code == 503
    assert "data-receipt" not in page.text
    assert "niet opslaan" in page.text
    again = hidden(page)
    assert {k: again[k] for k in ("nonce", "submission_id", "choice")} == {
        k: form[k] for k in ("nonce", "submission_id", "choice")
    }
    assert states(session) == [CodeState.ISSUED] * 2
    failing_insert.clear()
    assert client.post("/stem/bedankt", data=again).status_code == 200
    assert count_ballots(session) == 1


def test_a_ballot_row_has_no_hidden_order(session: Session, vote: Vote) -> None:
    """T25: SQLite keeps the rows by commitment, without row ids."""
    if session.get_bind().dialect.name != "sqlite":
        assert "id" not in {c["name"] for c in inspect(db.engine).get_columns("ballot")}
        return
    with pytest.raises(exc.OperationalError, match="no such column"):
        session.execute(text("SELECT rowid FROM ballot"))


def test_the_canonical_ballot_names_area_and_choices_only(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    cast(client, vote.codes[0], vote.plans[0])

    (ballot,) = peek(session)
    assert json.loads(ballot.body).keys() == {"area", "choices"}
    assert len(ballot.nonce) == 32
