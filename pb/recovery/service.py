"""Holding a round whose database knows less than it did, and letting it go on (T23)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.db import may_write, only_read
from pb.log.service import SYSTEM, append, body_of, last_event
from pb.log.types import EventType
from pb.recovery import watermarks
from pb.recovery.watermarks import BadWatermark, Watermark
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.rounds.phases import FROZEN_STAGES

log = structlog.get_logger(__name__)


class NotOnHold(Exception):
    """The round is not on hold: there is nothing to release."""


@dataclass(frozen=True, slots=True)
class Look:
    """A round beside what was kept of it outside the database."""

    slug: str
    now: Watermark
    kept: Watermark | None
    is_less: bool  # than what was kept, or something else

    def as_body(self) -> dict[str, int]:
        """Return the numbers as an event tells them."""
        kept = self.kept or self.now
        return {
            "expected_used": kept.used,
            "found_used": self.now.used,
            "expected_size": kept.size,
            "found_size": self.now.size,
        }


def guard(session: Session, instance: Path, *, now: datetime) -> list[str]:
    """Put every round on hold that knows less than it did; keep how far others are.

    Args:
        session: Committed for each round that is put on hold.
        instance: The instance folder.
        now: In UTC.

    Returns:
        The names of the rounds that are on hold.
    """
    session.rollback()
    only_read(session)  # counting keeps no voter waiting
    try:
        looks = list(look_at_all(session, instance, now=now))
    finally:
        may_write(session)
    on_hold = []
    for look in looks:
        if _hold_or_keep(session, instance, look, now=now):
            on_hold.append(look.slug)
    session.rollback()
    return on_hold


def look_at_all(session: Session, instance: Path, *, now: datetime) -> Iterator[Look]:
    """Return every frozen round beside its watermark; passes over unreadable files."""
    rounds = select(BudgetRound).where(BudgetRound.stage.in_(FROZEN_STAGES))
    for budget_round in session.scalars(rounds.order_by(BudgetRound.id)).all():
        try:
            yield look_at(session, budget_round, instance, now=now)
        except BadWatermark as error:
            log.error("a watermark can't be read", path=str(error))


def look_at(
    session: Session, budget_round: BudgetRound, instance: Path, *, now: datetime
) -> Look:
    """Return a round beside its watermark.

    Raises:
        BadWatermark: The file is not one.
    """
    # First the file: what is counted after it can only be more.
    before = watermarks.kept(instance, budget_round.slug)
    hashes = watermarks.hashes_of(session, budget_round)
    found = watermarks.present(session, budget_round, now)
    is_less = before is not None and (
        found.used < before.used
        or len(hashes) < before.size
        or watermarks.root_of(hashes[: before.size]) != before.root
    )
    return Look(budget_round.slug, found, before, is_less)


def _hold_or_keep(
    session: Session, instance: Path, look: Look, *, now: datetime
) -> bool:
    """Return whether the round is on hold."""
    budget_round = session.scalars(
        select(BudgetRound).where(BudgetRound.slug == look.slug)
    ).one()
    if budget_round.on_hold_at is not None:
        return True
    if look.is_less and not _was_released(session, budget_round, look):
        hold(session, budget_round, look, now=now)
        return True
    session.rollback()
    watermarks.keep(instance, look.slug, look.now)
    return False


def _was_released(session: Session, budget_round: BudgetRound, look: Look) -> bool:
    """Say whether two persons accepted exactly this difference."""
    events = (EventType.INTEGRITY_HOLD, EventType.INTEGRITY_RELEASED)
    last = last_event(session, budget_round, *events)
    held = last_event(session, budget_round, EventType.INTEGRITY_HOLD)
    if last is None or held is None or last.type != EventType.INTEGRITY_RELEASED:
        return False
    expected, told = look.as_body(), body_of(held)
    return all(told[name] == expected[name] for name in _EXPECTED)


_EXPECTED = ("expected_used", "expected_size")


def hold(
    session: Session, budget_round: BudgetRound, look: Look, *, now: datetime
) -> None:
    """Stop the voting and the publishing of a round, and say so in its logbook.

    Args:
        session: Committed.
        budget_round: Frozen.
        look: What was found.
        now: In UTC.
    """
    lock_round(session, budget_round)
    if budget_round.on_hold_at is None:
        budget_round.on_hold_at = now
        body = look.as_body()
        append(session, budget_round, EventType.INTEGRITY_HOLD, body, at=now)
        log.error("round on hold: the database knows less", round=look.slug, **body)
    session.commit()


def release(
    session: Session,
    budget_round: BudgetRound,
    reason: str,
    *,
    now: datetime,
    actor: str = SYSTEM,
) -> None:
    """Let a round go on with what the database knows.

    Args:
        session: Not committed here.
        budget_round: Locked.
        reason: For everybody to read.
        now: In UTC.
        actor: See `pb.log.actors`.

    Raises:
        NotOnHold: It is not on hold.
    """
    if budget_round.on_hold_at is None:
        raise NotOnHold
    budget_round.on_hold_at = None
    body = {"reason": reason}
    append(
        session,
        budget_round,
        EventType.INTEGRITY_RELEASED,
        body,
        actor=actor,
        at=now,
    )


def hold_numbers(session: Session, budget_round: BudgetRound) -> dict[str, int]:
    """Return what the newest hold of a round told; empty when there was none."""
    held = last_event(session, budget_round, EventType.INTEGRITY_HOLD)
    return {} if held is None else body_of(held)
