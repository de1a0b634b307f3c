"""Casting ballots and reading them back. Knows the database, not the web."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from pb.codes.models import CodeState, VotingCode
from pb.projects.models import Project
from pb.rounds.configuration import FrozenConfig
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage
from pb.voting.commitment import (
    canonical_ballot,
    commitment_of,
    first_bits,
    nonce_of,
    receipt_of,
)
from pb.voting.models import Ballot
from pb.voting.presentation import Text
from pb.voting.selection import Selection, UnknownProject, faults_of, file_ids


class CannotCastBallot(Exception):
    """The ballot was refused and nothing was stored."""


class RoundNotOpen(CannotCastBallot):
    """The vote has not begun yet, or is over."""


class CodeNotUsable(CannotCastBallot):
    """The code was used for another ballot, or revoked."""


class InvalidSelection(CannotCastBallot):
    """The choices break a limit of the round, or are not on this ballot."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a voter sends: the choices, and what makes a retry recognisable."""

    code_id: str
    area_id: str
    selection: Selection
    form_nonce: bytes  # 32 bytes
    submission_id: str  # 128 random bits in hex; never stored


def cast_ballot(
    session: Session,
    config: FrozenConfig,
    submission: Submission,
    *,
    round_secret: bytes,
    now: Callable[[], datetime],
) -> str:
    """Store one ballot and spend its code, in one transaction.

    Args:
        session: Without an open transaction; committed on success.
        config: Of the round voted in.
        submission: The ballot of one voter.
        round_secret: See `pb.voting.secrets`.
        now: Tells the time in UTC. It is asked after the wait for the database, so
            that a ballot stored at closing time was also accepted before it.

    Returns:
        The commitment, in hex. The same submission gives the same one again, also
        after the vote is over.

    Raises:
        InvalidSelection: The choices break a limit.
        RoundNotOpen: The moment is outside the voting period, or voting not armed.
        CodeNotUsable: The code is spent on another ballot, or revoked.
    """
    _check_selection(config, submission.selection)
    nonce, body, commitment = _seal(config, submission, round_secret)
    round_id = _hold_armed_round(session, config)
    if round_id is None or not config.opens_at <= now() < config.closes_at:
        return _same_again(session, commitment, otherwise=RoundNotOpen())
    area_id = _spend(session, submission.code_id, round_id)
    if area_id is None:
        return _same_again(session, commitment, otherwise=CodeNotUsable())
    if str(area_id) != submission.area_id:
        session.rollback()
        raise InvalidSelection
    session.execute(
        insert(Ballot).values(
            commitment=commitment,
            budget_round_id=round_id,
            nonce=nonce.hex(),
            body=body.decode(),
        )
    )
    session.commit()
    return commitment


def find_cast(
    session: Session, config: FrozenConfig, submission: Submission, round_secret: bytes
) -> str | None:
    """Return the commitment of a submission that was stored before, or None.

    Args:
        session: Only read: whoever comes too late keeps nobody waiting.
        config: As for `cast_ballot`.
        submission: As for `cast_ballot`.
        round_secret: As for `cast_ballot`.
    """
    _, _, commitment = _seal(config, submission, round_secret)
    return commitment if _is_stored(session, commitment) else None


def _is_stored(session: Session, commitment: str) -> bool:
    return bool(session.scalar(select(exists().where(Ballot.commitment == commitment))))


def _check_selection(config: FrozenConfig, selection: Selection) -> None:
    try:
        faults = faults_of(config, selection)
    except UnknownProject as unknown:
        raise InvalidSelection from unknown
    if faults:
        raise InvalidSelection


def _seal(
    config: FrozenConfig, submission: Submission, round_secret: bytes
) -> tuple[bytes, bytes, str]:
    nonce = nonce_of(
        submission.form_nonce,
        round_secret=round_secret,
        code_id=submission.code_id,
        submission_id=submission.submission_id,
    )
    body = canonical_ballot(submission.area_id, file_ids(submission.selection))
    return nonce, body, commitment_of(config.hash, nonce, body)


def _hold_armed_round(session: Session, config: FrozenConfig) -> int | None:
    """Keep the round from being closed while this ballot is stored."""
    return session.scalar(
        select(BudgetRound.id)
        .where(BudgetRound.slug == config.slug, BudgetRound.stage == Stage.ARMED)
        .with_for_update(read=True)
    )


def _spend(session: Session, code_id: str, round_id: int) -> int | None:
    """Spend an unspent code; return its area.

    The update both checks and spends, so two browsers that send the same code at
    the same moment cannot both pass.
    """
    return session.execute(
        update(VotingCode)
        .where(
            VotingCode.id == code_id,
            VotingCode.budget_round_id == round_id,
            VotingCode.state == CodeState.ISSUED,
        )
        .values(state=CodeState.USED)
        .returning(VotingCode.area_id)
        .execution_options(synchronize_session=False)
    ).scalar()


def _same_again(
    session: Session, commitment: str, *, otherwise: CannotCastBallot
) -> str:
    """Answer a retry as the first time; refuse anything else.

    Only who holds the code, the page's nonce and the submission id can arrive at
    this commitment, so nothing that connects them needs to be stored.
    """
    is_known = _is_stored(session, commitment)
    session.rollback()
    if not is_known:
        raise otherwise
    return commitment


def texts_of(session: Session, numbers: Iterable[int]) -> dict[int, Text]:
    """Return description and place of plans, by our number."""
    rows = session.execute(
        select(Project.id, Project.description, Project.place).where(
            Project.id.in_(list(numbers))
        )
    )
    return {row.id: Text(row.description, row.place) for row in rows}


def read_ballots(session: Session, budget_round: BudgetRound) -> Iterator[Ballot]:
    """Yield the ballots of a round, sorted by commitment."""
    yield from session.scalars(
        select(Ballot)
        .where(Ballot.budget_round_id == budget_round.id)
        .order_by(Ballot.commitment)
        .execution_options(yield_per=5000)
    )


def find_receipt(
    session: Session, receipt: str, *, now: datetime
) -> BudgetRound | None:
    """Return the closed round in whose urn the ballot of this receipt is.

    Args:
        session: Only read.
        receipt: 26 symbols.
        now: In UTC. Of rounds that are open nothing is said.
    """
    begin = first_bits(receipt)
    found = session.execute(
        select(Ballot.commitment, BudgetRound)
        .join(BudgetRound, BudgetRound.id == Ballot.budget_round_id)
        .where(Ballot.commitment >= begin, Ballot.commitment < begin + "g")
    )
    for commitment, budget_round in found:
        is_over = budget_round.phase(now) not in {Phase.FROZEN, Phase.VOTING}
        if is_over and receipt_of(commitment) == receipt:
            return budget_round
    return None
