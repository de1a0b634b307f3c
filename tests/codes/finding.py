"""Finding what the database keeps of a code, apart from who may vote with it."""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from pb.codes.code import mac
from pb.models import BudgetRound, CodeBatch, VotingCode


def find_codes(
    session: Session, code: str, *, key: bytes
) -> list[tuple[VotingCode, BudgetRound]]:
    """Return the rows of a code, whatever their state, with their rounds."""
    round_ids = session.scalars(select(CodeBatch.budget_round_id).distinct()).all()
    hashes = [
        and_(
            VotingCode.budget_round_id == round_id,
            VotingCode.mac == mac(code, round_id, key),
        )
        for round_id in sorted(round_ids)
    ]
    if not hashes:
        return []
    rows = session.execute(
        select(VotingCode, BudgetRound)
        .join(BudgetRound, BudgetRound.id == VotingCode.budget_round_id)
        .where(or_(*hashes))
        .order_by(BudgetRound.id)
    )
    return [(row, budget_round) for row, budget_round in rows]
