"""When codes of a round may be issued and revoked, and by how many people."""

from datetime import datetime

from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage


def takes_codes(budget_round: BudgetRound, now: datetime) -> bool:
    """Say whether one person may issue codes: until the clock opens the vote."""
    is_armed_at_most = budget_round.stage in {Stage.FROZEN, Stage.ARMED}
    return is_armed_at_most and budget_round.phase(now) is Phase.FROZEN


def takes_extra_codes(budget_round: BudgetRound, now: datetime) -> bool:
    """Say whether two persons may issue codes: while people vote."""
    return budget_round.phase(now) is Phase.VOTING


def takes_revocations(budget_round: BudgetRound, now: datetime) -> bool:
    """Say whether one person may revoke a whole batch: until the vote begins."""
    return takes_codes(budget_round, now)
