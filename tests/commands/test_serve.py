"""`buurtgeld serve` starts what the database can serve, and says what it can't."""

import re

import click
import pytest
from flask import Flask, request
from sqlalchemy.orm import Session

from pb.commands.serve import FILE_ADDRESS, MOST_SENT, MOST_WITH_FILE, check_room
from pb.db import connections_allowed, db
from pb.web.security import LARGEST_BODY


def test_refuses_more_processes_than_there_are_connections_for() -> None:
    check_room(97, 4)
    check_room(None, 40)

    with pytest.raises(click.ClickException, match=r"5 .* 110 .* 97; .*CONCURRENCY"):
        check_room(97, 5)


def test_postgresql_says_how_many_it_allows(session: Session) -> None:
    allowed = connections_allowed(session)

    assert (allowed is None) is (db.engine.dialect.name == "sqlite")
    assert allowed is None or allowed > 10


def test_lets_a_file_in_wherever_the_application_does(app: Flask) -> None:
    rules = [r for r in app.url_map.iter_rules() if "POST" in (r.methods or ())]
    taken = {r.rule: largest_body(app, example(r.rule)) for r in rules}
    with_file = {rule for rule, largest in taken.items() if largest > LARGEST_BODY}

    assert {rule for rule in taken if FILE_ADDRESS.fullmatch(example(rule))} == (
        with_file
    )
    assert len(with_file) > 5
    assert LARGEST_BODY < MOST_SENT < max(taken.values()) < MOST_WITH_FILE


def example(rule: str) -> str:
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule)
    return re.sub(r"<\w+>", "x", re.sub(r"<int[^>]*>", "1", path))


def largest_body(app: Flask, path: str) -> int:
    """Return what the blueprints of an address let in, before any view."""
    with app.test_request_context(path, method="POST"):
        for name in request.blueprints:
            for prepare in app.url_value_preprocessors.get(name, ()):
                prepare(request.endpoint, request.view_args)
        return request.max_content_length or 0
