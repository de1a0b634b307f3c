"""What paper was in a round, in numbers that tell of nobody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from exports.suppression import SMALLEST_CELL, hidden_cells
from pb.paper.models import BatchState, PaperBatch
from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class PaperTotals:
    """All batches of a round together."""

    spent: int
    ballots: int
    invalid: int
    reasons: Mapping[str, int]

    def as_body(self, online: int) -> dict[str, object]:
        """Return the numbers as an event tells them, without small ones.

        How many are invalid is always told: without it nobody could check that no
        ballot was added or left out.

        Args:
            online: Codes that voted without paper, and whose vote is not void.
        """
        tells = not hidden_cells([self.spent, online]) and not _is_small(self.ballots)
        # All or none: their sum is told.
        tells_why = not any(map(_is_small, self.reasons.values()))
        return {
            "spent": self.spent if tells else None,
            "valid": self.ballots if tells else None,
            "invalid": self.invalid,
            "reasons": dict(self.reasons) if tells_why else None,
        }


def _is_small(number: int) -> bool:
    return 0 < number < SMALLEST_CELL


def has_unfinished(session: Session, budget_round: BudgetRound) -> bool:
    """Say whether paper ballots of a round are not in the urn yet."""
    unfinished = exists().where(
        PaperBatch.budget_round_id == budget_round.id,
        PaperBatch.state != BatchState.DONE,
    )
    return bool(session.scalar(select(unfinished)))


def count_paper(session: Session, budget_round: BudgetRound) -> PaperTotals | None:
    """Return the totals of the batches of a round; None where there was no paper."""
    batches = session.scalars(
        select(PaperBatch).where(PaperBatch.budget_round_id == budget_round.id)
    ).all()
    if not batches:
        return None
    reasons: Counter[str] = Counter()
    for batch in batches:
        reasons.update(batch.reasons)
    return PaperTotals(
        spent=sum(batch.spent for batch in batches),
        ballots=sum(batch.ballots for batch in batches),
        invalid=sum(batch.invalid for batch in batches),
        reasons=dict(sorted(reasons.items())),
    )
