"""What exactly is proposed, in words that can be made again and hashed."""

import hashlib
import json
from datetime import datetime

import rfc8785
from sqlalchemy.orm import Session

from pb.approvals.acts import (
    BEHAVIOURS,
    ActImpossible,
    Arguments,
    Subject,
    TwoPersonAct,
)
from pb.approvals.models import Proposal
from pb.approvals.proposals import arguments_of
from pb.rounds.models import BudgetRound


def is_as_proposed(
    session: Session, budget_round: BudgetRound, proposal: Proposal, now: datetime
) -> bool:
    """Say whether the same words, made of the present state, have the same hash."""
    act, arguments = TwoPersonAct(proposal.act), arguments_of(proposal)
    try:
        subject = BEHAVIOURS[act].subject(session, budget_round, arguments, now)
    except ActImpossible:
        return False
    salt = json.loads(proposal.subject_json)["salt"]
    written = canonical(budget_round, act, arguments, subject, salt)
    return hash_of(written) == proposal.subject_hash


def canonical(
    budget_round: BudgetRound,
    act: TwoPersonAct,
    arguments: Arguments,
    subject: Subject,
    salt: str,
) -> str:
    """Return all that the second person is to see, as it is hashed."""
    return rfc8785.dumps(
        {
            "act": act.value,
            "arguments": dict(arguments),
            "round": budget_round.slug,
            "salt": salt,
            "subject": dict(subject),
        }
    ).decode()


def hash_of(written: str) -> str:
    """Return SHA-256, in hex."""
    return hashlib.sha256(written.encode()).hexdigest()
