"""Writing the trail and reading it. Lines are only ever added."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import Connection, Select, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.trail.kinds import DETAILS, Kind
from pb.trail.models import StaffAlias, TrailEntry

SYSTEM, UNKNOWN = "system", "unknown"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6  # 30 bits
TRIES = 5


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines to read."""

    kinds: frozenset[Kind] = frozenset()  # all when empty
    since: datetime | None = None
    until: datetime | None = None  # not included
    round_slug: str | None = None
    person: str | None = None  # a pseudonym, as who did it or whom it is about


def note(
    session: Session,
    kind: Kind,
    *,
    at: datetime,
    actor: int | str,
    about: int | None = None,
    round_slug: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line, in the transaction of what it tells; not committed here.

    Args:
        session: Of the act.
        kind: What was done.
        at: In UTC; parts of a second are dropped.
        actor: The id of who did it, or SYSTEM or UNKNOWN.
        about: The id of another member of staff.
        round_slug: Of the round, when it is about one.
        detail: What the kind asks for, see `pb.trail.kinds`; nothing of a person.

    Raises:
        ValueError: The detail is not that of the kind.
    """
    session.flush()
    add_line(
        session.connection(),
        kind,
        at=at,
        actor=actor,
        about=about,
        round_slug=round_slug,
        detail=detail,
    )


def add_line(
    connection: Connection,
    kind: Kind,
    *,
    at: datetime,
    actor: int | str,
    about: int | None = None,
    round_slug: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line on a connection; see `note`."""
    told = dict(detail or {})
    if told.keys() != DETAILS[kind]:
        raise ValueError(f"{kind} tells {sorted(DETAILS[kind])}, not {sorted(told)}")
    who = actor if isinstance(actor, str) else alias_of(connection, actor)
    connection.execute(
        insert(TrailEntry).values(
            at=at.replace(microsecond=0),
            kind=kind.value,
            actor=who,
            about=None if about is None else alias_of(connection, about),
            round_slug=round_slug,
            detail_json=rfc8785.dumps(told).decode(),
        )
    )


def alias_of(connection: Connection, staff_id: int) -> str:
    """Return the pseudonym of a member of staff; made at the first need."""
    query = select(StaffAlias.alias).where(StaffAlias.staff_id == staff_id)
    for _try in range(TRIES):
        known: str | None = connection.scalar(query)
        if known is not None:
            return known
        made = "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))
        try:
            with connection.begin_nested():
                row = {"staff_id": staff_id, "alias": made}
                connection.execute(insert(StaffAlias).values(row))
        except IntegrityError:
            continue  # another request of the same person, or the same signs
    raise RuntimeError("no free pseudonym was found")


def aliases(session: Session) -> dict[int, str]:
    """Return the pseudonym of every member of staff who has one, by id."""
    rows = session.execute(select(StaffAlias.staff_id, StaffAlias.alias))
    return dict(rows.all())


def forget(session: Session, staff_id: int) -> None:
    """Erase who hid behind a pseudonym; the lines stay. Not committed."""
    session.execute(delete(StaffAlias).where(StaffAlias.staff_id == staff_id))


def read_page(
    session: Session, wanted: Filter, *, before: int | None, most: int
) -> Sequence[TrailEntry]:
    """Return lines, newest first.

    Args:
        session: Only read.
        wanted: Which.
        before: Only lines with a lower number.
        most: How many at most.
    """
    query = _query(wanted).order_by(TrailEntry.id.desc()).limit(most)
    if before is not None:
        query = query.where(TrailEntry.id < before)
    return session.scalars(query).all()


def read_all(session: Session, wanted: Filter) -> Iterator[TrailEntry]:
    """Return lines, oldest first, for a file."""
    yield from session.scalars(_query(wanted).order_by(TrailEntry.id))


def detail_of(entry: TrailEntry) -> dict[str, Any]:
    """Return what a line tells, by name."""
    detail: dict[str, Any] = json.loads(entry.detail_json)
    return detail


def _query(wanted: Filter) -> Select[TrailEntry]:
    query = select(TrailEntry)
    if wanted.kinds:
        query = query.where(TrailEntry.kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.since is not None:
        query = query.where(TrailEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(TrailEntry.at < wanted.until)
    if wanted.round_slug is not None:
        query = query.where(TrailEntry.round_slug == wanted.round_slug)
    if wanted.person is not None:
        is_person = (TrailEntry.actor == wanted.person) | (
            TrailEntry.about == wanted.person
        )
        query = query.where(is_person)
    return query
