"""What the worker does for the logbooks: hourly numbers, and a signature on all."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.log.checkpoints import EVENTS, sign_events
from pb.log.counts import count_codes
from pb.log.models import Checkpoint, Event
from pb.log.service import append, hold_log, last_event
from pb.log.signing import Signer
from pb.log.types import EventType
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage

BETWEEN_COUNTS = timedelta(hours=1)


def keep_logs(session: Session, signer: Signer, *, now: datetime) -> None:
    """Tell the numbers of rounds in which people vote; sign what is not signed yet."""
    armed = select(BudgetRound).where(BudgetRound.stage == Stage.ARMED)
    for budget_round in session.scalars(armed).all():
        tell_counts(session, budget_round, now=now)
    sign_all(session, signer)


def tell_counts(session: Session, budget_round: BudgetRound, *, now: datetime) -> None:
    """Write the numbers of codes in the logbook, at most once an hour; commit.

    Only numbers are told while people vote. A list of ballots that grows would show
    which ballot came just after a neighbour pressed the button.
    """
    if not _is_due(session, budget_round, now):
        return
    hold_log(session, budget_round)
    session.refresh(budget_round)
    if _is_due(session, budget_round, now):  # nobody closed it or was earlier
        counts = count_codes(session, budget_round)
        append(session, budget_round, EventType.COUNTS, counts, at=now)
    session.commit()


def _is_due(session: Session, budget_round: BudgetRound, now: datetime) -> bool:
    if budget_round.phase(now) is not Phase.VOTING:
        return False
    last = last_event(session, budget_round, EventType.COUNTS)
    return last is None or now - last.at >= BETWEEN_COUNTS


def sign_all(session: Session, signer: Signer) -> None:
    """Sign every logbook that grew since it was signed last; commit each."""
    signed = (
        select(func.max(Checkpoint.size))
        .where(
            Checkpoint.budget_round_id == Event.budget_round_id,
            Checkpoint.log == EVENTS,
        )
        .scalar_subquery()
    )
    grown = (
        select(Event.budget_round_id)
        .group_by(Event.budget_round_id)
        .having(func.count() > func.coalesce(signed, 0))
    )
    for round_id in session.scalars(grown).all():
        sign_events(session, session.get_one(BudgetRound, round_id), signer)
        session.commit()
