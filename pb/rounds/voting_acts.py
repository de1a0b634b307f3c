"""The acts while people vote, and after the result: pause, resume, extend, deliver."""

from datetime import datetime

from sqlalchemy.orm import Session

from pb.log.service import SYSTEM, append
from pb.log.types import EventType
from pb.rounds.acts import MOVES, Act
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.rounds.service import check_admission


def pause(
    session: Session,
    budget_round: BudgetRound,
    now: datetime,
    *,
    reason: str,
    actor: str = SYSTEM,
) -> None:
    """Take no ballots for now; every code stays as it is.

    Args:
        session: Committed on success.
        budget_round: Armed, with its end still to come.
        now: In UTC.
        reason: For everybody to read.
        actor: See `pb.log.actors`.

    Raises:
        ActRefused: The vote is over, never began or is paused already.
    """
    _admit(session, budget_round, Act.PAUSE, now)
    budget_round.paused_at, budget_round.pause_reason = now, reason
    body = {"reason": reason}
    append(session, budget_round, EventType.VOTING_PAUSED, body, actor=actor, at=now)
    session.commit()


def resume(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str = SYSTEM
) -> None:
    """Take ballots again, as the clock says.

    Raises:
        ActRefused: The vote is over, or was not paused.
    """
    _admit(session, budget_round, Act.RESUME, now)
    budget_round.paused_at = budget_round.pause_reason = None
    append(session, budget_round, EventType.VOTING_RESUMED, {}, actor=actor, at=now)
    session.commit()


def begin_delivery(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str = SYSTEM
) -> None:
    """Say that the plans are being carried out.

    Raises:
        ActRefused: There is no result that holds.
    """
    _go_on(session, budget_round, Act.DELIVER, now)
    append(session, budget_round, EventType.DELIVERY_BEGUN, {}, actor=actor, at=now)
    session.commit()


def archive(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str = SYSTEM
) -> None:
    """Say that the round is over; its pages stay.

    Raises:
        ActRefused: It is not being delivered, or the key of its urn is still there.
    """
    _go_on(session, budget_round, Act.ARCHIVE, now)
    append(session, budget_round, EventType.ROUND_ARCHIVED, {}, actor=actor, at=now)
    session.commit()


def _admit(
    session: Session, budget_round: BudgetRound, act: Act, now: datetime
) -> None:
    lock_round(session, budget_round)
    check_admission(session, budget_round, act, now)


def _go_on(
    session: Session, budget_round: BudgetRound, act: Act, now: datetime
) -> None:
    """Move the round; the lock keeps all others from doing so at the same time."""
    _admit(session, budget_round, act, now)
    budget_round.stage = MOVES[act].ends
    session.flush()
