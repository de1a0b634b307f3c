"""Revoking all codes of a batch before anybody can vote with them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pb.codes.models import CodeBatch, CodeState, VotingCode
from pb.codes.moments import takes_revocations
from pb.codes.service import CodesRefused, lock_for_codes
from pb.log.codes import tell_revoked
from pb.log.service import SYSTEM


class BatchIsRevoked(CodesRefused):
    """The codes of this batch were revoked before."""


def batches_with(session: Session, batch: CodeBatch) -> Sequence[CodeBatch]:
    """Return the batches that were printed by the same job, this one included."""
    if batch.job_id is None:
        return [batch]
    return session.scalars(
        select(CodeBatch).where(CodeBatch.job_id == batch.job_id).order_by(CodeBatch.id)
    ).all()


def revoke_batch(
    session: Session, batch: CodeBatch, *, now: datetime, actor: str = SYSTEM
) -> int:
    """Revoke all codes of a batch and of those printed with it; return how many.

    Args:
        session: Not committed here.
        batch: One of them.
        now: In UTC.
        actor: Who does it, for the logbook.

    Raises:
        RoundTakesNoCodes: The vote has begun.
        BatchIsRevoked: Somebody was earlier.
    """
    budget_round = lock_for_codes(
        session, batch.budget_round_id, now=now, may=takes_revocations
    )
    ids = [each.id for each in batches_with(session, batch)]
    marked = session.execute(
        update(CodeBatch)
        .where(CodeBatch.id.in_(ids), CodeBatch.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(CodeBatch.id)
    ).all()
    if not marked:
        raise BatchIsRevoked
    area_ids = session.scalars(
        update(VotingCode)
        .where(VotingCode.batch_id.in_(ids), VotingCode.state == CodeState.ISSUED)
        .values(state=CodeState.REVOKED)
        .returning(VotingCode.area_id)
        .execution_options(synchronize_session=False)
    ).all()
    return tell_revoked(session, budget_round, area_ids, at=now, actor=actor)
