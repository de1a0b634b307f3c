"""Accounts of staff: made, changed, closed. Knows no web."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.auth import passwords, totp
from pb.auth.emails import folded, read_email
from pb.auth.models import Role, StaffMember, StaffRole, StaffRoundRole
from pb.sessions import store
from pb.trail.kinds import Kind
from pb.trail.service import SYSTEM, note
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
    round_id: int | None = None,
    by: int | str = SYSTEM,
    with_passphrase: bool = True,
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
        round_id: The only round in which the roles count; every one when not given.
        by: The id of the administrator who adds it, for the trail.
        with_passphrase: Whether a key holder gets a passphrase here; else they make
            it after they logged in, and nobody else sees it.

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
    wants_one = with_passphrase and Role.KEY_HOLDER in wanted
    passphrase = new_passphrase() if wants_one else None
    key = new_holder_key(passphrase) if passphrase else None
    member = StaffMember(
        email=address,
        urn_salt=key.salt if key else None,
        urn_public_key=key.public_key if key else None,
        password_hash=passwords.hashed(password, hasher or PasswordHasher()),
        must_change_password=must_change,
        totp_secret=totp.seal(secret, secret_key),
        created_at=now,
    )
    _give(member, wanted, round_id)
    _keep(session, member, wanted, now=now, by=by)
    names = tuple(role.value for role in wanted)
    return NewStaff(address, password, secret, names, passphrase)


def _give(member: StaffMember, roles: list[Role], round_id: int | None) -> None:
    if round_id is None:
        member.role_rows = [StaffRole(role=role.value) for role in roles]
        return
    member.round_role_rows = [
        StaffRoundRole(role=role.value, budget_round_id=round_id) for role in roles
    ]


def _keep(
    session: Session,
    member: StaffMember,
    roles: list[Role],
    *,
    now: datetime,
    by: int | str,
) -> None:
    session.add(member)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        raise EmailTaken(member.email) from None
    detail = {"roles": [role.value for role in roles]}
    note(
        session,
        Kind.ACCOUNT_ADDED,
        at=now,
        actor=by,
        about=member.id,
        detail=detail,
    )
    session.commit()


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


def find_id(session: Session, email: str) -> int | None:
    """Return whose address this is, as it is typed; None when nobody's."""
    query = select(StaffMember.id).where(StaffMember.email == folded(email))
    return session.scalar(query)


def end_sessions(session: Session, staff_id: int) -> None:
    """Commit, and end every session of a member, also one that begins this moment.

    Whoever is logging in right now read the account before, so the session they get
    carries the number from before, and opens nothing.
    """
    session.execute(
        update(StaffMember)
        .where(StaffMember.id == staff_id)
        .values(session_epoch=StaffMember.session_epoch + 1)
    )
    session.commit()
    store.end_all_of_staff(staff_id)
