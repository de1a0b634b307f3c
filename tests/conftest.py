"""Fixtures everyone knows: `app`, `session`, `client`, `now`.

Every test that takes one of them runs twice: on SQLite and on a real PostgreSQL.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from pb import clock
from pb.application import create_app
from pb.config import read_config
from pb.db import db
from tests.databases import EmptyDatabase, new_database, running_postgresql
from tests.factories import NOW
from tests.memory import lie_in_memory
from tests.pages import PageClient

lie_in_memory()

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A running PostgreSQL server, by address."""
    url = os.environ.get("TEST_DATABASE_URL")
    if url:
        yield url
        return
    with running_postgresql() as started:
        yield started


@pytest.fixture(scope="session", params=BACKENDS)
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, EmptyDatabase]]:
    """One application on one kind of database, for the whole run."""
    instance = tmp_path_factory.mktemp(f"instance-{request.param}")
    url = _database_url(request, instance)
    app = make_app(instance, url)
    database = EmptyDatabase(url)
    with app.app_context():
        database.migrate()
    yield app, database
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _database_url(request: pytest.FixtureRequest, instance: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{instance / 'test.db'}"
    return new_database(request.getfixturevalue("postgresql_server"), "buurtgeld_test")


def make_app(instance: Path, database_url: str) -> Flask:
    """Return an application for tests: jobs at once, no check of forged forms."""
    app = create_app(
        read_config(
            {
                "BUURTGELD_INSTANCE": str(instance),
                "BUURTGELD_DATABASE_URL": database_url,
                "BUURTGELD_SECRET_KEY": "secret of the tests, long enough",
                "BUURTGELD_CODE_KEY": "code key of the tests, long enough",
                "BUURTGELD_PUBLIC_URL": "http://localhost",
            }
        ),
        immediate_jobs=True,
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        event.listen(db.engine, "begin", _tell_time)
    return app


def _tell_time(connection: Connection) -> None:
    """Give PostgreSQL the clock of the test; SQLite asks for it by itself."""
    if connection.dialect.name == "postgresql":
        moment = clock.now().replace(tzinfo=None).isoformat(" ")
        statement = "SELECT set_config('buurtgeld.now', %s, true)"
        connection.exec_driver_sql(statement, (moment,))


@pytest.fixture
def app(backend: tuple[Flask, EmptyDatabase]) -> Iterator[Flask]:
    """The application, with an empty database and an open context."""
    application, database = backend
    with application.app_context():
        database.reset()
        _empty(application.extensions["config"].instance)
        yield application
        db.session.remove()


def _empty(instance: Path) -> None:
    """Remove keys and results: they lie by the name of a round, and many have one."""
    for folder in instance.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of the test; commit what a request is to see."""
    return db.session()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor's browser, which audits every page it gets."""
    return PageClient(app)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock: it stands at factories.NOW, and where the test puts it."""
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def travel(to: datetime) -> None:
        moment[0] = to.astimezone(UTC)

    return travel
