"""Forgetting what proposals were about, once nobody needs to know it any more."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from pb.approvals.deciding import lapse
from pb.approvals.models import Proposal
from pb.approvals.proposals import list_open
from pb.rounds.models import BudgetRound

NOTHING = "{}"  # all that the database lets a decided proposal become


def forget_subjects(
    session: Session, budget_round: BudgetRound, *, now: datetime, actor: str
) -> None:
    """Erase letter numbers and reasons; who decided when stays, and the public hash.

    Args:
        session: Not committed here; what is still open lapses.
        budget_round: Locked.
        now: In UTC.
        actor: See `pb.log.actors`.
    """
    for proposal in list_open(session, budget_round):
        lapse(session, proposal, now=now, actor=actor)
    session.flush()  # only what is decided may be forgotten
    session.execute(
        update(Proposal)
        .where(Proposal.budget_round_id == budget_round.id)
        .values(subject_json=NOTHING)
    )
