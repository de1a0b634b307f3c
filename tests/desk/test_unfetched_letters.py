"""A new letter that nobody fetches does not stay on the server."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from pb.commands.worker import keep_house
from pb.desk.letters import WAITS, letter_path, remove_unfetched
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def folder(app: Flask) -> Iterator[Path]:
    """The folder of new letters, empty; the instance is shared by all tests."""
    folder = letter_path(0).parent
    yield folder
    for path in folder.iterdir():
        path.unlink()


def put(name: int, at: datetime) -> Path:
    path = letter_path(name)
    path.write_bytes(b"sealed")
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def test_the_worker_removes_it_after_a_day() -> None:
    old, new = put(1, NOW - WAITS - MINUTE), put(2, NOW - WAITS + MINUTE)

    keep_house(NOW)

    assert timedelta(days=1) == WAITS
    assert (old.exists(), new.exists()) == (False, True)


def test_a_letter_that_is_fetched_at_that_moment_disturbs_nothing(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    old = put(1, NOW - WAITS - MINUTE)
    gone = folder / "2.sealed"
    listed = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda path: iter([gone, *listed(path)]))

    remove_unfetched(NOW)

    monkeypatch.undo()
    assert not old.exists()
