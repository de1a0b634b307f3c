"""Fixtures of logging in."""

import pytest
from flask import Flask

from pb.auth.checking import HASHER
from tests.auth.login import CHEAP
from tests.pages import PageClient


@pytest.fixture
def cheap_hashes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the hash of a password fast, for tests of something else."""
    monkeypatch.setitem(app.extensions, HASHER, CHEAP)


@pytest.fixture
def with_csrf(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse forged forms, as outside tests."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def other(app: Flask) -> PageClient:
    """Another browser."""
    return PageClient(app)
