"""How a proposer gets at the own plan: by a link in a mail, or a code on paper.

Of both only a hash is kept. A link is long; a code is one that people can type.
"""

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pb.codes.code import generate, normalise
from pb.projects.care_models import PlanAccess
from pb.projects.drafts import hash_of

LINK, CODE = "link", "code"
MARK_LENGTH = 16  # signs of the hash: enough to tell rows apart, opens nothing


def grant(
    session: Session, project_id: int, kind: str, *, now: datetime
) -> tuple[PlanAccess, str]:
    """Make a new link or code for a plan, and commit; return its row and its words.

    A new code ends the codes before it: whoever lost a letter asks for another.
    """
    if kind == CODE:
        _revoke(session, project_id, CODE, now)
    access, words = new_access(project_id, kind, now=now)
    session.add(access)
    session.commit()
    return access, words


def new_access(project_id: int, kind: str, *, now: datetime) -> tuple[PlanAccess, str]:
    """Return a row to add, and the words that open the plan."""
    words = generate() if kind == CODE else secrets.token_urlsafe(24)
    access = PlanAccess(
        project_id=project_id,
        kind=kind,
        secret_hash=hash_of(f"{kind} {words}"),
        created_at=now,
    )
    return access, words


def find_by_link(session: Session, words: str) -> PlanAccess | None:
    """Return what a link opens, unless it was taken back."""
    return _find(session, LINK, words)


def find_by_code(session: Session, typed: str) -> PlanAccess | None:
    """Return what a code opens; case, spaces and dashes don't matter."""
    words = normalise(typed)
    return None if words is None else _find(session, CODE, words)


def _find(session: Session, kind: str, words: str) -> PlanAccess | None:
    return session.scalar(
        select(PlanAccess).where(
            PlanAccess.kind == kind,
            PlanAccess.secret_hash == hash_of(f"{kind} {words}"),
            PlanAccess.revoked_at.is_(None),
        )
    )


def mark_of(access: PlanAccess) -> str:
    """Return what tells an access from a later one that got the same number."""
    return access.secret_hash[:MARK_LENGTH]


def still_open(session: Session, access_id: int, mark: str) -> PlanAccess | None:
    """Return an access that was used before, unless it was taken back since.

    SQLite gives the number of an erased row to another: the mark must fit too.
    """
    access = session.get(PlanAccess, access_id)
    if access is None or access.revoked_at or mark_of(access) != mark:
        return None
    return access


def close_links(session: Session, project_id: int, *, now: datetime) -> None:
    """Take back every link to a plan; its code stays. The caller commits."""
    _revoke(session, project_id, LINK, now)


def _revoke(session: Session, project_id: int, kind: str, now: datetime) -> None:
    session.execute(
        update(PlanAccess)
        .where(
            PlanAccess.project_id == project_id,
            PlanAccess.kind == kind,
            PlanAccess.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
