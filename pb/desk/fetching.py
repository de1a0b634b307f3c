"""New letters that wait to be fetched: which, by whom, and until when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pb.approvals.acts import TwoPersonAct
from pb.approvals.models import Decision, Proposal
from pb.approvals.proposals import result_of
from pb.auth.models import StaffMember
from pb.codes.models import CodeBatch, CodeState, VotingCode
from pb.codes.runs import REPLACEMENT
from pb.desk.letters import WAITS, letter_path
from pb.desk.service import can_replace
from pb.rounds.models import Area, BudgetRound


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A new letter that was approved and that nobody has yet."""

    proposal_id: int
    area: str
    fetcher: str  # who approved it: their browser has the key
    until: datetime
    is_here: bool  # not removed for having waited too long


def waiting_letters(
    session: Session, budget_round: BudgetRound, now: datetime
) -> list[WaitingLetter]:
    """Return the new letters of a round that somebody must fetch, oldest first.

    One whose code was replaced again, or made invalid, is waited for no longer.
    """
    if not can_replace(budget_round, now):
        return []
    areas = _unfetched(session, budget_round)
    if not areas:
        return []
    approved = session.execute(
        select(Proposal, StaffMember.email)
        .join(StaffMember, StaffMember.id == Proposal.approver_id)
        .where(
            Proposal.budget_round_id == budget_round.id,
            Proposal.act == TwoPersonAct.REPLACE_CODE,
            Proposal.outcome == Decision.APPROVED,
        )
        .order_by(Proposal.id)
    )
    return [
        _waiting(proposal, areas[batch], email)
        for proposal, email in approved
        if (batch := result_of(proposal).get("batch")) in areas
    ]


def _unfetched(session: Session, budget_round: BudgetRound) -> dict[int, str]:
    """Return by its batch the area of each new letter whose code can still vote."""
    can_vote = exists().where(
        VotingCode.batch_id == CodeBatch.id, VotingCode.state == CodeState.ISSUED
    )
    rows = session.execute(
        select(CodeBatch.id, Area.name)
        .join(Area, Area.id == CodeBatch.area_id)
        .where(
            CodeBatch.budget_round_id == budget_round.id,
            CodeBatch.channel == REPLACEMENT,
            CodeBatch.handed_over_at.is_(None),
            can_vote,
        )
    )
    return {row.id: row.name for row in rows}


def _waiting(proposal: Proposal, area: str, email: str) -> WaitingLetter:
    assert proposal.decided_at is not None  # noqa: S101  # it was approved
    until = proposal.decided_at + WAITS
    is_here = letter_path(proposal.id).exists()
    return WaitingLetter(proposal.id, area, email, until, is_here)
