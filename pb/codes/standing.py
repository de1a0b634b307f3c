"""How a voting code stands, as it is read when its holder wants to vote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pb.codes.models import CodeState, VotingCode
from pb.rounds.configuration import LAST_COUNTS
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage, interval, phase_at


@dataclass(frozen=True, slots=True)
class Standing:
    """How a code stands, and its round."""

    # In the order of COLUMNS.

    code_id: str
    area_id: int
    state: CodeState
    is_void: bool
    round_id: int
    stage: Stage
    opens_at: datetime | None
    closes_at: datetime | None
    recast: str
    public_key: str | None
    config_hash: str | None
    on_hold_at: datetime | None
    paused_at: datetime | None
    pause_reason: str | None
    version: int | None = None  # of its envelope; None where there is none

    @property
    def is_spent(self) -> bool:
        """Say whether nobody can vote with this code any more.

        Also where the last vote counts: a ballot on paper is in the urn without its
        code, so nobody can replace it.
        """
        may_again = self.recast == LAST_COUNTS and not self.is_void
        return self.state is CodeState.USED and not (
            may_again and self.version is not None
        )

    @property
    def is_on_paper(self) -> bool:
        """Say whether its ballot would be replaced now, had it not been on paper."""
        again = self.recast == LAST_COUNTS and not self.is_void
        return self.state is CodeState.USED and again and self.version is None

    def phase(self, now: datetime) -> Phase:
        """Return where the round is; it is frozen, or further."""
        voting = interval(self.opens_at, self.closes_at)
        return phase_at(self.stage, now, collecting=None, voting=voting)


COLUMNS: tuple[Any, ...] = (
    VotingCode.id,
    VotingCode.area_id,
    VotingCode.state,
    VotingCode.is_void,
    BudgetRound.id,
    BudgetRound.stage,
    BudgetRound.opens_at,
    BudgetRound.closes_at,
    BudgetRound.recast,
    BudgetRound.public_key,
    BudgetRound.config_hash,
    BudgetRound.on_hold_at,
    BudgetRound.paused_at,
    BudgetRound.pause_reason,
)
