"""The drill: a backup while people vote, a restore on another machine (T23)."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.commands import backup, main, restore
from pb.db import db
from pb.models import BudgetRound, CodeState, Envelope, VotingCode
from pb.recovery.service import guard
from pb.recovery.watermarks import keep, kept
from pb.voting.commitment import commitment_of, receipt_of
from tests.recovery.factories import give_keys, instance_of
from tests.urn import peek
from tests.voting.factories import Vote, make_vote
from tests.voting.serving import Prepared, Server, prepare

pytestmark = pytest.mark.clock

THREADS = 4
VOTERS = 60


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    server = Server(app)
    yield server
    server.kill()


def vote_now(session: Session) -> Vote:
    """Make a round that is open by the clock of the server."""
    begin, day = datetime.now(UTC), timedelta(days=1)
    period = {"opens_at": begin - day, "closes_at": begin + day}
    return make_vote(session, codes=VOTERS, of_round=period)


class Voters:
    """People who vote at the same time, as fast as the server lets them."""

    def __init__(self, server: Server, prepared: list[Prepared]) -> None:
        self.server = server
        self.waiting = list(prepared)
        self.receipts: list[str] = []
        self.threads = [threading.Thread(target=self._vote) for _ in range(THREADS)]

    def begin(self, *, until: int) -> None:
        """Let them begin, and wait until some of them have a receipt."""
        for thread in self.threads:
            thread.start()
        deadline = time.monotonic() + 60
        while len(self.receipts) < until:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def finish(self) -> None:
        """Wait for the last one."""
        for thread in self.threads:
            thread.join(timeout=60)

    def _vote(self) -> None:
        while self.waiting:
            try:
                voter = self.waiting.pop()
            except IndexError:
                return
            status, receipt = self.server.post(voter)
            assert status == 200
            self.receipts.append(receipt)


def run(monkeypatch: pytest.MonkeyPatch, app: Flask, *arguments: str) -> int:
    """Run a command on the machine of an application."""
    for module in (backup, restore):
        monkeypatch.setattr(module, "application", lambda: nullcontext(app))
    monkeypatch.setattr(sys, "argv", ["buurtgeld", *arguments])
    with app.app_context():
        try:
            main.main()
        except SystemExit as stop:
            return int(stop.code or 0)
        finally:
            db.session.remove()
    return 0


def receipts_of(app: Flask) -> set[str]:
    """Return the receipts of all that lies in the urn of a machine."""
    with app.app_context():
        config_hash = db.session.scalars(select(BudgetRound.config_hash)).one() or ""
        return {
            receipt_of(commitment_of(config_hash, each.nonce, each.body))
            for each in peek(db.session())
        }


def used_without_envelope(app: Flask) -> set[str | None]:
    with app.app_context():
        used = select(VotingCode.id).where(VotingCode.state == CodeState.USED)
        found = set(db.session.scalars(used))
        return found ^ set(db.session.scalars(select(Envelope.code_id)))


def test_what_was_acknowledged_before_a_backup_is_in_it(
    app: Flask,
    other: Flask,
    session: Session,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vote = vote_now(session)
    voters = Voters(server, prepare(app, vote.codes, vote.plans))
    session.rollback()
    server.start(tmp_path / "log")
    voters.begin(until=VOTERS // 4)
    before = set(voters.receipts)
    file = str(tmp_path / "backup")
    assert run(monkeypatch, app, "backup", file) == 0
    voters.finish()
    assert guard(session, instance_of(app), now=datetime.now(UTC)) == []
    give_keys(app, other)

    assert run(monkeypatch, other, "restore", file) == 0

    restored = receipts_of(other)
    assert before <= restored <= set(voters.receipts) == receipts_of(app)
    assert not used_without_envelope(other)


def test_a_machine_that_knew_more_holds_the_round(
    app: Flask,
    other: Flask,
    session: Session,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    vote = vote_now(session)
    prepared = prepare(app, vote.codes[:2], vote.plans)
    session.rollback()
    server.start(tmp_path / "log")
    assert server.post(prepared[0])[0] == 200
    file = str(tmp_path / "backup")
    run(monkeypatch, app, "backup", file)
    assert server.post(prepared[1])[0] == 200
    guard(session, instance_of(app), now=datetime.now(UTC))
    known = kept(instance_of(app), vote.slug)
    assert known is not None
    keep(instance_of(other), vote.slug, known)
    give_keys(app, other)

    assert run(monkeypatch, other, "restore", file) == 0

    assert f"ON HOLD {vote.slug}" in capsys.readouterr().out
    with other.app_context():
        assert db.session.scalars(select(BudgetRound.on_hold_at)).one() is not None


def test_a_server_that_starts_on_an_old_database_takes_no_ballots(
    app: Flask, session: Session, server: Server, tmp_path: Path
) -> None:
    vote = vote_now(session)
    (voter,) = prepare(app, vote.codes[:1], vote.plans)
    guard(session, instance_of(app), now=datetime.now(UTC))
    known = kept(instance_of(app), vote.slug)
    assert known is not None
    keep(instance_of(app), vote.slug, replace(known, used=1))
    session.rollback()

    server.start(tmp_path / "log")

    assert server.post(voter)[0] == 409
    session.rollback()
    assert session.scalars(select(BudgetRound.on_hold_at)).one() is not None
