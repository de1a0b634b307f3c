"""From a code that was typed to a voter. Knows the database, not the web."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select
from sqlalchemy.orm import Session

from pb.codes.code import mac
from pb.codes.models import CodeBatch, CodeState, VotingCode
from pb.codes.standing import COLUMNS, Standing
from pb.db import UtcDateTime
from pb.prepared import Prepared
from pb.rounds.configuration import (
    FrozenConfig,
    FrozenContest,
    config_of,
    until,
)
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage
from pb.urn.models import Envelope

LIMIT = 10  # unknown codes a minute, per address prefix
SCOPE = "code"


class CodeStatus(StrEnum):
    """What whoever holds a code may know of it."""

    UNUSED = "unused"
    USED = "used"
    VOID = "void"  # used, and the desk took its ballot out of the urn unopened


class NotAdmitted(Exception):
    """Nobody may vote with this code now."""


class UnknownCode(NotAdmitted):
    """The code was never issued, was revoked, or is of a round that is past.

    One error for all three, so that guessing codes teaches nothing.
    """


class CodeUsed(NotAdmitted):
    """A ballot was cast with this code."""


class UsedOnPaper(CodeUsed):
    """A paper ballot came with this code, where else the last vote counts."""


class VoteNotOpen(NotAdmitted):
    """The vote has not begun yet."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__(str(opens_at))
        self.opens_at = opens_at


class VoteOver(NotAdmitted):
    """The vote is over."""


class VotePaused(NotAdmitted):
    """The vote is open by the clock, but takes no ballots for now."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason  # as staff gave it, for everybody


@dataclass(frozen=True, slots=True)
class Voter:
    """Whoever holds an accepted code: which ballot they get, and nothing more."""

    code_id: str
    area_id: str
    has_voted: bool  # and may not vote again
    phase: Phase
    config: FrozenConfig
    public_key: str  # of the urn, hex
    version: int = 0  # of the ballot that this code cast before, if any

    @property
    def contests(self) -> tuple[FrozenContest, ...]:
        """Return the contests on this voter's ballot."""
        return self.config.contests_for(self.area_id)


_STANDING: tuple[Any, ...] = (*COLUMNS, Envelope.version)


@cache
def _by_hash(rounds: int) -> Prepared:
    """Return what finds a code in so many rounds, each with a hash of its own."""
    places = range(rounds)
    return Prepared(
        select(*_STANDING)
        .join(BudgetRound, BudgetRound.id == VotingCode.budget_round_id)
        .outerjoin(Envelope, Envelope.code_id == VotingCode.id)
        .where(
            # A hash is of one round, so the two can't be mixed up; apart, they use
            # the index on both databases.
            VotingCode.budget_round_id.in_([bindparam(f"round{n}") for n in places]),
            VotingCode.mac.in_([bindparam(f"hash{n}") for n in places]),
        )
        .order_by(BudgetRound.id)
    )


# Every round with codes, and whether there is a vote somewhere now.
_ROUNDS = Prepared(
    select(
        CodeBatch.budget_round_id,
        exists()
        .where(
            BudgetRound.stage == Stage.ARMED,
            BudgetRound.opens_at <= bindparam("now", type_=UtcDateTime()),
            BudgetRound.closes_at > bindparam("now", type_=UtcDateTime()),
        )
        .label("is_somewhere_open"),
    ).distinct()
)


def admit(
    session: Session | Connection, code: str, *, key: bytes, now: datetime
) -> str:
    """Return the id of the code, if its holder may vote now.

    Args:
        session: Only read.
        code: As `pb.codes.code.normalise` returns it.
        key: The code key of the installation.
        now: In UTC.

    Raises:
        NotAdmitted: See the exceptions above.
    """
    found = _find(session, code, key=key, now=now)
    phase = found.phase(now)
    if found.is_on_paper:  # or the urn is open, and all envelopes are gone
        raise UsedOnPaper if phase is Phase.VOTING else VoteOver
    if found.is_spent:
        raise CodeUsed
    if phase is Phase.FROZEN:
        raise VoteNotOpen(found.opens_at)
    if phase is not Phase.VOTING:
        raise VoteOver
    if found.paused_at is not None:
        raise VotePaused(found.pause_reason or "")
    if found.public_key is None or found.on_hold_at is not None:
        raise VotePaused
    return found.code_id


def look_up_code(
    session: Session | Connection, code: str, *, key: bytes, now: datetime
) -> CodeStatus:
    """Say whether somebody voted with this code; told only to who holds it.

    Raises:
        UnknownCode: See `admit`; also when a new letter took its place.
    """
    found = _find(session, code, key=key, now=now)
    if found.is_void:
        return CodeStatus.VOID
    return CodeStatus.USED if found.state is CodeState.USED else CodeStatus.UNUSED


def _find(
    session: Session | Connection, code: str, *, key: bytes, now: datetime
) -> Standing:
    """Return how a code stands; the same questions are asked for any code.

    So time tells nothing about an unknown one.
    """
    known = _ROUNDS.rows(session, {"now": now})
    rounds = sorted(round_id for round_id, _is_open in known)
    if not rounds:
        raise UnknownCode  # nobody has a code
    others_vote = any(is_open for _round_id, is_open in known)
    asked: dict[str, object] = {}
    for place, round_id in enumerate(rounds):
        asked[f"round{place}"] = round_id
        asked[f"hash{place}"] = mac(code, round_id, key)
    for row in _by_hash(len(rounds)).rows(session, asked):
        found = Standing(*row)
        is_past = found.stage not in {Stage.FROZEN, Stage.ARMED, Stage.CLOSED}
        if found.state is not CodeState.REVOKED and not (is_past and others_vote):
            return found
    raise UnknownCode


def voter_of(session: Callable[[], Session], found: Standing, now: datetime) -> Voter:
    """Return the voter of an accepted code, detached from the database.

    Args:
        session: Asked for one that only reads, the first time in a round.
        found: From the voter's session.
        now: In UTC.
    """
    return Voter(
        code_id=found.code_id,
        area_id=str(found.area_id),
        has_voted=found.is_spent,
        phase=found.phase(now),
        config=until(
            config_of(session, found.round_id, found.config_hash or ""),
            found.closes_at,
        ),
        public_key=found.public_key or "",
        version=found.version or 0,
    )
