"""The two secrets of staff: a password, and a code of the authenticator app."""

from datetime import datetime

import structlog
from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pb.auth import passwords, totp
from pb.auth.emails import folded
from pb.auth.models import StaffMember

log = structlog.get_logger()


class CannotLogIn(Exception):
    """The password or the code was refused."""


class WrongPassword(CannotLogIn):
    """The e-mail address is unknown, the password is wrong or the account closed.

    One error for all, so that guessing teaches nothing.
    """


class WrongCode(CannotLogIn):
    """The code of the authenticator app is wrong, too old, or was used before."""


def check_password(
    session: Session, email: str, password: str, *, hasher: PasswordHasher
) -> StaffMember:
    """Return who has this e-mail address and this password, detached.

    Ends what the session was reading, so that nothing waits for the slow hash.

    Raises:
        WrongPassword: For any reason, after the same time.
    """
    member = session.scalar(
        select(StaffMember).where(StaffMember.email == folded(email))
    )
    if member is not None:
        session.expunge(member)
    session.rollback()
    kept = None if member is None else member.password_hash
    if not passwords.is_right(password, kept, hasher):
        raise WrongPassword
    if member is None or member.is_disabled:
        raise WrongPassword
    return member


def use_code(
    session: Session, member: StaffMember, code: str, *, secret_key: str, now: datetime
) -> None:
    """Accept a code of the authenticator app, once.

    Raises:
        WrongCode: It is wrong, too old, or was used before.
    """
    try:
        secret = totp.unseal(member.totp_secret, secret_key)
    except totp.Unreadable:
        log.error("totp secret unreadable: was BUURTGELD_SECRET_KEY changed?")
        raise WrongCode from None
    step = totp.matching_step(secret, code, now)
    if step is None:
        raise WrongCode
    # The update both checks and spends the code, and any older one: of two browsers
    # that send the same code at the same moment one passes.
    spent = session.execute(
        update(StaffMember)
        .where(StaffMember.id == member.id, StaffMember.totp_last_step < step)
        .values(totp_last_step=step)
        .returning(StaffMember.id)
    ).first()
    session.commit()
    if spent is None:
        raise WrongCode


def confirm_password(
    member: StaffMember, password: str, *, hasher: PasswordHasher
) -> None:
    """Check the password of who is logged in already.

    Raises:
        WrongPassword: It is another.
    """
    if not passwords.is_right(password, member.password_hash, hasher):
        raise WrongPassword
