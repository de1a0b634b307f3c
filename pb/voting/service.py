"""Casting ballots and reading them back. Knows the database, not the web."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from pb.projects.models import Project
from pb.rounds.configuration import LAST_COUNTS, FrozenConfig
from pb.rounds.models import BudgetRound
from pb.urn.sealing import body_mac, envelope_size, seal
from pb.voting import statements
from pb.voting.commitment import (
    canonical_ballot,
    commitment_of,
    nonce_of,
)
from pb.voting.largest_body import largest_body
from pb.voting.models import Ballot
from pb.voting.presentation import Text
from pb.voting.selection import Selection, UnknownProject, faults_of, file_ids


class CannotCastBallot(Exception):
    """The ballot was refused and nothing was stored."""


class RoundNotOpen(CannotCastBallot):
    """The vote has not begun yet, or is over."""


class VotingOnHold(CannotCastBallot):
    """The vote is open by the clock, but takes no ballots for now."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason  # as staff gave it, for everybody


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
    # Of the ballot that this code cast before and that this one replaces; 0: none.
    version: int = 0


@dataclass(frozen=True, slots=True)
class Urn:
    """What it takes to put a ballot in the urn of a round, and not to read one."""

    public_key: str  # hex
    secret: bytes  # of the round, see pb.urn.keyfiles


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A submission, ready to be stored."""

    commitment: str  # never stored while the urn is shut
    body_mac: str
    ciphertext: bytes


def cast_ballot(
    connection: Connection, config: FrozenConfig, submission: Submission, urn: Urn
) -> str:
    """Seal one ballot and spend its code, in one transaction.

    The clock is the database's, read after the wait for the round: what is stored
    was also in time.

    Args:
        connection: Without an open transaction; committed on success.
        config: Of the round voted in.
        submission: The ballot of one voter.
        urn: Of that round.

    Returns:
        The commitment, in hex. The same submission gives the same one again, until
        the urn is opened.

    Raises:
        InvalidSelection: The choices break a limit.
        RoundNotOpen: The moment is outside the voting period, or voting not armed.
        VotingOnHold: The round takes no ballots for now.
        CodeNotUsable: The code is spent on another ballot, or revoked.
    """
    _check_selection(config, submission.selection)
    sealed = _seal(config, submission, urn)
    round_id = _hold_armed_round(connection, config)
    if round_id is None:
        return _same_again(
            connection, submission, sealed, _why_shut(connection, config)
        )
    if not _put(connection, config, submission, sealed, round_id=round_id):
        return _same_again(connection, submission, sealed, _why_not(connection, config))
    connection.commit()
    return sealed.commitment


def find_cast(
    connection: Connection, config: FrozenConfig, submission: Submission, urn: Urn
) -> str | None:
    """Return the commitment of a submission that was stored before, or None.

    Args:
        connection: Only read: whoever comes too late keeps nobody waiting.
        config: As for `cast_ballot`.
        submission: As for `cast_ballot`.
        urn: As for `cast_ballot`.
    """
    sealed = _seal(config, submission, urn)
    is_known = _is_stored(connection, submission.code_id, sealed)
    return sealed.commitment if is_known else None


def _is_stored(connection: Connection, code_id: str, sealed: _Sealed) -> bool:
    return bool(
        connection.scalar(statements.STORED, {"code": code_id, "mac": sealed.body_mac})
    )


def _check_selection(config: FrozenConfig, selection: Selection) -> None:
    try:
        faults = faults_of(config, selection)
    except UnknownProject as unknown:
        raise InvalidSelection from unknown
    if faults:
        raise InvalidSelection


def _seal(config: FrozenConfig, submission: Submission, urn: Urn) -> _Sealed:
    nonce = nonce_of(
        submission.form_nonce,
        round_secret=urn.secret,
        code_id=submission.code_id,
        submission_id=submission.submission_id,
    )
    body = canonical_ballot(submission.area_id, file_ids(submission.selection))
    return _Sealed(
        commitment_of(config.hash, nonce, body),
        body_mac(
            urn.secret, submission_id=submission.submission_id, nonce=nonce, body=body
        ),
        seal(urn.public_key, nonce=nonce, body=body, size=size_of_envelopes(config)),
    )


@lru_cache(maxsize=16)
def size_of_envelopes(config: FrozenConfig) -> int:
    """Return the one length of what an envelope of this round holds."""
    return envelope_size(max(largest_body(config, area.id) for area in config.areas))


def _hold_armed_round(connection: Connection, config: FrozenConfig) -> int | None:
    """Keep the round from being closed while this ballot is stored."""
    found: int | None = statements.HOLD.scalar(connection, {"slug": config.slug})
    return found


def _put(
    connection: Connection,
    config: FrozenConfig,
    submission: Submission,
    sealed: _Sealed,
    *,
    round_id: int,
) -> bool:
    """Put the envelope in the urn, if this code may still do so now."""
    if submission.version:
        return _replace(connection, config, submission, sealed)
    if not _spend(connection, config, submission, round_id):
        return False
    statements.INSERT.change(
        connection,
        {
            "id": secrets.token_hex(16),
            "budget_round_id": round_id,
            "code_id": submission.code_id,
            "batch_id": None,
            "ciphertext": sealed.ciphertext,
            "body_mac": sealed.body_mac,
            "version": 1,
        },
    )
    return True


def _period(config: FrozenConfig) -> dict[str, datetime]:
    return {"opens_at": config.opens_at, "closes_at": config.closes_at}


def _spend(
    connection: Connection, config: FrozenConfig, submission: Submission, round_id: int
) -> bool:
    """Spend an unspent code of the right area, in time."""
    spent = statements.SPEND.change(
        connection,
        {
            "code": submission.code_id,
            "round": round_id,
            "area": int(submission.area_id),
            **_period(config),
        },
    )
    return bool(spent)


def _replace(
    connection: Connection,
    config: FrozenConfig,
    submission: Submission,
    sealed: _Sealed,
) -> bool:
    """Put another ballot in the place of the one that the voter saw counted."""
    if config.recast != LAST_COUNTS:
        return False
    replaced = connection.execute(
        statements.REPLACE,
        {
            "code": submission.code_id,
            "seen": submission.version,
            "sealed": sealed.ciphertext,
            "mac": sealed.body_mac,
            **_period(config),
        },
    )
    return bool(replaced.rowcount)


def _why_shut(connection: Connection, config: FrozenConfig) -> CannotCastBallot:
    found = connection.execute(statements.ON_HOLD, {"slug": config.slug}).first()
    return RoundNotOpen() if found is None else VotingOnHold(found.pause_reason or "")


def _why_not(connection: Connection, config: FrozenConfig) -> CannotCastBallot:
    is_in_time = connection.scalar(select(statements.IN_TIME), _period(config))
    return CodeNotUsable() if is_in_time else RoundNotOpen()


def _same_again(
    connection: Connection,
    submission: Submission,
    sealed: _Sealed,
    otherwise: CannotCastBallot,
) -> str:
    """Answer a retry as the first time; refuse anything else."""
    is_known = _is_stored(connection, submission.code_id, sealed)
    connection.rollback()
    if not is_known:
        raise otherwise
    return sealed.commitment


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
