"""When codes of a round may be issued and revoked, and by how many people."""

from datetime import datetime

from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase, Stage


def takes_codes(budget_round: BudgetRound, _now: datetime) -> bool:
    """Say whether one person may issue codes: until the public count of them."""
    return budget_round.stage is Stage.FROZEN


def takes_extra_codes(budget_round: BudgetRound, now: datetime) -> bool:
    """Say whether two persons may issue codes, while somebody can vote with them."""
    is_over = budget_round.phase(now) not in {Phase.FROZEN, Phase.VOTING}
    return budget_round.stage is Stage.ARMED and not is_over


def takes_revocations(budget_round: BudgetRound, now: datetime) -> bool:
    """Say whether one person may revoke a whole batch: until the vote begins."""
    is_armed_at_most = budget_round.stage in {Stage.FROZEN, Stage.ARMED}
    return is_armed_at_most and budget_round.phase(now) is Phase.FROZEN
