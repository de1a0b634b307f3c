"""Accounts of staff: made, changed, closed. Knows no web."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.auth import passwords, totp
from pb.auth.emails import read_email
from pb.auth.models import Role, StaffMember, StaffRole
from pb.sessions import store
from pb.urn.passphrases import new_holder_key, new_passphrase


class CannotChangeAccount(Exception):
    """The account was not made or changed."""


class EmailTaken(CannotChangeAccount):
    """There is an account with this e-mail address already."""


class NoRole(CannotChangeAccount):
    """An account without any role could open nothing."""


class PasswordTooShort(CannotChangeAccount):
    """A password has at least `passwords.SHORTEST` characters."""


class PasswordTooLong(CannotChangeAccount):
    """A password has at most `passwords.LONGEST` characters."""


class PasswordIsEmail(CannotChangeAccount):
    """The e-mail address is the first password anyone tries."""


class PasswordUnchanged(CannotChangeAccount):
    """The new password is the old one."""


class PasswordChanged(CannotChangeAccount):
    """The password was changed by someone else in the meantime."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A new account with its secrets, which are shown once."""

    email: str
    password: str
    totp_secret: str
    roles: tuple[str, ...]
    urn_passphrase: str | None = None  # of a key holder

    def as_json(self) -> dict[str, object]:
        """Return the account as an entry of demo.json's `staff`."""
        return {
            "email": self.email,
            "password": self.password,
            "totp_secret": self.totp_secret,
            "roles": list(self.roles),
            "urn_passphrase": self.urn_passphrase,
        }


def add_staff(
    session: Session,
    email: str,
    roles: Iterable[Role],
    *,
    secret_key: str,
    now: datetime,
    password: str | None = None,
    must_change: bool = True,
    hasher: PasswordHasher | None = None,
) -> NewStaff:
    """Make an account and commit it.

    Args:
        session: Not in a transaction: making the password's hash is slow.
        email: In any case; kept in lower case.
        roles: At least one.
        secret_key: The installation's; the authenticator secret is sealed with it.
        now: In UTC.
        password: Made when not given.
        must_change: Whether the first thing asked is a password of one's own.
        hasher: Argon2id with its usual costs when not given.

    Raises:
        NotAnEmail: `email` is no address.
        EmailTaken: It has an account.
        NoRole: `roles` is empty.
    """
    address = read_email(email)
    wanted = sorted(set(roles), key=list(Role).index)
    if not wanted:
        raise NoRole
    password = password or passwords.generate()
    secret = totp.generate_secret()
    passphrase = new_passphrase() if Role.KEY_HOLDER in wanted else None
    key = new_holder_key(passphrase) if passphrase else None
    session.add(
        StaffMember(
            email=address,
            urn_salt=key.salt if key else None,
            urn_public_key=key.public_key if key else None,
            password_hash=passwords.hashed(password, hasher or PasswordHasher()),
            must_change_password=must_change,
            totp_secret=totp.seal(secret, secret_key),
            created_at=now,
            role_rows=[StaffRole(role=role.value) for role in wanted],
        )
    )
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise EmailTaken(address) from None
    names = tuple(role.value for role in wanted)
    return NewStaff(address, password, secret, names, passphrase)


def change_password(
    session: Session, member: StaffMember, password: str, *, hasher: PasswordHasher
) -> None:
    """Keep a new password and end every session that knew the old one.

    Args:
        session: Not in a transaction: the hash is slow.
        member: Detached; it is given the new password's hash too.
        password: As typed.
        hasher: Argon2id.

    Raises:
        CannotChangeAccount: One of its kinds above, each with its reason.
    """
    _check_new_password(member, password, hasher)
    kept = passwords.hashed(password, hasher)
    changed = session.execute(
        update(StaffMember)
        .where(
            StaffMember.id == member.id,
            StaffMember.password_hash == member.password_hash,
        )
        .values(password_hash=kept, must_change_password=False)
        .returning(StaffMember.id)
    ).first()
    session.commit()
    if changed is None:
        raise PasswordChanged
    member.password_hash = kept
    store.end_all_of_staff(member.id)


def _check_new_password(
    member: StaffMember, password: str, hasher: PasswordHasher
) -> None:
    if len(password) < passwords.SHORTEST:
        raise PasswordTooShort
    if len(password) > passwords.LONGEST:
        raise PasswordTooLong
    if password.strip().lower() == member.email:
        raise PasswordIsEmail
    if passwords.is_right(password, member.password_hash, hasher):
        raise PasswordUnchanged


def disable(session: Session, staff_id: int) -> None:
    """Close an account and end its sessions, at once."""
    session.execute(
        update(StaffMember).where(StaffMember.id == staff_id).values(is_disabled=True)
    )
    session.commit()
    store.end_all_of_staff(staff_id)


def set_roles(session: Session, staff_id: int, roles: Iterable[Role]) -> None:
    """Give a member exactly these roles, and end the sessions that had others."""
    member = session.get_one(StaffMember, staff_id)
    wanted = {role.value for role in roles}
    member.role_rows = [row for row in member.role_rows if row.role in wanted] + [
        StaffRole(role=role)
        for role in sorted(wanted - {row.role for row in member.role_rows})
    ]
    session.commit()
    store.end_all_of_staff(staff_id)
