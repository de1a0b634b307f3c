"""Keeping a round as it is while somebody works on it."""

from sqlalchemy.orm import Session

from pb.rounds.models import BudgetRound


def lock_round(session: Session, budget_round: BudgetRound) -> None:
    """Read the round anew, and keep all others from changing it until the commit.

    Also its areas, contests and projects are read anew when they are next used:
    whoever changes one of them locks the round first.
    """
    session.flush()
    session.expire_all()
    session.refresh(budget_round, with_for_update=True)
