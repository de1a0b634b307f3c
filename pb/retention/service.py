"""Erasing what has had its time, and what there is of one person.

Nothing of this touches a logbook or a published result: these hold no names. So
a round can be verified as before (T46).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.retention.register import MONTH, DatedData, dated_kinds, erasers, finders
from pb.retention.terms import longest, terms_of
from pb.rounds.models import BudgetRound
from pb.trail.kinds import Kind
from pb.trail.service import SYSTEM, note

ON_TIME, ON_REQUEST = "term", "request"


def erase_due(
    session: Session, installation: Mapping[str, int], *, now: datetime
) -> int:
    """Erase what has had its time, round by round; commit; return how much it was.

    Args:
        session: Not in a transaction.
        installation: The months that the installation sets, by kind.
        now: In UTC.
    """
    rounds = session.scalars(select(BudgetRound).order_by(BudgetRound.id)).all()
    erased = sum(_erase_of(session, each, installation, now) for each in rounds)
    erased += sum(
        _erase_dated(session, kind, installation, now) for kind in dated_kinds()
    )
    session.commit()  # when there was nothing, too: others wait
    return erased


def _erase_dated(
    session: Session, kind: DatedData, installation: Mapping[str, int], now: datetime
) -> int:
    before = now - timedelta(days=longest(kind, installation) * MONTH)
    count = kind.erase(session, before)
    if count:
        _tell(session, kind.name, count, now=now)
    session.commit()
    return count


def _erase_of(
    session: Session,
    budget_round: BudgetRound,
    installation: Mapping[str, int],
    now: datetime,
) -> int:
    erased = 0
    for term in terms_of(session, budget_round, installation):
        if term.until is None or now < term.until or not term.left:
            continue
        count = term.kind.erase(session, budget_round)
        erased += count
        _tell(session, term.kind.name, count, now=now, slug=budget_round.slug)
        session.commit()
    return erased


def _tell(
    session: Session, what: str, count: int, *, now: datetime, slug: str | None = None
) -> None:
    detail = {"what": what, "count": count, "why": ON_TIME}
    kind = Kind.PERSONAL_DATA_ERASED
    note(session, kind, at=now, actor=SYSTEM, round_slug=slug, detail=detail)


def find_person(session: Session, email: str) -> dict[str, int]:
    """Return how much there is of one e-mail address, by kind; only what there is."""
    wanted = email.strip().lower()
    found = {name: count(session, wanted) for name, count in finders().items()}
    return {name: count for name, count in found.items() if count}


def erase_person(
    session: Session, email: str, *, actor: int | str, now: datetime
) -> dict[str, int]:
    """Erase all there is of one e-mail address, and commit; return it by kind.

    The trail tells how much of which kind, and not of whom.

    Args:
        session: Of who asks for it.
        email: In any case.
        actor: The id of who erases, or SYSTEM.
        now: In UTC.
    """
    wanted = email.strip().lower()
    erased = {name: erase(session, wanted) for name, erase in erasers().items()}
    found = {name: count for name, count in erased.items() if count}
    for name, count in found.items():
        note(
            session,
            Kind.PERSONAL_DATA_ERASED,
            at=now,
            actor=actor,
            detail={"what": name, "count": count, "why": ON_REQUEST},
        )
    session.commit()
    return found
