"""T17: the server is killed while people vote."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, Queue

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.db import db
from pb.models import BudgetRound, CodeState, Envelope, VotingCode
from pb.voting.commitment import commitment_of, receipt_of
from tests.urn import peek
from tests.voting.factories import count_ballots, make_vote
from tests.voting.serving import Prepared, Server, prepare

pytestmark = pytest.mark.clock

THREADS = 8
A_SECOND = 20  # votes
KILLS = 20
READY_WITHIN = 10  # seconds


class Crowd:
    """People who press the button, about twenty a second, until stopped."""

    def __init__(self, server: Server, voters: list[Prepared]) -> None:
        self.server = server
        self.receipts: dict[int, str] = {}
        self.statuses: Counter[int] = Counter()
        self.waiting: Queue[tuple[int, Prepared]] = Queue()
        for each in enumerate(voters):
            self.waiting.put(each)
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self._vote) for _ in range(THREADS)]

    def __enter__(self) -> "Crowd":
        """Begin."""
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Let everybody go home; an answer that is on its way still comes."""
        self.is_over.set()
        for thread in self.threads:
            thread.join(timeout=60)

    def wait_for(self, votes: int) -> None:
        """Wait until some more ballots were acknowledged."""
        enough, deadline = len(self.receipts) + votes, time.monotonic() + 60
        while len(self.receipts) < enough:
            assert time.monotonic() < deadline, self.statuses
            time.sleep(0.02)

    def _vote(self) -> None:
        while not self.is_over.wait(THREADS / A_SECOND):
            try:
                number, voter = self.waiting.get_nowait()
            except Empty:
                return
            status, receipt = self.server.post(voter)
            self.statuses[status] += 1
            if status == 200:
                self.receipts[number] = receipt
            else:
                self.waiting.put((number, voter))


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    server = Server(app)
    yield server
    server.kill()


def receipts_in_urn(session: Session) -> set[str]:
    session.rollback()
    config_hash = session.scalars(select(BudgetRound.config_hash)).one() or ""
    return {
        receipt_of(commitment_of(config_hash, each.nonce, each.body))
        for each in peek(session)
    }


def assert_whole(session: Session) -> None:
    """A code is used where there is an envelope, and nowhere else."""
    session.rollback()
    has_envelope = Envelope.id.is_not(None)
    # One question: PostgreSQL may still store what a killed server just sent it.
    torn = (
        select(VotingCode.id)
        .outerjoin(Envelope, Envelope.code_id == VotingCode.id)
        .where((VotingCode.state == CodeState.USED) != has_envelope)
    )
    assert session.scalars(torn).all() == []
    if db.engine.dialect.name == "sqlite":
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    session.rollback()


def test_no_acknowledged_vote_is_lost(
    app: Flask,
    session: Session,
    server: Server,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    begin = datetime.now(UTC)
    day = timedelta(days=1)
    period = {"opens_at": begin - day, "closes_at": begin + day}
    vote = make_vote(session, codes=40 + 30 * KILLS, of_round=period)
    voters = prepare(app, vote.codes, vote.plans)
    session.rollback()
    waits = [server.start(tmp_path / "log")]
    chance = random.Random(17)  # noqa: S311  # moments, not secrets
    with Crowd(server, voters) as crowd:
        for _ in range(KILLS):
            crowd.wait_for(5)
            time.sleep(chance.random())
            server.kill()
            assert_whole(session)
            waits.append(server.start(tmp_path / "log"))

    acknowledged = dict(crowd.receipts)
    assert set(acknowledged.values()) <= receipts_in_urn(session)
    assert crowd.statuses.keys() <= {0, 200}
    assert max(waits) < READY_WITHIN
    assert_whole(session)
    record_property("acknowledged", len(acknowledged))
    record_property("slowest start", round(max(waits), 1))
    record_property("statuses", dict(crowd.statuses))
    assert_retries_are_the_same(session, server, voters, acknowledged)


def assert_retries_are_the_same(
    session: Session,
    server: Server,
    voters: list[Prepared],
    acknowledged: dict[int, str],
) -> None:
    """Everybody sends their form again: nobody gets a second ballot or receipt."""
    session.rollback()
    answers = [server.post(voter) for voter in voters]

    assert {status for status, _ in answers} == {200}
    receipts = [receipt for _, receipt in answers]
    assert all(receipts[number] == known for number, known in acknowledged.items())
    assert count_ballots(session) == len(voters)
    assert receipts_in_urn(session) == set(receipts)
