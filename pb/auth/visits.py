"""Sessions of staff: how far someone came with logging in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import Response, current_app, session
from sqlalchemy.orm import Session, selectinload

from pb.auth.models import StaffMember
from pb.db import reader
from pb.sessions import store
from pb.sessions.interface import RowSession, drop_cookie, set_cookie

# What a session remembers, by name.
STAGE = "stage"
PASSWORD = "password"  # noqa: S105  # a fingerprint of what it was started with
FLASHED = "_flashes"  # Flask's own name
ROLES = (
    selectinload(StaffMember.role_rows),
    selectinload(StaffMember.round_role_rows),
)


class Stage(StrEnum):
    """What someone has shown so far."""

    PASSWORD = "password"  # noqa: S105  # the name of a stage
    COMPLETE = "complete"  # and the code of the authenticator app


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser in which a member of staff is logging in, or has."""

    member: StaffMember
    stage: Stage


def current_visit() -> Visit | None:
    """Return who uses this browser, or None when nobody gave a password."""
    if not isinstance(session, RowSession) or session.row.staff_id is None:
        return None
    member = read_member(session.row.staff_id)
    if member is None or session.row.values.get(PASSWORD) != _fingerprint(member):
        return None  # it began before a change that ended every session
    return Visit(member, Stage(session.row.values[STAGE]))


def start(
    member: StaffMember, stage: Stage, *, now: datetime, messages: Any = None
) -> str:
    """Start a session; return its cookie."""
    values: dict[str, Any] = {STAGE: stage.value, PASSWORD: _fingerprint(member)}
    if messages:
        values[FLASHED] = messages
    return store.start("staff", now=now, staff_id=member.id, values=values)


def replace(
    response: Response, member: StaffMember, stage: Stage, *, now: datetime
) -> None:
    """End this browser's session and give it a new one, under a new id.

    What was to be said on the next page still is.
    """
    end()
    cookie = start(member, stage, now=now, messages=session.pop(FLASHED, None))
    set_cookie(current_app, response, "staff", cookie)


def leave(response: Response) -> None:
    """End this browser's session and take its cookie back."""
    end()
    drop_cookie(current_app, response, "staff")


def end() -> None:
    """End this browser's session, if it has one."""
    if isinstance(session, RowSession):
        store.end(session.row.id_hash)


def read_member(staff_id: int) -> StaffMember | None:
    """Return one member with the roles, detached.

    On a connection that only reads, so that a POST does not take SQLite's one
    write lock here already.
    """
    with Session(reader()) as reading:
        return reading.get(StaffMember, staff_id, options=ROLES)


def _fingerprint(member: StaffMember) -> str:
    """Return what changes whenever every session of a member must end."""
    known = f"{member.session_epoch} {member.password_hash}"
    return hashlib.sha256(known.encode()).hexdigest()[:32]
