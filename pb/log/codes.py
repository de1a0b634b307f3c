"""What the logbook tells about voting codes."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from exports import merkle
from pb.log.service import append
from pb.log.types import EventType
from pb.rounds.models import Area, BudgetRound


def tell_issued(
    session: Session,
    area: Area,
    macs: Iterable[str],
    *,
    at: datetime,
    actor: str,
    extra: bool = False,
) -> None:
    """Write that codes were issued for an area; see `pb.log.service.append`.

    Args:
        session: Not committed here.
        area: Says for which round as well.
        macs: The stored hashes of the codes, hex.
        at: In UTC.
        actor: Who asked for them.
        extra: After the vote opened, so by two persons.
    """
    leaves = [sha256(bytes.fromhex(mac)).digest() for mac in macs]
    body = {
        "area": str(area.id),
        "count": len(leaves),
        # Fixes which codes there are; neither codes nor leaves are published.
        "root": merkle.root(sorted(leaves)).hex(),
        "extra": extra,
    }
    budget_round = session.get_one(BudgetRound, area.budget_round_id)
    append(session, budget_round, EventType.CODES_ISSUED, body, actor=actor, at=at)


def tell_revoked(
    session: Session,
    budget_round: BudgetRound,
    area_ids: Iterable[int],
    *,
    at: datetime,
    actor: str,
) -> int:
    """Write that codes were revoked, a line for each area; return how many.

    Args:
        session: Not committed here.
        budget_round: Of the codes.
        area_ids: The area of each code.
        at: In UTC.
        actor: Who did it.
    """
    counts = Counter(area_ids)
    for area_id, count in sorted(counts.items()):
        body = {"area": str(area_id), "count": count}
        append(session, budget_round, EventType.CODES_REVOKED, body, actor=actor, at=at)
    return counts.total()
