"""Proposing an act and deciding about it. Knows the database, not the web."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy.orm import Session

from pb.approvals.acts import (
    BEHAVIOURS,
    AlreadyProposed,
    Arguments,
    Do,
    TwoPersonAct,
)
from pb.approvals.deciding import decide, lapse, tell_decided, tell_proposed
from pb.approvals.models import Decision, Proposal
from pb.approvals.proposals import find_proposal, list_open
from pb.approvals.subjects import canonical, hash_of, is_as_proposed
from pb.log.actors import actor_of
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.trail.letting_in import may_be_one_person


class ApprovalRefused(Exception):
    """Nothing was decided or done."""


class SamePerson(ApprovalRefused):
    """Who proposed it can't decide about it, in whatever role or browser."""


class LetInByEachOther(ApprovalRefused):
    """One of the two made the account of the other, or gave it a new key."""


class NotYours(ApprovalRefused):
    """Only who proposed it can take it back."""


class AlreadyDecided(ApprovalRefused):
    """Somebody was earlier."""


class ShownSomethingElse(ApprovalRefused):
    """The page that was answered showed another proposal than this one."""


class Lapsed(ApprovalRefused):
    """What was proposed is not what would be done now; that ended the proposal."""


def propose(
    session: Session,
    budget_round: BudgetRound,
    act: TwoPersonAct,
    arguments: Arguments,
    *,
    staff_id: int,
    now: datetime,
    actor: str,
) -> Proposal:
    """Write down an act for a second person to decide about.

    Args:
        session: Committed on success.
        budget_round: Locked until then.
        act: What is to be done.
        arguments: What the act needs to know; can be written as JSON.
        staff_id: Who proposes it.
        now: In UTC.
        actor: The same person, as the logbook says it.

    Raises:
        ActImpossible: As the act says.
    """
    lock_round(session, budget_round)
    behaviour = BEHAVIOURS[act]
    subject = behaviour.subject(session, budget_round, arguments, now)
    if behaviour.is_single:
        _make_room(session, budget_round, act, now=now, actor=actor)
    # Salted: the hash is public, and a letter number could be guessed.
    salt = secrets.token_hex(16)
    written = canonical(budget_round, act, arguments, subject, salt)
    proposal = Proposal(
        budget_round_id=budget_round.id,
        act=act.value,
        subject_json=written,
        subject_hash=hash_of(written),
        proposer_id=staff_id,
        proposed_at=now,
    )
    session.add(proposal)
    if budget_round.is_frozen:  # there the logbook begins
        tell_proposed(session, budget_round, proposal, actor=actor)
    behaviour.tell(session, budget_round, subject, now, actor)
    session.commit()
    return proposal


def _make_room(
    session: Session,
    budget_round: BudgetRound,
    act: TwoPersonAct,
    *,
    now: datetime,
    actor: str,
) -> None:
    """End the proposals of this act that are about something else by now.

    Raises:
        AlreadyProposed: One of them is not.
    """
    for proposal in list_open(session, budget_round):
        if proposal.act == act.value:
            if is_as_proposed(session, budget_round, proposal, now):
                raise AlreadyProposed
            lapse(session, proposal, now=now, actor=actor)


def look_at(
    session: Session,
    budget_round: BudgetRound,
    proposal_id: int,
    *,
    staff_id: int,
    shown_hash: str,
) -> Proposal | None:
    """Return a proposal that this person may decide about; None when there is none.

    Args:
        session: Only read.
        budget_round: To which it must belong.
        proposal_id: Which one.
        staff_id: Who decides.
        shown_hash: Of the subject that the page showed.

    Raises:
        ApprovalRefused: One of its kinds above.
    """
    proposal = find_proposal(session, budget_round, proposal_id)
    if proposal is None:
        return None
    if proposal.outcome is not None:
        raise AlreadyDecided
    if proposal.proposer_id == staff_id:
        raise SamePerson
    if is_let_in(session, budget_round, proposal, staff_id):
        raise LetInByEachOther
    if proposal.subject_hash != shown_hash:
        raise ShownSomethingElse
    return proposal


def is_let_in(
    session: Session, budget_round: BudgetRound, proposal: Proposal, staff_id: int
) -> bool:
    """Say whether who proposed and who decides may be one person with two accounts."""
    return may_be_one_person(
        session, proposal.proposer_id, staff_id, since=budget_round.created_at
    )


def approve(
    session: Session,
    budget_round: BudgetRound,
    proposal_id: int,
    do: Do,
    *,
    staff_id: int,
    shown_hash: str,
    now: datetime,
    actor: str,
) -> Mapping[str, Any]:
    """Do what was proposed, if it still is what would be done now.

    Args:
        session: Committed, also when the proposal lapses.
        budget_round: Locked until then.
        proposal_id: Which one.
        do: Does it; what it returns is kept with the proposal.
        staff_id: Who approves.
        shown_hash: See `look_at`.
        now: In UTC.
        actor: Who approves, as the logbook says it.

    Raises:
        ApprovalRefused: One of its kinds above.
    """
    lock_round(session, budget_round)
    proposal = look_at(
        session, budget_round, proposal_id, staff_id=staff_id, shown_hash=shown_hash
    )
    if proposal is None:
        raise AlreadyDecided
    if not is_as_proposed(session, budget_round, proposal, now):
        decide(session, proposal, Decision.LAPSED, staff_id, now=now, actor=actor)
        session.commit()
        raise Lapsed
    begins_logbook = not budget_round.is_frozen
    decide(session, proposal, Decision.APPROVED, staff_id, now=now, actor=actor)
    result = do(session, budget_round, now, actor)
    if begins_logbook and budget_round.is_frozen:
        role = min(BEHAVIOURS[TwoPersonAct(proposal.act)].proposers)
        proposer = actor_of(session, budget_round, proposal.proposer_id, role)
        tell_proposed(session, budget_round, proposal, actor=proposer)
        tell_decided(session, budget_round, proposal, now=now, actor=actor)
    proposal.result_json = rfc8785.dumps(dict(result)).decode()
    session.commit()
    return result


def reject(
    session: Session,
    budget_round: BudgetRound,
    proposal_id: int,
    *,
    staff_id: int,
    now: datetime,
    actor: str,
) -> None:
    """Decide that it is not done. Committed.

    Raises:
        ApprovalRefused: One of its kinds above.
    """
    proposal = _open_proposal(session, budget_round, proposal_id)
    if proposal.proposer_id == staff_id:
        raise SamePerson
    decide(session, proposal, Decision.REJECTED, staff_id, now=now, actor=actor)
    session.commit()


def withdraw(
    session: Session,
    budget_round: BudgetRound,
    proposal_id: int,
    *,
    staff_id: int,
    now: datetime,
    actor: str,
) -> None:
    """Take back one's own proposal. Committed.

    Raises:
        ApprovalRefused: One of its kinds above.
    """
    proposal = _open_proposal(session, budget_round, proposal_id)
    if proposal.proposer_id != staff_id:
        raise NotYours
    decide(session, proposal, Decision.WITHDRAWN, None, now=now, actor=actor)
    session.commit()


def _open_proposal(
    session: Session, budget_round: BudgetRound, proposal_id: int
) -> Proposal:
    lock_round(session, budget_round)
    proposal = find_proposal(session, budget_round, proposal_id)
    if proposal is None or proposal.outcome is not None:
        raise AlreadyDecided
    return proposal
