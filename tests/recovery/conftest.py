"""A second, empty machine on the same kind of database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from pb.db import db
from tests.conftest import make_app
from tests.databases import new_database
from tests.recovery.factories import instance_of


@pytest.fixture(autouse=True)
def no_files_of_urns(app: Flask) -> Iterator[None]:
    """Leave no watermark, key or photo behind."""
    yield
    for folder in ("urn", "keys", "photos", "news-photos", "attachments"):
        shutil.rmtree(instance_of(app) / folder, ignore_errors=True)


@pytest.fixture
def other(
    app: Flask, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Flask]:
    """An application whose database has no tables yet."""
    instance = tmp_path / "other"
    instance.mkdir()
    url = f"sqlite:///{instance / 'other.db'}"
    if not app.extensions["config"].database_url.startswith("sqlite"):
        server = request.getfixturevalue("postgresql_server")
        url = new_database(server, "buurtgeld_other")
    made = make_app(instance, url)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
