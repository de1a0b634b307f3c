"""Batches of paper ballots: begun, found, held while somebody works on them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.paper.models import BatchState, PaperBatch
from pb.rounds.models import Area, BudgetRound
from pb.rounds.phases import Phase, Stage


class PaperRefused(Exception):
    """Nothing was stored."""


class RoundTakesNoPaper(PaperRefused):
    """The vote has not begun, its count is fixed, or the round is on hold."""


class UnknownArea(PaperRefused):
    """The area is not of this round."""


class WrongStep(PaperRefused):
    """The batch is at another step: somebody was earlier."""


def takes_paper(budget_round: BudgetRound, now: datetime) -> bool:
    """Say whether paper can be handled now: from opening until the count is fixed."""
    is_armed = budget_round.stage is Stage.ARMED and budget_round.on_hold_at is None
    begun = budget_round.phase(now) in {Phase.VOTING, Phase.CLOSED}
    return is_armed and begun and budget_round.public_key is not None


def hold_round(session: Session, round_id: int, now: datetime) -> BudgetRound:
    """Keep a round from being closed until the transaction ends, and return it.

    Raises:
        RoundTakesNoPaper: See there.
    """
    budget_round = session.scalars(
        select(BudgetRound)
        .where(BudgetRound.id == round_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    if not takes_paper(budget_round, now):
        raise RoundTakesNoPaper
    return budget_round


def hold_batch(session: Session, batch_id: int, state: BatchState) -> PaperBatch:
    """Keep all others from a batch until the transaction ends, and return it.

    Raises:
        WrongStep: It is not in this state, or gone.
    """
    batch = session.scalar(
        select(PaperBatch)
        .where(PaperBatch.id == batch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if batch is None or batch.state is not state:
        raise WrongStep
    return batch


def list_batches(session: Session, budget_round: BudgetRound) -> Sequence[PaperBatch]:
    """Return the batches of a round, in order of number."""
    return session.scalars(
        select(PaperBatch)
        .where(PaperBatch.budget_round_id == budget_round.id)
        .order_by(PaperBatch.number)
    ).all()


def find_batch(
    session: Session, budget_round: BudgetRound, number: int
) -> PaperBatch | None:
    """Return the batch of a round with this number."""
    return session.scalar(
        select(PaperBatch).where(
            PaperBatch.budget_round_id == budget_round.id, PaperBatch.number == number
        )
    )


def open_batch(session: Session, round_id: int, area_id: int, *, now: datetime) -> int:
    """Begin a batch for an area, and return its number; one that is empty is used.

    Args:
        session: Committed on success.
        round_id: Of a round in which people vote, or whose vote just ended.
        area_id: Of that round.
        now: In UTC.

    Raises:
        RoundTakesNoPaper: See there.
        UnknownArea: See there.
    """
    area = session.get(Area, area_id)
    if area is None or area.budget_round_id != round_id:
        raise UnknownArea
    _lock_numbers(session, round_id, now)
    empty = session.scalar(
        select(PaperBatch.number).where(
            PaperBatch.area_id == area_id,
            PaperBatch.state == BatchState.SPENDING,
            PaperBatch.spent == 0,
        )
    )
    if empty is not None:  # the same form twice
        session.rollback()
        return empty
    last = session.scalar(
        select(func.max(PaperBatch.number)).where(
            PaperBatch.budget_round_id == round_id
        )
    )
    number = (last or 0) + 1
    session.add(
        PaperBatch(
            budget_round_id=round_id, area_id=area_id, number=number, opened_at=now
        )
    )
    session.commit()
    return number


def _lock_numbers(session: Session, round_id: int, now: datetime) -> None:
    """Let one person at a time begin a batch."""
    budget_round = session.scalars(
        select(BudgetRound)
        .where(BudgetRound.id == round_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    if not takes_paper(budget_round, now):
        raise RoundTakesNoPaper


def remove_batch(session: Session, batch: PaperBatch, *, now: datetime) -> None:
    """Remove a batch in which no code was spent; commit.

    Raises:
        PaperRefused: One of its kinds.
    """
    hold_round(session, batch.budget_round_id, now)
    held = hold_batch(session, batch.id, BatchState.SPENDING)
    if held.spent:
        raise WrongStep
    session.delete(held)
    session.commit()
