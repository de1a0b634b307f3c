"""How many people voted online and on paper, without numbers that tell of a few."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from exports.suppression import shown_cells
from pb.codes.deleting import numbers_of
from pb.codes.models import CodeState
from pb.paper.settling import count_paper
from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class TurnoutByChannel:
    """People who voted, an invalid paper ballot included, a void vote not."""

    total: int
    online: int | None  # None: too few on one of the two ways to tell them apart
    paper: int | None


def turnout_by_channel(session: Session, budget_round: BudgetRound) -> TurnoutByChannel:
    """Return how people voted in a round. By area it is never told (1b.10).

    Args:
        session: Only read.
        budget_round: Closed: while people vote only numbers of codes are told.
    """
    total = sum(
        found.number
        for found in numbers_of(session, budget_round)
        if found.state is CodeState.USED and not found.is_void
    )
    paper = count_paper(session, budget_round)
    on_paper = 0 if paper is None else paper.spent
    online, told = shown_cells([total - on_paper, on_paper])
    return TurnoutByChannel(total, online, told)
