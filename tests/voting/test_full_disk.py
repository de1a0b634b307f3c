"""T20: a volume without any room: 503, no receipt, and the code still works."""

import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from pb.db import db
from pb.migrations.runner import upgrade_database
from pb.models import CodeState
from tests.conftest import make_app
from tests.pages import PageClient
from tests.voting.factories import (
    Vote,
    check,
    count_ballots,
    enter,
    hidden,
    make_vote,
    states,
)

Full = Callable[[], AbstractContextManager[None]]
SIZE = 16 << 20
LARGEST_FILE = 4 << 10  # where nobody may mount a volume


def run(*words: str) -> bool:
    """Say whether a command did what it says."""
    done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603  # ours
    return done.returncode == 0


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[tuple[Path, Full]]:
    """A small volume, and how to fill it; without the right to mount, a limit."""
    folder = tmp_path / "volume"
    folder.mkdir()
    is_mounted = run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    try:
        yield folder, (lambda: filled(folder)) if is_mounted else limited
    finally:
        if is_mounted:
            assert run("umount", "--lazy", str(folder))


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave no byte on the volume."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(1 << 12)):
            continue
    assert shutil.disk_usage(folder).free == 0
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def limited() -> Iterator[None]:
    """Let no file of this process grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def small(
    volume: tuple[Path, Full], now: Callable[[datetime], None]
) -> Iterator[Flask]:
    """An application whose database lies on that volume."""
    folder = volume[0]
    app = make_app(folder, f"sqlite:///{folder / 'small.db'}")
    with app.app_context():
        upgrade_database()
        yield app
        db.session.remove()
        db.engine.dispose()


def at_the_button(app: Flask, vote: Vote, code: str) -> tuple[PageClient, object]:
    client = PageClient(app)
    enter(client, code)
    return client, hidden(check(client, vote.plans[0]))


def test_a_volume_without_room_stores_nothing_and_says_so(
    small: Flask, volume: tuple[Path, Full]
) -> None:
    session, is_full = db.session(), volume[1]
    vote = make_vote(session, codes=8)
    ready = [at_the_button(small, vote, code) for code in vote.codes]
    session.rollback()
    with closing(sqlite3.connect(volume[0] / "small.db")) as beside:
        beside.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that all needs room
    with is_full():
        pages = [client.post("/stem/bedankt", data=form) for client, form in ready]

    assert {page.status_code for page in pages} == {503}
    assert not any("data-receipt" in page.text for page in pages)
    assert all(page.headers["Retry-After"] for page in pages)
    assert count_ballots(session) == 0
    assert set(states(session)) == {CodeState.ISSUED}
    again = [client.post("/stem/bedankt", data=form) for client, form in ready]
    assert {page.status_code for page in again} == {200}
    assert count_ballots(session) == len(ready)
