"""Who can log in as somebody else, as the trail tells.

Whoever makes an account, or gives it a new password or a new second step, sees the
secret once. Until a third person replaces it, the two accounts may be one person.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.trail.kinds import Kind
from pb.trail.models import TrailEntry
from pb.trail.service import aliases

# Kind -> the secrets that whoever did it has seen.
SEEN = {
    Kind.ACCOUNT_ADDED: ("password", "second step"),
    Kind.PASSWORD_RESET: ("password",),
    Kind.SECOND_STEP_RESET: ("second step",),
}


def may_be_one_person(
    session: Session, one_id: int, other_id: int, *, since: datetime
) -> bool:
    """Say whether one of two members of staff let the other in, directly or not.

    Args:
        session: Only read.
        one_id: A member of staff.
        other_id: Another.
        since: Only what was done from this moment on counts (UTC).
    """
    known = aliases(session)
    one, other = known.get(one_id), known.get(other_id)
    if one is None or other is None:  # of whom the trail tells nothing
        return False
    makers = _makers(session, since)
    return one in makers.get(other, set()) or other in makers.get(one, set())


def _makers(session: Session, since: datetime) -> dict[str, set[str]]:
    """Return who may know the secrets that each member has now, by pseudonym.

    That is who saw one, who let those in before, and so on.
    """
    lines = session.scalars(
        select(TrailEntry)
        .where(
            TrailEntry.kind.in_([kind.value for kind in SEEN]),
            TrailEntry.at >= since.replace(microsecond=0),
        )
        .order_by(TrailEntry.id)
    )
    # Account -> secret -> who may know it. Who was behind the maker at that moment
    # stays so, whatever the two accounts do to each other later.
    seen: dict[str, dict[str, set[str]]] = {}
    for line in lines:
        behind = {line.actor} | _together(seen.get(line.actor, {}))
        for secret in SEEN[Kind(line.kind)]:
            seen.setdefault(line.about or "", {})[secret] = behind
    return {about: _together(secrets) for about, secrets in seen.items()}


def _together(secrets: dict[str, set[str]]) -> set[str]:
    return set().union(*secrets.values())
