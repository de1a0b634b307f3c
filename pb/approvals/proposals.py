"""Finding proposals, and reading what stands in one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.approvals.acts import Arguments, Subject
from pb.approvals.models import Proposal
from pb.rounds.models import BudgetRound


def find_proposal(
    session: Session, budget_round: BudgetRound, proposal_id: int
) -> Proposal | None:
    """Return a proposal of this round, open or not."""
    return session.scalar(
        select(Proposal)
        .where(Proposal.id == proposal_id, Proposal.budget_round_id == budget_round.id)
        .execution_options(populate_existing=True)
    )


def list_open(session: Session, budget_round: BudgetRound) -> Sequence[Proposal]:
    """Return what waits for a second person, oldest first."""
    return session.scalars(
        select(Proposal)
        .where(Proposal.budget_round_id == budget_round.id, Proposal.outcome.is_(None))
        .order_by(Proposal.id)
    ).all()


def list_decided(
    session: Session, budget_round: BudgetRound, *, most: int
) -> Sequence[Proposal]:
    """Return what was decided last, newest first."""
    return session.scalars(
        select(Proposal)
        .where(
            Proposal.budget_round_id == budget_round.id, Proposal.outcome.is_not(None)
        )
        .order_by(Proposal.decided_at.desc(), Proposal.id.desc())
        .limit(most)
    ).all()


def arguments_of(proposal: Proposal) -> Arguments:
    """Return what the act was told when it was proposed."""
    return _part(proposal, "arguments")


def subject_of(proposal: Proposal) -> Subject:
    """Return what exactly is proposed."""
    return _part(proposal, "subject")


def result_of(proposal: Proposal) -> Mapping[str, Any]:
    """Return what an approved act made."""
    result: dict[str, Any] = json.loads(proposal.result_json or "{}")
    return result


def _part(proposal: Proposal, name: str) -> dict[str, Any]:
    part: dict[str, Any] = json.loads(proposal.subject_json).get(name, {})
    return part
