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
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pb.auth.models import StaffMember
from pb.db import READ_ONLY, RELAXED, db
from pb.sessions.models import WebSession

# How long a session lives unused, and how long at most.
LIFETIMES = {
    "voter": (timedelta(minutes=15), timedelta(minutes=60)),
    "staff": (timedelta(minutes=60), timedelta(hours=10)),
}
CSRF_TOKEN = "csrf_token"  # noqa: S105  # where Flask-WTF looks for it
# A session that was seen this recently is not written again.
SEEN_GRAIN = timedelta(seconds=60)


# Written once: making a statement takes longer than the database needs for it.
_FIND = (
    select(WebSession.__table__, StaffMember.is_disabled)
    .outerjoin(StaffMember, StaffMember.id == WebSession.staff_id)
    .where(
        WebSession.id_hash == bindparam("id_hash"),
        WebSession.kind == bindparam("kind"),
        WebSession.seen_at > bindparam("idle"),
        WebSession.created_at > bindparam("absolute"),
    )
)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What the database knows of a session."""

    id_hash: str
    kind: str
    code_id: str | None
    staff_id: int | None
    values: dict[str, Any]


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
    with _writing(relaxed=kind == "voter") as connection:
        connection.execute(
            insert(WebSession).values(
                id_hash=_hash(cookie),
                kind=kind,
                code_id=code_id,
                staff_id=staff_id,
                values={CSRF_TOKEN: secrets.token_hex(20), **(values or {})},
                created_at=now,
                seen_at=now,
            )
        )
    return cookie


def find(cookie: str, *, kind: str, now: datetime) -> SessionRow | None:
    """Return the live session of this cookie, and note that it was seen.

    Sessions of disabled staff are not live.
    """
    idle, absolute = LIFETIMES[kind]
    reader = db.engine.execution_options(**{READ_ONLY: True})
    with reader.begin() as connection:
        row = connection.execute(
            _FIND,
            {
                "id_hash": _hash(cookie),
                "kind": kind,
                "idle": now - idle,
                "absolute": now - absolute,
            },
        ).first()
    if row is None or row.is_disabled:
        return None
    if row.seen_at < now - SEEN_GRAIN:
        _touch(row.id_hash, now)
    return SessionRow(
        row.id_hash, row.kind, row.code_id, row.staff_id, dict(row._mapping["values"])
    )


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
    if db.session().in_transaction():
        raise RuntimeError("commit or roll back before a session is written")
    engine = db.engine.execution_options(**{RELAXED: relaxed})
    with engine.begin() as connection:
        yield connection


def _touch(id_hash: str, now: datetime) -> None:
    with _writing(relaxed=True) as connection:
        connection.execute(
            update(WebSession).where(WebSession.id_hash == id_hash).values(seen_at=now)
        )


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
