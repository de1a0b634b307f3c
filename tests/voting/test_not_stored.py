"""T20: a full disk or a lost database ends in 503, and never in a receipt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, exc, text
from sqlalchemy.orm import Session

from pb.db import db
from pb.models import CodeState
from tests.databases import ON_POSTGRESQL, ON_SQLITE
from tests.pages import PageClient
from tests.statements import before_each_statement
from tests.voting.factories import (
    Vote,
    cast,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
    states,
)

Clock = Callable[[datetime], None]


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, codes=40)


def at_the_button(app: Flask, vote: Vote, code: str) -> tuple[FlaskClient, object]:
    """Return a browser on the check page, and its form."""
    client = PageClient(app)
    enter(client, code)
    return client, hidden(check(client, vote.plans[0]))


@contextmanager
def full_disk() -> Iterator[None]:
    """Let SQLite's file not grow by a single page."""
    limits = [0]

    def limit(connection: object, *_rest: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limits[0]}")  # type: ignore[attr-defined]

    with db.engine.connect() as connection:
        limits[0] = connection.execute(text("PRAGMA page_count")).scalar_one()
    event.listen(db.engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", limit)
        db.session.remove()
        db.engine.dispose()


@ON_SQLITE  # of PostgreSQL the server says so; see below
def test_a_full_disk_stores_nothing_and_says_so(
    app: Flask, session: Session, vote: Vote
) -> None:
    ready = [at_the_button(app, vote, code) for code in vote.codes]
    session.rollback()
    with full_disk():
        pages = [client.post("/stem/bedankt", data=form) for client, form in ready]
        stored = [page.status_code for page in pages].count(200)
        assert {page.status_code for page in pages} == {200, 503}
        assert count_ballots(session) == stored
        assert states(session).count(CodeState.USED) == stored

    for page in pages:
        assert ("data-receipt" in page.text) == (page.status_code == 200)
        assert ("Wij konden uw stem niet opslaan" in page.text) == (
            page.status_code == 503
        )
    again = [client.post("/stem/bedankt", data=form) for client, form in ready]
    assert {page.status_code for page in again} == {200}
    assert count_ballots(session) == len(ready)


@contextmanager
def full_server() -> Iterator[None]:
    """Let PostgreSQL say that its disk is full when an envelope is stored."""
    function = (
        "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE 'could not extend file: No space left on device'"
        " USING ERRCODE = 'disk_full'; END $$"
    )
    trigger = (
        "CREATE TRIGGER full_disk AFTER INSERT ON envelope"
        " FOR EACH ROW EXECUTE FUNCTION disk_full()"
    )
    with db.engine.begin() as connection:
        connection.execute(text(function))
        connection.execute(text(trigger))
    try:
        yield
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER full_disk ON envelope"))
            connection.execute(text("DROP FUNCTION disk_full()"))


@ON_POSTGRESQL
def test_a_server_whose_disk_is_full_spends_no_code(
    app: Flask, session: Session, vote: Vote
) -> None:
    """T20: its own error comes after the code was spent in the same transaction."""
    client, form = at_the_button(app, vote, vote.codes[0])
    session.rollback()
    with full_server():
        page = client.post("/stem/bedankt", data=form)

    assert page.status_code == 503
    assert "data-receipt" not in page.text
    assert set(states(session)) == {CodeState.ISSUED}
    assert client.post("/stem/bedankt", data=form).status_code == 200
    assert count_ballots(session) == 1


@contextmanager
def lost_at(moment: str) -> Iterator[None]:
    """Let the server go away at a statement, or at the commit after the envelope."""
    lost = exc.OperationalError("", {}, Exception("server closed the connection"))
    seen: list[str] = []

    def on_statement(sql: str) -> None:
        seen.append(sql)
        if sql.startswith(moment):
            raise lost

    def on_commit(_connection: object) -> None:
        if moment == "COMMIT" and seen[-1].startswith("INSERT INTO envelope"):
            raise lost

    event.listen(Engine, "commit", on_commit)
    try:
        with before_each_statement(on_statement):
            yield
    finally:
        event.remove(Engine, "commit", on_commit)


@contextmanager
def away(app: Flask) -> Iterator[None]:
    """Let nobody connect to the database; show what visitors see then."""
    cause = exc.OperationalError("", {}, Exception("connection refused"))

    def refuse(*_rest: object) -> None:
        raise cause

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "do_connect", refuse)
    try:
        with as_visitors_see(app):
            yield
    finally:
        event.remove(db.engine, "do_connect", refuse)


@contextmanager
def as_visitors_see(app: Flask) -> Iterator[None]:
    """Answer errors with a page, as outside of tests."""
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    try:
        yield
    finally:
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=None)


@pytest.mark.parametrize(
    "moment",
    ["SELECT budget_round.id", "UPDATE voting_code", "INSERT INTO env", "COMMIT"],
)
def test_a_database_that_is_lost_while_casting(
    app: Flask, session: Session, vote: Vote, moment: str
) -> None:
    """Lost before the code is spent, after that, and at the very end."""
    client, form = at_the_button(app, vote, vote.codes[0])
    session.rollback()
    with lost_at(moment):
        page = client.post("/stem/bedankt", data=form)

    assert page.status_code == 503
    assert "data-receipt" not in page.text
    assert page.headers["Retry-After"]
    assert count_ballots(session) == 0
    assert set(states(session)) == {CodeState.ISSUED}
    assert client.post("/stem/bedankt", data=form).status_code == 200


def test_a_database_that_is_away_altogether(
    app: Flask, session: Session, vote: Vote, caplog: pytest.LogCaptureFixture
) -> None:
    client, form = at_the_button(app, vote, vote.codes[0])
    session.rollback()
    with away(app):
        pages = [client.post("/stem/bedankt", data=form), client.get("/stem")]

    assert "finalizing failed" not in caplog.text  # a second fault over the first
    assert pages[0].status_code == 503
    assert "data-receipt" not in pages[0].text
    assert "Wat u stuurde, is niet bewaard." in pages[0].text
    assert pages[1].status_code in {200, 503}
    assert client.post("/stem/bedankt", data=form).status_code == 200


@ON_POSTGRESQL
def test_connections_that_were_cut_are_made_again(
    app: Flask, session: Session, vote: Vote
) -> None:
    """PostgreSQL was started anew between two pages: nobody notices."""
    client, form = at_the_button(app, vote, vote.codes[0])
    session.rollback()
    db.session.remove()
    cutter = create_engine(db.engine.url)
    with cutter.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    cutter.dispose()

    with as_visitors_see(app):
        first = client.post("/stem/bedankt", data=form)
    second = client.post("/stem/bedankt", data=form)

    assert first.status_code in {200, 503}
    assert ("data-receipt" in first.text) == (first.status_code == 200)
    assert second.status_code == 200
    assert cast(client, vote.codes[1]).status_code == 200
