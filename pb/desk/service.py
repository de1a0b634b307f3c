"""Replacing a letter and making a code invalid. Knows the database only.

A letter is meant by its number; nobody at the desk ever sees a code. A ballot that
was cast with the code is never opened and never dropped by accident: `voids_ballot`
must say so.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from pb.approvals.acts import ActImpossible, Arguments, TwoPersonAct
from pb.approvals.models import Decision, Proposal
from pb.approvals.proposals import find_proposal, result_of
from pb.codes.letter_number import normalise_number
from pb.codes.models import CodeBatch, CodeState, VotingCode
from pb.codes.runs import REPLACEMENT
from pb.codes.service import KeptCode, find_by_letter_number, keep_codes
from pb.log.codes import tell_revoked
from pb.log.service import append
from pb.log.types import EventType
from pb.rounds.models import Area, BudgetRound
from pb.rounds.phases import Phase, Stage
from pb.urn.models import Envelope

OPEN_STAGES = frozenset({Stage.FROZEN, Stage.ARMED})


class LetterRefused(ActImpossible):
    """The letter can't be replaced, or its code not be made invalid."""


class WrongMoment(LetterRefused):
    """The round has no codes yet, or nobody can vote any more."""


class UnknownLetter(LetterRefused):
    """No letter of this round has this number."""


class LetterIsDead(LetterRefused):
    """The code in this letter does not work any more."""


class HasVoted(LetterRefused):
    """Somebody voted with the code, and nobody said that this ballot is void."""


class BallotNotInUrn(LetterRefused):
    """The code was used on paper: nobody can tell which ballot came with it."""


def can_replace(budget_round: BudgetRound, now: datetime) -> bool:
    """Say whether somebody can still vote with a new letter."""
    is_open = budget_round.stage in OPEN_STAGES
    return is_open and budget_round.phase(now) in {Phase.FROZEN, Phase.VOTING}


def can_void(budget_round: BudgetRound) -> bool:
    """Say whether the number of ballots can still change: until it is fixed."""
    return budget_round.stage in OPEN_STAGES


def replacement_subject(
    session: Session,
    budget_round: BudgetRound,
    arguments: Arguments,
    now: datetime,
    *,
    key: bytes,
) -> Mapping[str, Any]:
    """Return what exactly is proposed when a letter is to be replaced.

    Raises:
        LetterRefused: See its kinds.
    """
    if not can_replace(budget_round, now):
        raise WrongMoment
    code = _living_code(session, budget_round, arguments, key=key)
    return {**_subject(session, code, arguments), "large": bool(arguments["large"])}


def void_subject(
    session: Session,
    budget_round: BudgetRound,
    arguments: Arguments,
    now: datetime,
    *,
    key: bytes,
) -> Mapping[str, Any]:
    """Return what exactly is proposed when a code is to be made invalid.

    Raises:
        LetterRefused: See its kinds.
    """
    if not can_void(budget_round):
        raise WrongMoment
    code = _living_code(session, budget_round, arguments, key=key)
    return _subject(session, code, arguments)


def replace_letter(
    session: Session,
    budget_round: BudgetRound,
    arguments: Arguments,
    kept: KeptCode,
    *,
    key: bytes,
    now: datetime,
    actor: str,
) -> Mapping[str, Any]:
    """Kill the code of a letter and keep that of the new one. Not committed.

    Args:
        session: The round is locked.
        budget_round: Of the letter.
        arguments: Which letter, why, and whether its ballot is void.
        kept: Of the new letter.
        key: The code key of the installation.
        now: In UTC.
        actor: Who does it, for the logbook.

    Raises:
        LetterRefused: See its kinds.
    """
    code = _living_code(session, budget_round, arguments, key=key)
    area = session.get_one(Area, code.area_id)
    body = {"area": str(area.id), "reason": arguments["reason"]}
    if code.state is CodeState.USED:
        _void_ballot(session, code)
        append(
            session, budget_round, EventType.BALLOT_VOIDED, body, actor=actor, at=now
        )
    else:
        _revoke(session, code)
        append(
            session, budget_round, EventType.CODE_REPLACED, body, actor=actor, at=now
        )
    batch = keep_codes(
        session, area, [kept], channel=REPLACEMENT, now=now, actor=actor, extra=True
    )
    return {"batch": batch.id}


def void_letter(
    session: Session,
    budget_round: BudgetRound,
    arguments: Arguments,
    *,
    key: bytes,
    now: datetime,
    actor: str,
) -> Mapping[str, Any]:
    """Make a code invalid, and the ballot that was cast with it. Not committed.

    Raises:
        LetterRefused: See its kinds.
    """
    code = _living_code(session, budget_round, arguments, key=key)
    if code.state is CodeState.USED:
        _void_ballot(session, code)
        body = {"area": str(code.area_id), "reason": arguments["reason"]}
        append(
            session, budget_round, EventType.BALLOT_VOIDED, body, actor=actor, at=now
        )
    else:
        _revoke(session, code)
        tell_revoked(session, budget_round, [code.area_id], at=now, actor=actor)
    return {}


def find_replacement(
    session: Session, budget_round: BudgetRound, proposal_id: int
) -> tuple[Proposal, CodeBatch] | None:
    """Return an approved replacement, and the batch of its new letter."""
    proposal = find_proposal(session, budget_round, proposal_id)
    if proposal is None or proposal.outcome is not Decision.APPROVED:
        return None
    if proposal.act != TwoPersonAct.REPLACE_CODE:
        return None
    return proposal, session.get_one(CodeBatch, result_of(proposal)["batch"])


def take_letter(session: Session, batch_id: int, *, now: datetime) -> bool:
    """Note that a new letter leaves the system; False when it left before."""
    taken = session.execute(
        update(CodeBatch)
        .where(CodeBatch.id == batch_id, CodeBatch.handed_over_at.is_(None))
        .values(handed_over_at=now)
        .returning(CodeBatch.id)
    ).first()
    return taken is not None


def _living_code(
    session: Session, budget_round: BudgetRound, arguments: Arguments, *, key: bytes
) -> VotingCode:
    code = _find_code(session, budget_round, arguments, key=key)
    if code is None:
        raise UnknownLetter
    session.refresh(code)
    if code.state is CodeState.REVOKED or code.is_void:
        raise LetterIsDead
    if code.state is CodeState.USED:
        _check_ballot(session, code, arguments)
    return code


def _check_ballot(session: Session, code: VotingCode, arguments: Arguments) -> None:
    if not session.scalar(select(exists().where(Envelope.code_id == code.id))):
        raise BallotNotInUrn
    if not arguments["voids_ballot"]:
        raise HasVoted


def _find_code(
    session: Session, budget_round: BudgetRound, arguments: Arguments, *, key: bytes
) -> VotingCode | None:
    again = arguments.get("again")  # a replacement whose letter nobody has
    if again is None:
        number = arguments["letter"]
        return find_by_letter_number(session, budget_round, number, key=key)
    found = find_replacement(session, budget_round, again)
    if found is None:
        return None
    return session.scalar(select(VotingCode).where(VotingCode.batch_id == found[1].id))


def _subject(
    session: Session, code: VotingCode, arguments: Arguments
) -> dict[str, Any]:
    area = session.get_one(Area, code.area_id)
    return {
        "letter": normalise_number(arguments.get("letter") or ""),
        "again": arguments.get("again"),
        "area": str(area.id),
        "area_name": area.name,
        "reason": arguments["reason"],
        "is_used": code.state is CodeState.USED,
    }


def _revoke(session: Session, code: VotingCode) -> None:
    """Kill a code that nobody voted with, unless somebody just did."""
    revoked = session.execute(
        update(VotingCode)
        .where(VotingCode.id == code.id, VotingCode.state == CodeState.ISSUED)
        .values(state=CodeState.REVOKED)
        .returning(VotingCode.id)
        .execution_options(synchronize_session=False)
    ).first()
    if revoked is None:
        raise HasVoted


def _void_ballot(session: Session, code: VotingCode) -> None:
    """Take a ballot out of the urn, unopened; its code stays used."""
    session.execute(
        update(VotingCode)
        .where(VotingCode.id == code.id)
        .values(is_void=True)
        .execution_options(synchronize_session=False)
    )
    dropped = session.execute(
        delete(Envelope).where(Envelope.code_id == code.id).returning(Envelope.id)
    ).first()
    if dropped is None:
        raise BallotNotInUrn
