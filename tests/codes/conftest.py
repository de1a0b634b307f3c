"""What tests of codes and letters share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from pb.codes.storage import letters_folder
from pb.db import db


@pytest.fixture
def statements(app: Flask) -> Iterator[Callable[[], list[str]]]:
    """Tell which statements the database got since it was last asked."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    def since_last_asked() -> list[str]:
        found = seen[:]
        seen.clear()
        return found

    event.listen(db.engine, "before_cursor_execute", note)
    yield since_last_asked
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def letters(app: Flask) -> Iterator[Path]:
    """The folder of sealed letters, empty; the instance is shared by all tests."""
    folder = letters_folder()
    yield folder
    for path in folder.iterdir():
        path.unlink()
