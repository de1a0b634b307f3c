"""Finding the ballot that a receipt speaks of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.voting.commitment import first_bits, receipt_of
from pb.voting.models import Ballot


@dataclass(frozen=True, slots=True)
class FoundBallot:
    """A ballot that is public: its round and its commitment, in hex."""

    budget_round: BudgetRound
    commitment: str


def find_receipt(
    session: Session, receipt: str, *, now: datetime
) -> FoundBallot | None:
    """Return the ballot of this receipt, once its round is closed.

    Args:
        session: Only read.
        receipt: 26 symbols.
        now: In UTC. Of rounds that are open nothing is said.
    """
    begin = first_bits(receipt)
    rows = session.execute(
        select(Ballot.commitment, BudgetRound)
        .join(BudgetRound, BudgetRound.id == Ballot.budget_round_id)
        .where(Ballot.commitment >= begin, Ballot.commitment < begin + "g")
    )
    for commitment, budget_round in rows:
        is_over = budget_round.phase(now) not in {Phase.FROZEN, Phase.VOTING}
        if is_over and receipt_of(commitment) == receipt:
            return FoundBallot(budget_round, commitment)
    return None
