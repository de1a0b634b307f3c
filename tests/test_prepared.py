"""Statements that go past SQLAlchemy do as they would with it."""

import pytest
from flask import Flask
from sqlalchemy import bindparam, exc, insert, select, text, update
from sqlalchemy.orm import Session

from pb.db import db, glance, reader
from pb.limits.models import FailureCount
from pb.models import BudgetRound
from pb.prepared import Prepared
from pb.rounds.phases import Stage
from tests.databases import ON_POSTGRESQL
from tests.factories import NOW, make_round

FIND = select(
    BudgetRound.id, BudgetRound.stage, BudgetRound.hides_receipt, BudgetRound.opens_at
).where(BudgetRound.slug == bindparam("slug"), BudgetRound.stage == Stage.SHORTLISTED)
COUNT = insert(FailureCount)
FAILURE = {"scope": "code", "subject": "a secret", "minute": NOW, "count": 1}


@pytest.fixture
def slug(app: Flask, session: Session) -> str:
    budget_round = make_round(session, stage=Stage.SHORTLISTED, opens_at=NOW)
    slug = budget_round.slug
    session.commit()
    return slug


def test_reads_what_sqlalchemy_reads(session: Session, slug: str) -> None:
    asked = {"slug": slug}
    expected = [tuple(row) for row in session.execute(FIND, asked)]

    with glance().connect() as connection:
        assert Prepared(FIND).rows(connection, asked) == expected != []
    assert Prepared(FIND).scalar(session, asked) == expected[0][0]
    assert Prepared(FIND).scalar(session, {"slug": "another"}) is None


def test_writes_what_sqlalchemy_writes(session: Session) -> None:
    with db.engine.connect() as connection:
        assert Prepared(COUNT).change(connection, FAILURE) == 1
        connection.commit()

    row = session.scalars(select(FailureCount)).one()
    assert (row.subject, row.minute, row.count) == ("a secret", NOW, 1)


def test_a_change_waits_for_a_commit(session: Session) -> None:
    with db.engine.connect() as connection:
        Prepared(COUNT).change(connection, FAILURE)
        assert connection.in_transaction()

    assert session.scalars(select(FailureCount)).all() == []


def test_a_glance_only_asks(session: Session) -> None:
    with glance().connect() as connection, pytest.raises(TypeError):
        Prepared(COUNT).change(connection, FAILURE)


def test_what_only_reads_changes_nothing(session: Session) -> None:
    with (
        reader().connect() as connection,
        pytest.raises(exc.DBAPIError, match=r"read-?only"),
    ):
        Prepared(COUNT).change(connection, FAILURE)


def test_a_failure_is_told_as_sqlalchemy_tells_it(session: Session) -> None:
    """T6: without the values, which a log must not hold."""
    with db.engine.connect() as connection:
        Prepared(COUNT).change(connection, FAILURE)
        with pytest.raises(exc.IntegrityError) as error:
            Prepared(COUNT).change(connection, FAILURE)

    assert error.value.params is None


def test_a_value_that_is_not_given_is_not_made_up(session: Session, slug: str) -> None:
    with glance().connect() as connection, pytest.raises(KeyError):
        Prepared(FIND).rows(connection, {})


def test_says_how_many_rows_a_change_touched(session: Session, slug: str) -> None:
    named = update(BudgetRound).where(BudgetRound.slug == bindparam("called"))
    with db.engine.connect() as connection:
        naming = Prepared(named.values(title="Another"))
        assert naming.change(connection, {"called": slug}) == 1
        assert naming.change(connection, {"called": "another"}) == 0


@ON_POSTGRESQL
def test_goes_on_after_the_server_went_away(session: Session, slug: str) -> None:
    """T17: one request is told, the next has a new connection."""
    session.rollback()
    with glance().connect() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        session.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        session.rollback()
        with pytest.raises(exc.OperationalError) as error:
            Prepared(FIND).rows(connection, {"slug": slug})
        assert error.value.connection_invalidated

    with glance().connect() as connection:
        assert Prepared(FIND).rows(connection, {"slug": slug}) != []
