"""The tables stay as they are while people vote or ballots are sealed (T49)."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.db import db
from pb.migrations.guard import FIRST_RELEASE, MigrationRefused
from pb.migrations.runner import (
    current_revision,
    downgrade_database,
    known_revisions,
    upgrade_database,
)
from pb.models import Ballot, BudgetRound
from pb.rounds.phases import Stage
from pb.rounds.service import find_round
from tests.rounds.factories import make_round_in
from tests.voting.factories import cast, make_vote

NEWEST = known_revisions()[-1]
BEFORE = known_revisions()[-2]


@pytest.fixture(autouse=True)
def newest(app: Flask) -> Iterator[None]:
    """Leave the database as the next test needs it."""
    yield
    db.session.remove()
    upgrade_database(guarded=False)


def version() -> str | None:
    with db.engine.connect() as connection:
        return current_revision(connection)


def vote_by_hand() -> None:
    """Open the round and cast a ballot, as the first release kept one."""
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE budget_round SET stage = 'armed'"))
        connection.execute(
            text(
                "INSERT INTO ballot (commitment, budget_round_id, nonce, body)"
                " SELECT '00', id, '00', '{}' FROM budget_round"
            )
        )


def test_an_older_database_is_not_brought_up_under_a_vote(session: Session) -> None:
    make_round_in(session, Stage.ARMED, slug="zomer")
    db.session.remove()
    downgrade_database(BEFORE, guarded=False)

    with pytest.raises(MigrationRefused, match=r"while people vote \(zomer\)"):
        upgrade_database()

    assert version() == BEFORE


def test_a_vote_that_began_with_the_first_release_goes_on(session: Session) -> None:
    """Its ballots stay as they are."""
    make_round_in(session, Stage.FROZEN, slug="zomer")
    db.session.remove()
    downgrade_database(FIRST_RELEASE, guarded=False)
    vote_by_hand()

    upgrade_database()

    assert version() == NEWEST
    ballots = select(BudgetRound.stage, Ballot.body).join_from(Ballot, BudgetRound)
    assert db.session().execute(ballots).one() == (Stage.ARMED, "{}")


@pytest.mark.parametrize("stage", [Stage.FROZEN, Stage.CLOSED])
def test_before_and_after_the_vote_it_is_brought_up(
    session: Session, stage: Stage
) -> None:
    make_round_in(session, stage)
    db.session.remove()
    downgrade_database(BEFORE, guarded=False)

    upgrade_database()

    assert version() == NEWEST


def test_a_database_that_is_new_enough_is_left_alone(session: Session) -> None:
    make_round_in(session, Stage.ARMED)
    db.session.remove()

    upgrade_database()

    assert version() == NEWEST


def test_no_table_is_taken_away_under_a_vote(session: Session) -> None:
    make_round_in(session, Stage.ARMED)
    db.session.remove()

    with pytest.raises(MigrationRefused):
        downgrade_database(BEFORE)

    assert version() == NEWEST


def test_sealed_ballots_are_not_thrown_away(
    client: FlaskClient, session: Session, now: Callable[..., None]
) -> None:
    vote = make_vote(session)
    cast(client, vote.codes[0], vote.plans[0])
    budget_round = find_round(session, vote.slug)
    assert budget_round is not None
    budget_round.stage = Stage.CLOSED
    session.commit()
    db.session.remove()

    with pytest.raises(MigrationRefused, match="sealed ballots"):
        downgrade_database("base")

    assert version() == NEWEST
