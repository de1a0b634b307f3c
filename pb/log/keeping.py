"""What the worker does for the logbooks: hourly numbers, and a signature on all."""

from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from pb.log.checkpoints import BALLOTS, EVENTS, sign_ballots, sign_events
from pb.log.models import Checkpoint, Event
from pb.log.service import append, hold_log, last_event
from pb.log.signing import Signer
from pb.log.types import EventType
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage
from pb.urn.closing import count_codes, read_commitments

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
        body = count_codes(session, budget_round).as_body()
        append(session, budget_round, EventType.COUNTS, body, at=now)
    session.commit()


def _is_due(session: Session, budget_round: BudgetRound, now: datetime) -> bool:
    if budget_round.phase(now) is not Phase.VOTING:
        return False
    last = last_event(session, budget_round, EventType.COUNTS)
    return last is None or now - last.at >= BETWEEN_COUNTS


def sign_all(session: Session, signer: Signer) -> None:
    """Sign every logbook that grew since, and every opened urn; commit each."""
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
    for budget_round in session.scalars(_opened_unsigned()).all():
        _sign_list(session, budget_round, signer)
        session.commit()
    session.commit()  # when there was nothing to sign, too: others wait


def sign_both(session: Session, budget_round: BudgetRound, signer: Signer) -> None:
    """Sign the logbook and the list of ballots of an opened urn, as they are now.

    Args:
        session: Not committed here.
        budget_round: Whose urn is open.
        signer: Of the installation.
    """
    _sign_list(session, budget_round, signer)
    sign_events(session, budget_round, signer)


def _sign_list(session: Session, budget_round: BudgetRound, signer: Signer) -> None:
    leaves = read_commitments(session, budget_round)
    sign_ballots(session, budget_round, leaves, signer)


def _opened_unsigned() -> Select[BudgetRound]:
    """Find rounds whose urn is open and whose list of ballots is not signed."""
    signed = exists().where(
        Checkpoint.budget_round_id == BudgetRound.id, Checkpoint.log == BALLOTS
    )
    return select(BudgetRound).where(BudgetRound.unsealed_at.is_not(None), ~signed)
