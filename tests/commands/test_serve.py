"""`buurtgeld serve` starts what the database can serve, and says what it can't."""

import click
import pytest
from sqlalchemy.orm import Session

from pb.commands.serve import check_room
from pb.db import connections_allowed, db


def test_refuses_more_processes_than_there_are_connections_for() -> None:
    check_room(97, 4)
    check_room(None, 40)

    with pytest.raises(click.ClickException, match=r"5 .* 110 .* 97; .*CONCURRENCY"):
        check_room(97, 5)


def test_postgresql_says_how_many_it_allows(session: Session) -> None:
    allowed = connections_allowed(session)

    assert (allowed is None) is (db.engine.dialect.name == "sqlite")
    assert allowed is None or allowed > 10
