"""What tests of codes and letters share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from pb.codes.storage import letters_folder
from tests.statements import before_each_statement


@pytest.fixture
def statements(app: Flask) -> Iterator[Callable[[], list[str]]]:
    """Tell which statements the database got since it was last asked."""
    seen: list[str] = []

    def since_last_asked() -> list[str]:
        found = seen[:]
        seen.clear()
        return found

    with before_each_statement(seen.append):
        yield since_last_asked


@pytest.fixture
def letters(app: Flask) -> Iterator[Path]:
    """The folder of sealed letters, empty; the instance is shared by all tests."""
    folder = letters_folder()
    yield folder
    for path in folder.iterdir():
        path.unlink()
