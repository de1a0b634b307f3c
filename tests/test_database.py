"""What the database promises and refuses."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, StatementError
from sqlalchemy.orm import Session

from pb.db import db, health, may_write, only_read
from pb.models import Area, Ballot, BudgetRound, Contest, Project, Publication
from pb.rounds.phases import Stage
from tests.factories import NOW, make_area, make_contest, make_project, make_round

CONFIG = {"config_json": "{}", "config_hash": "0" * 64, "frozen_at": NOW}


@pytest.fixture
def frozen(session: Session) -> BudgetRound:
    budget_round = make_round(session)
    make_area(session, budget_round)
    make_project(session, make_contest(session, budget_round), tie_rank=1)
    session.flush()
    budget_round.stage = Stage.FROZEN
    for name, value in CONFIG.items():
        setattr(budget_round, name, value)
    session.commit()
    return budget_round


def test_keeps_its_promises_of_durability(session: Session) -> None:
    assert all(health(session).values())


def test_gives_moments_back_with_their_zone(session: Session) -> None:
    opens_at = make_round(session).opens_at
    session.commit()

    assert session.scalars(select(BudgetRound.opens_at)).one() == opens_at


def test_refuses_a_moment_without_a_zone(session: Session) -> None:
    with pytest.raises(StatementError, match="time zone"):
        make_round(session, opens_at=datetime(2026, 1, 1))  # noqa: DTZ001  # the point


def test_a_session_that_only_reads_keeps_to_one_connection(session: Session) -> None:
    only_read(session)
    for _ in range(3):
        session.execute(text("SELECT 1"))

    assert db.engine.pool.checkedout() == 1  # type: ignore[attr-defined]  # a pool of some


def test_refuses_to_write_for_a_session_that_only_reads(session: Session) -> None:
    only_read(session)

    with pytest.raises(DBAPIError, match=r"read-?only"):
        session.execute(text("DELETE FROM failure_count"))

    may_write(session)
    session.execute(text("DELETE FROM failure_count"))


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(
            update(BudgetRound).values(closes_at=NOW + timedelta(30)), id="date"
        ),
        pytest.param(update(BudgetRound).values(config_hash="1" * 64), id="hash"),
        pytest.param(update(BudgetRound).values(tie_seed="42"), id="seed"),
        pytest.param(update(BudgetRound).values(stage="draft"), id="back"),
        pytest.param(update(Area).values(letters_sent=5), id="area"),
        pytest.param(update(Contest).values(budget_limit=5), id="budget"),
        pytest.param(update(Contest).values(rule="greedy"), id="rule"),
        pytest.param(update(Project).values(cost=5), id="cost"),
        pytest.param(update(Project).values(tie_rank=5), id="tie-order"),
        pytest.param(update(Project).values(status="withdrawn"), id="withdraw"),
        pytest.param(text("DELETE FROM project"), id="delete-project"),
        pytest.param(text("DELETE FROM contest"), id="delete-contest"),
    ],
)
def test_refuses_any_change_of_what_was_frozen(
    session: Session, frozen: BudgetRound, statement: object
) -> None:
    with pytest.raises((IntegrityError, InternalError), match="frozen"):
        session.execute(statement)  # type: ignore[call-overload]  # several kinds


def test_refuses_a_new_plan_on_a_frozen_ballot(
    session: Session, frozen: BudgetRound
) -> None:
    with pytest.raises((IntegrityError, InternalError), match="frozen"):
        make_project(session, frozen.contests[0])


def ballot_of(budget_round: BudgetRound) -> Ballot:
    return Ballot(
        commitment="ab" * 32,
        budget_round_id=budget_round.id,
        nonce="00" * 32,
        body="{}",
    )


@pytest.mark.parametrize("stage", [*Stage][3:])
def test_takes_ballots_only_while_the_urn_is_opened(
    session: Session, frozen: BudgetRound, stage: Stage
) -> None:
    frozen.stage = stage
    if stage is Stage.CLOSED:  # and the urn was opened before
        frozen.unsealed_at = NOW
    session.flush()
    session.add(ballot_of(frozen))

    with pytest.raises((IntegrityError, InternalError), match="urn is opened"):
        session.flush()


@pytest.mark.parametrize(
    "statement", ["DELETE FROM ballot", "UPDATE ballot SET body = 'x'"]
)
def test_keeps_every_ballot_as_it_was_cast(
    session: Session, frozen: BudgetRound, statement: str
) -> None:
    frozen.stage = Stage.CLOSED
    session.flush()
    session.add(ballot_of(frozen))
    session.flush()

    with pytest.raises((IntegrityError, InternalError), match="ballots are kept"):
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement", ["DELETE FROM publication", "UPDATE publication SET version = 2"]
)
def test_keeps_every_publication(
    session: Session, frozen: BudgetRound, statement: str
) -> None:
    session.add(
        Publication(
            budget_round_id=frozen.id,
            version=1,
            published_at=NOW,
            result_json="{}",
            result_hash="0" * 64,
            figures_json="{}",
        )
    )
    session.flush()

    with pytest.raises((IntegrityError, InternalError), match="publications are kept"):
        session.execute(text(statement))


def test_has_rows_of_ballots_in_no_order_of_casting(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            sql = connection.execute(
                text("SELECT sql FROM sqlite_master WHERE name = 'ballot'")
            ).scalar_one()
        assert "WITHOUT ROWID" in sql
    assert set(Ballot.__table__.columns.keys()) == {
        "commitment",
        "budget_round_id",
        "nonce",
        "body",
    }
