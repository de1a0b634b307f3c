"""Forgetting who a member of staff was, long after the account was closed."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from pb.auth.models import RecoveryCode, StaffMember
from pb.log import actors
from pb.retention.register import DatedData, register
from pb.sessions.models import WebSession
from pb.trail import service as trail

NOBODY = "gewist-{}@invalid"  # an address that can't be typed, so nobody logs in


def _is_due(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        StaffMember.is_disabled.is_(True),
        StaffMember.disabled_at < before,
        StaffMember.password_hash != "",
    )


def count_due(session: Session, before: datetime) -> int:
    """Return how many accounts were closed before a moment, and are not erased."""
    query = select(func.count()).select_from(StaffMember).where(*_is_due(before))
    return session.scalar(query) or 0


def erase_closed(session: Session, before: datetime) -> int:
    """Erase who had the accounts that were closed before a moment. Not committed.

    The rows stay, because acts refer to them; so do the lines of logbooks and trail,
    whose pseudonyms then lead to nobody.
    """
    members = session.scalars(select(StaffMember).where(*_is_due(before))).all()
    for member in members:
        member.email = NOBODY.format(member.id)
        member.password_hash = member.totp_secret = ""
        member.urn_salt = member.urn_public_key = None
        member.role_rows, member.round_role_rows = [], []
        actors.forget(session, member.id)
        trail.forget(session, member.id)
        for table in (RecoveryCode, WebSession):
            session.execute(delete(table).where(table.staff_id == member.id))
    session.flush()
    return len(members)


register(
    DatedData(
        name="staff_account",
        what=_l("E-mailadres van medewerkers van wie het account is gesloten"),
        why=_l("Om na te kunnen vragen wie wat deed"),
        after=_l("het sluiten van het account"),
        months=24,
        left=count_due,
        erase=erase_closed,
    )
)
