"""Votes over HTTP, the whole way through the pages, against bare SQL."""

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from socket import socket
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import select

from bench.rows import IS_SHORT, Row
from bench.voters import Tally, crowd
from pb.codes.models import VotingCode
from pb.codes.service import issue_codes
from pb.db import db
from pb.migrations.runner import upgrade_database
from pb.models import BudgetRound
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from pb.rounds.service import fix_configuration
from pb.voting.service import size_of_envelopes
from tests.conftest import make_app
from tests.databases import new_database, running_postgresql
from tests.factories import make_area, make_contest, make_project, make_round
from tests.urn import give_key

VOTES = 30 if IS_SHORT else 1000  # in one measurement
RUNS = 1 if IS_SHORT else 3
TOGETHER = 100
PLANS = 60
UPDATE = "UPDATE voting_code SET state = 'used' WHERE id = ? AND state = 'issued'"
INSERT = (
    "INSERT INTO envelope (id, budget_round_id, code_id, ciphertext, body_mac, version)"
    " VALUES (?, 1, ?, ?, ?, 1)"
)


def rows() -> Iterator[Row]:
    """Measure on both databases, ours and bare SQL in turn."""
    for name in ("SQLite", "PostgreSQL"):
        tallies, bare = run(name)
        rate = median(tally.per_second for tally in tallies)
        waits = max(tally.p95 for tally in tallies)
        failures = sum(tally.failures for tally in tallies)
        refused = sum(VOTES - tally.accepted for tally in tallies)
        yield Row(
            f"{VOTES} votes over HTTP, {TOGETHER} at once, {name}: {rate:.0f} a second,"
            f" p95 {waits:.2f} s, {failures} x 5xx, {refused} not accepted",
            "the same two statements in bare SQL",
            1000 / rate,
            1000 * bare,
            unit="ms a vote",
        )


def run(name: str) -> tuple[list[Tally], float]:
    """Return what voters met, and the seconds that one vote takes in bare SQL."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'bench.db'}"
        if name == "PostgreSQL":
            url = new_database(stack.enter_context(running_postgresql()), "bench")
        codes, ids, size = _prepare(folder, url)
        port = stack.enter_context(_server(folder, url))
        bare = stack.enter_context(closing(_connect(url)))
        crowd(port, islice(codes, 10), 2)  # until all is loaded
        tallies, seconds = [], []
        for _ in range(RUNS):
            tallies.append(crowd(port, islice(codes, VOTES), TOGETHER))
            begin = time.perf_counter()
            _cast_bare(bare, islice(ids, VOTES), size)
            seconds.append((time.perf_counter() - begin) / VOTES)
    return tallies, median(seconds)


def _prepare(folder: Path, url: str) -> tuple[Iterator[str], Iterator[str], int]:
    """Make an open round; return codes for voters, ids of others, and a size."""
    app = make_app(folder, url)
    with app.app_context():
        upgrade_database()
        session, now = db.session(), datetime.now(UTC)
        period = {
            "opens_at": now - timedelta(days=1),
            "closes_at": now + timedelta(days=1),
        }
        budget_round = make_round(
            session, stage=Stage.SHORTLISTED, tie_seed="1", **period
        )
        area = make_area(session, budget_round)
        contest = make_contest(session, budget_round, area_id=area.id)
        for rank in range(1, PLANS + 1):
            make_project(session, contest, tie_rank=rank)
        session.refresh(budget_round)
        before = now - timedelta(weeks=2)
        fix_configuration(session, budget_round, before)
        key, wanted = app.config["CODE_KEY"], VOTES * RUNS + 10
        issue_codes(session, area, wanted, channel="bare", key=key, now=before)
        ids = list(session.scalars(select(VotingCode.id)))
        codes = issue_codes(session, area, wanted, channel="file", key=key, now=before)
        give_key(budget_round)
        budget_round.stage = Stage.ARMED
        session.commit()
        size = size_of_envelopes(
            read_config(session.scalars(select(BudgetRound)).one())
        )
        db.session.remove()
        db.engine.dispose()
    return iter(codes), iter(ids), size + 48  # what a sealed box adds


@contextmanager
def _server(folder: Path, url: str) -> Iterator[int]:
    """Serve from two processes on a free port; yield the port."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    environment = {
        "BUURTGELD_INSTANCE": str(folder),
        "BUURTGELD_DATABASE_URL": url,
        "BUURTGELD_SECRET_KEY": "secret of the tests, long enough",
        "BUURTGELD_CODE_KEY": "code key of the tests, long enough",
        "BUURTGELD_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
    }
    command = [sys.executable, "-m", "pb.commands", "serve"]
    process = subprocess.Popen(  # ours
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/stem")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")


def _connect(url: str) -> Any:
    """Return a connection of the driver alone, as safe as ours."""
    if not url.startswith("sqlite"):
        return psycopg.connect(url.replace("+psycopg", ""))
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in (
        "journal_mode = wal",
        "synchronous = full",
        "foreign_keys = on",
        "secure_delete = on",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _cast_bare(connection: Any, codes: Iterator[str], size: int) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    update, insert = (
        sql if is_sqlite else sql.replace("?", "%s") for sql in (UPDATE, INSERT)
    )
    begin: Callable[[], Any] = (
        (lambda: connection.execute("BEGIN IMMEDIATE")) if is_sqlite else lambda: None
    )
    sealed, mac = secrets.token_bytes(size), secrets.token_hex(32)
    for code_id in codes:
        begin()
        connection.execute(update, (code_id,))
        connection.execute(insert, (secrets.token_hex(16), code_id, sealed, mac))
        connection.commit()
