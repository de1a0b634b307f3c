"""Casting ballots, against the same two statements in bare SQL."""

import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import select

from bench.rows import IS_SHORT, REPEATS, Row, side_by_side
from pb.codes.models import VotingCode
from pb.codes.service import issue_codes
from pb.db import db
from pb.migrations.runner import upgrade_database
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.rounds.service import fix_configuration
from pb.voting.selection import read_selection
from pb.voting.service import Submission, cast_ballot
from tests.conftest import make_app
from tests.databases import new_database, running_postgresql
from tests.factories import NOW, make_area, make_contest, make_project, make_round

BALLOTS = 20 if IS_SHORT else 200  # in one measurement
SECRET = bytes(32)
UPDATE = "UPDATE voting_code SET state = 'used' WHERE id = ? AND state = 'issued'"
INSERT = (
    "INSERT INTO ballot (commitment, budget_round_id, nonce, body) VALUES (?, ?, ?, ?)"
)


def rows() -> Iterator[Row]:
    """Measure on both databases."""
    for name in ("SQLite", "PostgreSQL"):
        measured = run(name, BALLOTS)
        yield Row(
            f"cast {BALLOTS} ballots, {name}",
            "the same two statements in bare SQL",
            measured["ours"],
            measured["bare"],
        )


def run(name: str, count: int) -> dict[str, float]:
    """Return seconds, casts a second and the ratio, all measured in one database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'bench.db'}"
        if name == "PostgreSQL":
            url = new_database(stack.enter_context(running_postgresql()), "bench")
        app = make_app(folder, url)
        stack.enter_context(app.app_context())
        stack.callback(db.engine.dispose)
        upgrade_database()
        config, codes = _open_round(count)
        bare = stack.enter_context(closing(_connect(url)))
        ours, theirs = side_by_side(
            lambda: _cast(config, islice(codes, count)),
            lambda: _cast_bare(bare, islice(codes, count)),
        )
        db.session.remove()
    return {
        "ours": ours,
        "bare": theirs,
        "ours_per_second": count / ours,
        "bare_per_second": count / theirs,
        "ratio": ours / theirs,
    }


def _open_round(count: int) -> tuple[FrozenConfig, Iterator[str]]:
    session = db.session()
    budget_round = make_round(session, stage=Stage.SHORTLISTED, tie_seed="1")
    area = make_area(session, budget_round)
    contest = make_contest(session, budget_round, area_id=area.id)
    for rank in range(1, 61):
        make_project(session, contest, tie_rank=rank)
    session.refresh(budget_round)
    before = NOW - timedelta(weeks=2)
    fix_configuration(session, budget_round, before)
    wanted = 2 * count * REPEATS
    issue_codes(session, area, wanted, channel="file", key=b"bench", now=before)
    budget_round.stage = Stage.ARMED
    session.commit()
    config = read_config(session.scalars(select(BudgetRound)).one())
    codes = list(session.scalars(select(VotingCode.id)))
    session.rollback()
    return config, iter(codes)


def _cast(config: FrozenConfig, codes: Iterator[str]) -> None:
    area = config.areas[0].id
    chosen = [project.number for project in config.contests[0].projects[:3]]
    for code_id in codes:
        submission = Submission(
            code_id,
            area,
            read_selection(config, area, chosen),
            form_nonce=secrets.token_bytes(32),
            submission_id=secrets.token_hex(16),
        )
        cast_ballot(
            db.session(), config, submission, round_secret=SECRET, now=lambda: NOW
        )


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


def _cast_bare(connection: Any, codes: Iterator[str]) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    update, insert = (
        sql if is_sqlite else sql.replace("?", "%s") for sql in (UPDATE, INSERT)
    )
    begin: Callable[[], Any] = (
        (lambda: connection.execute("BEGIN IMMEDIATE")) if is_sqlite else lambda: None
    )
    body = '{"area":"1","choices":{"1":["1","2","3"]}}'
    for code_id in codes:
        begin()
        connection.execute(update, (code_id,))
        connection.execute(
            insert, (secrets.token_hex(32), 1, secrets.token_hex(32), body)
        )
        connection.commit()
