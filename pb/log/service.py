"""Writing the logbook and reading it. Lines are only ever added."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from exports import event_log
from pb.log.models import Event
from pb.log.types import BODIES, EventType
from pb.rounds.models import BudgetRound

SYSTEM = "system"


def append(
    session: Session,
    budget_round: BudgetRound,
    type: EventType,  # noqa: A002  # the word of the file
    body: Mapping[str, Any],
    *,
    actor: str = SYSTEM,
    at: datetime,
) -> Event:
    """Add a line to the logbook of a round, in the transaction of what it tells.

    Args:
        session: Not committed here; the line is flushed.
        budget_round: Its row stays locked until the transaction ends, so that lines
            follow one another without gaps.
        type: What happened.
        body: What the type asks for, see `pb.log.types`; nothing about a person.
        actor: As `pb.log.actors.actor_of` returns it, or the system.
        at: Parts of a second are dropped.

    Raises:
        ValueError: The body is not that of the type.
    """
    if body.keys() != BODIES[type]:
        raise ValueError(f"{type} holds {sorted(BODIES[type])}, not {sorted(body)}")
    session.flush()
    hold_log(session, budget_round)
    last = last_event(session, budget_round)
    event = Event(
        budget_round_id=budget_round.id,
        index=0 if last is None else last.index + 1,
        at=at.astimezone(UTC).replace(microsecond=0),
        type=type.value,
        actor=actor,
        body_json=rfc8785.dumps(dict(body)).decode(),
        previous=event_log.NOTHING if last is None else last.hash,
    )
    event.hash = event_log.event_hash(_bare(event))
    session.add(event)
    session.flush()
    return event


def hold_log(session: Session, budget_round: BudgetRound) -> None:
    """Keep all others from adding to the logbook until the transaction ends."""
    # NO KEY UPDATE: rows that refer to the round may still be added.
    session.execute(
        select(BudgetRound.id)
        .where(BudgetRound.id == budget_round.id)
        .with_for_update(key_share=True)
    )


def last_event(
    session: Session, budget_round: BudgetRound, *types: EventType
) -> Event | None:
    """Return the newest line, of some types when these are given."""
    statement = select(Event).where(Event.budget_round_id == budget_round.id)
    if types:
        statement = statement.where(Event.type.in_([type_.value for type_ in types]))
    return session.scalars(statement.order_by(Event.index.desc()).limit(1)).first()


def read_events(
    session: Session, budget_round: BudgetRound, upto: int | None = None
) -> list[Event]:
    """Return the lines of a logbook, oldest first; only the first `upto` if given."""
    return list(
        session.scalars(
            select(Event)
            .where(Event.budget_round_id == budget_round.id)
            .order_by(Event.index)
            .limit(upto)
        )
    )


def event_line(event: Event) -> str:
    """Return a line as it is published: canonical JSON, without line feed."""
    return event_log.event_line({**_bare(event), "hash": event.hash})


def body_of(event: Event) -> dict[str, Any]:
    """Return what a line tells, by name."""
    body: dict[str, Any] = json.loads(event.body_json)
    return body


def _bare(event: Event) -> dict[str, Any]:
    """Return the object over which the hash of a line is taken."""
    return {
        "index": event.index,
        "at": event.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "type": event.type,
        "actor": event.actor,
        "body": body_of(event),
        "previous": event.previous,
    }
