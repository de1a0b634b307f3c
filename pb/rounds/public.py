"""The rounds that residents may see."""

from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session, selectinload

from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.rounds.service import find_round


def list_rounds(session: Session, now: datetime) -> list[BudgetRound]:
    """Return the rounds residents may see: those not over yet, then the past ones.

    Within both, the newest vote comes first.
    """
    is_over = case((BudgetRound.closes_at <= now, 1), else_=0)
    return list(
        session.scalars(
            select(BudgetRound)
            .where(BudgetRound.stage != Stage.DRAFT)
            .options(selectinload(BudgetRound.contests))
            .order_by(is_over, BudgetRound.opens_at.desc(), BudgetRound.id.desc())
        )
    )


def find_public_round(session: Session, slug: str) -> BudgetRound | None:
    """Return the round with this slug, if residents may see it."""
    found = find_round(session, slug)
    return found if found is not None and found.is_public else None
