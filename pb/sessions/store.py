"""Reading and writing sessions, on connections of their own.

A request that reads its session must not thereby open the transaction in which
it later votes; and what a session remembers stays, whatever the request does.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from pb.auth.models import StaffMember
from pb.codes.models import VotingCode
from pb.codes.standing import COLUMNS as CODE_COLUMNS
from pb.codes.standing import Standing
from pb.db import db, glance, is_writing, relaxed_writer
from pb.prepared import Prepared
from pb.rounds.models import BudgetRound
from pb.sessions.models import WebSession
from pb.urn.models import Envelope

# How long a session lives unused, and how long at most.
LIFETIMES = {
    "voter": (timedelta(minutes=15), timedelta(minutes=60)),
    "staff": (timedelta(minutes=60), timedelta(hours=10)),
}
CSRF_TOKEN = "csrf_token"  # noqa: S105  # where Flask-WTF looks for it
# A session that was seen this recently is not written again.
SEEN_GRAIN = timedelta(seconds=60)


_OF_SESSION = (
    WebSession.id_hash,
    WebSession.kind,
    WebSession.code_id,
    WebSession.staff_id,
    WebSession.values,
)
_IS_LIVE = (
    WebSession.id_hash == bindparam("id_hash"),
    WebSession.kind == bindparam("kind"),
    WebSession.seen_at > bindparam("idle"),
    WebSession.created_at > bindparam("absolute"),
)
# What a session is worth is read with it: a voter's code, and whether staff may work.
_FIND = {
    "voter": Prepared(
        select(*_OF_SESSION, WebSession.seen_at, *CODE_COLUMNS, Envelope.version)
        .join(VotingCode, VotingCode.id == WebSession.code_id)
        .join(BudgetRound, BudgetRound.id == VotingCode.budget_round_id)
        .outerjoin(Envelope, Envelope.code_id == VotingCode.id)
        .where(*_IS_LIVE)
    ),
    "staff": Prepared(
        select(*_OF_SESSION, WebSession.seen_at)
        .join(StaffMember, StaffMember.id == WebSession.staff_id)
        .where(*_IS_LIVE, StaffMember.is_disabled.is_(False))
    ),
}
_TABLE = cast(Table, WebSession.__table__)  # past what the ORM would add
_START = Prepared(insert(_TABLE))


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What the database knows of a session."""

    id_hash: str
    kind: str
    code_id: str | None
    staff_id: int | None
    values: dict[str, Any]
    standing: Standing | None = None  # of a voter's code


def start(
    kind: str,
    *,
    now: datetime,
    code_id: str | None = None,
    staff_id: int | None = None,
    values: dict[str, Any] | None = None,
) -> str:
    """Start a session for a code or a member of staff; return its cookie.

    It has its token against forged forms from the start, so that no GET writes it.
    """
    cookie = secrets.token_urlsafe(32)
    row = {
        "id_hash": _hash(cookie),
        "kind": kind,
        "code_id": code_id,
        "staff_id": staff_id,
        "values": {CSRF_TOKEN: secrets.token_hex(20), **(values or {})},
        "created_at": now,
        "seen_at": now,
    }
    with _writing(relaxed=kind == "voter") as connection:
        _START.change(connection, row)
    return cookie


def find(cookie: str, *, kind: str, now: datetime) -> SessionRow | None:
    """Return the live session of this cookie, and note that it was seen.

    Sessions of disabled staff are not live.
    """
    idle, absolute = LIFETIMES[kind]
    asked = {
        "id_hash": _hash(cookie),
        "kind": kind,
        "idle": now - idle,
        "absolute": now - absolute,
    }
    with glance().connect() as connection:
        rows = _FIND[kind].rows(connection, asked)
    if not rows:
        return None
    id_hash, _kind, code_id, staff_id, values, seen_at, *standing = rows[0]
    if seen_at < now - SEEN_GRAIN:
        _touch(id_hash, now)
    found = Standing(*standing) if standing else None
    return SessionRow(id_hash, kind, code_id, staff_id, dict(values), found)


def save_values(id_hash: str, values: dict[str, Any]) -> None:
    """Keep what the session remembers."""
    with _writing() as connection:
        connection.execute(
            update(WebSession)
            .where(WebSession.id_hash == id_hash)
            .values({"values": values})
        )


def end(id_hash: str) -> None:
    """End one session."""
    with _writing() as connection:
        connection.execute(delete(WebSession).where(WebSession.id_hash == id_hash))


def end_all_of_staff(staff_id: int) -> None:
    """End every session of a member of staff."""
    with _writing() as connection:
        connection.execute(delete(WebSession).where(WebSession.staff_id == staff_id))


def delete_expired(now: datetime) -> int:
    """Delete sessions that are no longer live; return how many."""
    removed = 0
    with _writing() as connection:
        for kind, (idle, absolute) in LIFETIMES.items():
            removed += connection.execute(
                delete(WebSession).where(
                    WebSession.kind == kind,
                    (WebSession.seen_at <= now - idle)
                    | (WebSession.created_at <= now - absolute),
                )
            ).rowcount
    return removed


@contextmanager
def _writing(*, relaxed: bool = False) -> Iterator[Connection]:
    """Open a short transaction beside the request's own.

    SQLite has one writer at a time, so the request must not be writing: it would
    wait for itself. What is relaxed may be lost in a power cut.
    """
    if is_writing():
        raise RuntimeError("commit or roll back before a session is written")
    engine = relaxed_writer() if relaxed else db.engine
    with engine.begin() as connection:
        yield connection


def _touch(id_hash: str, now: datetime) -> None:
    with _writing(relaxed=True) as connection:
        connection.execute(
            update(WebSession).where(WebSession.id_hash == id_hash).values(seen_at=now)
        )


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
