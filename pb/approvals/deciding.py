"""How a proposal ends, and what the logbook tells of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from pb.approvals.models import Decision, Proposal
from pb.log.service import append
from pb.log.types import EventType
from pb.rounds.models import BudgetRound


def lapse(session: Session, proposal: Proposal, *, now: datetime, actor: str) -> None:
    """End an open proposal that nobody decided about. Not committed."""
    decide(session, proposal, Decision.LAPSED, None, now=now, actor=actor)


def decide(
    session: Session,
    proposal: Proposal,
    decision: Decision,
    staff_id: int | None,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Write down how a proposal ended. Not committed."""
    proposal.outcome = decision
    proposal.approver_id = staff_id
    proposal.decided_at = now
    budget_round = session.get_one(BudgetRound, proposal.budget_round_id)
    if budget_round.is_frozen:
        tell_decided(session, budget_round, proposal, now=now, actor=actor)


def tell_proposed(
    session: Session, budget_round: BudgetRound, proposal: Proposal, *, actor: str
) -> None:
    """Tell of a proposal in the logbook, and nothing of what is in it."""
    body = {"act": proposal.act, "subject_hash": proposal.subject_hash}
    at = proposal.proposed_at
    append(session, budget_round, EventType.ACT_PROPOSED, body, actor=actor, at=at)


def tell_decided(
    session: Session,
    budget_round: BudgetRound,
    proposal: Proposal,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Tell in the logbook how a proposal ended."""
    body = {
        "act": proposal.act,
        "subject_hash": proposal.subject_hash,
        "outcome": (proposal.outcome or Decision.LAPSED).value,
    }
    append(session, budget_round, EventType.ACT_DECIDED, body, actor=actor, at=now)
