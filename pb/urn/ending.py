"""What the clock does when the time for objections is over: codes are deleted.

Until then a resident can ask whether a code was used. The key of the urn stays until
two persons destroy it, see `pb.urn.destroying`.
"""

from datetime import datetime

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pb.codes.deleting import delete_codes
from pb.codes.models import VotingCode
from pb.retention.service import ON_TIME
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.rounds.phases import PUBLISHED_STAGES
from pb.trail.kinds import Kind
from pb.trail.service import SYSTEM, note
from pb.urn.destroying import destroyable_from

log = structlog.get_logger(__name__)
WHAT = "voting_code"  # in the trail


def delete_due_codes(session: Session, *, now: datetime) -> int:
    """Delete the codes of rounds whose result nobody can object to; return how many.

    What goes wrong in one round is logged, and stops no other.

    Args:
        session: Not in a transaction; committed.
        now: In UTC.
    """
    has_codes = exists().where(VotingCode.budget_round_id == BudgetRound.id)
    found = select(BudgetRound).where(
        BudgetRound.stage.in_(PUBLISHED_STAGES), has_codes
    )
    rounds = session.scalars(found.order_by(BudgetRound.id)).all()
    slugs = {each.id: each.slug for each in rounds}
    deleted = 0
    for round_id, slug in slugs.items():
        try:
            round_ = session.get_one(BudgetRound, round_id)
            deleted += _delete_of(session, round_, now=now)
        except Exception:  # what is wrong with one round stops no other
            session.rollback()
            log.exception("codes are not deleted", round=slug)
    session.commit()  # when there was nothing, too: others wait
    return deleted


def _delete_of(session: Session, budget_round: BudgetRound, *, now: datetime) -> int:
    lock_round(session, budget_round)
    begins = destroyable_from(session, budget_round)
    if begins is None or now < begins:
        session.commit()
        return 0
    count = delete_codes(session, budget_round)
    note(
        session,
        Kind.PERSONAL_DATA_ERASED,
        at=now,
        actor=SYSTEM,
        round_slug=budget_round.slug,
        detail={"what": WHAT, "count": count, "why": ON_TIME},
    )
    session.commit()
    return count
