"""From a code that was typed to a voter. Knows the database, not the web."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pb.codes.models import CodeState, VotingCode
from pb.codes.service import find_codes
from pb.rounds.configuration import (
    LAST_COUNTS,
    FrozenConfig,
    FrozenContest,
    read_config,
)
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage
from pb.urn.models import Envelope

LIMIT = 10  # unknown codes a minute, per address prefix
SCOPE = "code"


class NotAdmitted(Exception):
    """Nobody may vote with this code now."""


class UnknownCode(NotAdmitted):
    """The code was never issued, was revoked, or is of a round that is past.

    One error for all three, so that guessing codes teaches nothing.
    """


class CodeUsed(NotAdmitted):
    """A ballot was cast with this code."""


class VoteNotOpen(NotAdmitted):
    """The vote has not begun yet."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__(str(opens_at))
        self.opens_at = opens_at


class VoteOver(NotAdmitted):
    """The vote is over."""


class VotePaused(NotAdmitted):
    """The vote is open by the clock, but takes no ballots for now."""


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


def admit(session: Session, code: str, *, key: bytes, now: datetime) -> str:
    """Return the id of the code, if its holder may vote now.

    Args:
        session: Only read.
        code: As `pb.codes.code.normalise` returns it.
        key: The code key of the installation.
        now: In UTC.

    Raises:
        NotAdmitted: See the exceptions above.
    """
    row, budget_round = _find(session, code, key=key, now=now)
    if _is_spent(row, budget_round):
        raise CodeUsed
    phase = budget_round.phase(now)
    if phase is Phase.FROZEN:
        raise VoteNotOpen(budget_round.opens_at)
    if phase is not Phase.VOTING:
        raise VoteOver
    if budget_round.public_key is None:
        raise VotePaused
    return row.id


def _is_spent(code: VotingCode, budget_round: BudgetRound) -> bool:
    """Say whether nobody can vote with a code any more."""
    is_last = budget_round.recast == LAST_COUNTS and not code.is_void
    return code.state is CodeState.USED and not is_last


def is_used(session: Session, code: str, *, key: bytes, now: datetime) -> bool:
    """Say whether somebody voted with this code; told only to who holds it.

    Raises:
        UnknownCode: See `admit`.
    """
    row, _ = _find(session, code, key=key, now=now)
    return row.state is CodeState.USED


def _find(
    session: Session, code: str, *, key: bytes, now: datetime
) -> tuple[VotingCode, BudgetRound]:
    found = find_codes(session, code, key=key)
    # Asked for every code, known or not: time must tell nothing.
    others_vote = _is_somewhere_open(session, now)
    for row, budget_round in found:
        is_past = budget_round.stage not in {Stage.FROZEN, Stage.ARMED, Stage.CLOSED}
        if row.state is not CodeState.REVOKED and not (is_past and others_vote):
            return row, budget_round
    raise UnknownCode


def _is_somewhere_open(session: Session, now: datetime) -> bool:
    """Say whether a round takes ballots: then a letter of a past one is the wrong."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    BudgetRound.stage == Stage.ARMED,
                    BudgetRound.opens_at <= now,
                    BudgetRound.closes_at > now,
                )
            )
        )
    )


def find_voter(session: Session, code_id: str, now: datetime) -> Voter | None:
    """Return the voter of an accepted code, detached from the database.

    Args:
        session: Only read.
        code_id: From the voter's session.
        now: In UTC.
    """
    found = session.execute(
        select(VotingCode, BudgetRound, Envelope.version)
        .join(BudgetRound, BudgetRound.id == VotingCode.budget_round_id)
        .outerjoin(Envelope, Envelope.code_id == VotingCode.id)
        .where(VotingCode.id == code_id, VotingCode.state != CodeState.REVOKED)
    ).first()
    if found is None:
        return None
    code, budget_round, version = found
    return Voter(
        code_id=code.id,
        area_id=str(code.area_id),
        has_voted=_is_spent(code, budget_round),
        phase=budget_round.phase(now),
        config=read_config(budget_round),
        public_key=budget_round.public_key or "",
        version=version or 0,
    )
