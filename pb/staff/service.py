"""Changing accounts of staff: what an administrator may do, and with whom."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from pb.auth import passwords, totp
from pb.auth.models import (
    RecoveryCode,
    Role,
    StaffMember,
    StaffRole,
    StaffRoundRole,
)
from pb.auth.roles import EVERYWHERE_ONLY
from pb.auth.service import end_sessions
from pb.fingerprint import check_seen
from pb.trail.kinds import Kind
from pb.trail.service import aliases, note


class AccountRefused(Exception):
    """The account was not changed."""


class OwnAccount(AccountRefused):
    """Nobody changes what they may do themselves, nor lets themselves in anew."""


class LastAdministrator(AccountRefused):
    """Nobody would be left who can give roles."""


class NoLongerAdministrator(AccountRefused):
    """Whoever asks lost the role while they asked."""


class NotInOneRound(AccountRefused):
    """The role is of the whole installation, and can't be given for one round."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account, as the list of an administrator shows it."""

    member: StaffMember
    alias: str  # in the trail; empty while they did nothing
    roles: Sequence[Role]
    rounds: dict[int, list[Role]]  # by id of the round


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody changes an account."""

    staff_id: int
    by: int | str  # the id of an administrator, or the system
    now: datetime


def list_accounts(session: Session) -> list[Account]:
    """Return every account, those that are open first."""
    known = aliases(session)
    members = session.scalars(
        select(StaffMember)
        .options(
            selectinload(StaffMember.role_rows),
            selectinload(StaffMember.round_role_rows),
        )
        .order_by(StaffMember.is_disabled, StaffMember.email)
    )
    return [_account(member, known.get(member.id, "")) for member in members]


def find_account(session: Session, staff_id: int) -> Account | None:
    """Return one account."""
    member = session.get(StaffMember, staff_id)
    if member is None:
        return None
    return _account(member, aliases(session).get(staff_id, ""))


def _account(member: StaffMember, alias: str) -> Account:
    rounds: dict[int, list[Role]] = {}
    for row in member.round_role_rows:
        rounds.setdefault(row.budget_round_id, []).append(Role(row.role))
    return Account(member, alias, _sorted(member.roles), rounds)


def set_roles(
    session: Session,
    change: Change,
    roles: Iterable[Role],
    *,
    round_id: int | None = None,
    round_slug: str | None = None,
    seen: str | None = None,
) -> None:
    """Give a member exactly these roles, everywhere or in one round.

    Every session of the member ends: the next one has the new roles, and a new id.

    Args:
        session: Committed.
        change: Who changes whom, and when.
        roles: All of them.
        round_id: Of the round; None: everywhere.
        round_slug: The name of that round, for the trail.
        seen: The fingerprint of the roles on the page.

    Raises:
        AccountRefused: One of its kinds above.
        ChangedMeanwhile: The page showed other roles.
    """
    wanted = _sorted(frozenset(roles))
    if round_id is not None and not EVERYWHERE_ONLY.isdisjoint(wanted):
        raise NotInOneRound
    keeps = round_id is not None or Role.ADMINISTRATOR in wanted
    with _changing(session, change, takes_administrator=not keeps) as member:
        before = _replace(session, member, wanted, round_id)
        check_seen(seen, {"roles": before})
        note(
            session,
            Kind.ROLES_CHANGED,
            at=change.now,
            actor=change.by,
            about=member.id,
            round_slug=round_slug,
            detail={"before": before, "after": [role.value for role in wanted]},
        )


def _replace(
    session: Session, member: StaffMember, wanted: list[Role], round_id: int | None
) -> list[str]:
    """Replace the roles of a member; return those before."""
    table = StaffRole if round_id is None else StaffRoundRole
    is_own = table.staff_id == member.id
    if round_id is not None:
        is_own &= StaffRoundRole.budget_round_id == round_id
    before = set(session.scalars(select(table.role).where(is_own)))
    session.execute(delete(table).where(is_own))
    where = {} if round_id is None else {"budget_round_id": round_id}
    session.add_all(
        table(staff_id=member.id, role=role.value, **where) for role in wanted
    )
    return [role.value for role in _sorted(frozenset(map(Role, before)))]


def disable(session: Session, change: Change) -> None:
    """Close an account and end its sessions, at once.

    Raises:
        AccountRefused: One of its kinds above.
    """
    with _changing(session, change, takes_administrator=True) as member:
        member.is_disabled, member.disabled_at = True, change.now
        _note(session, change, Kind.ACCOUNT_DISABLED)


def enable(session: Session, change: Change) -> None:
    """Open an account again. No session of before comes back.

    Raises:
        AccountRefused: One of its kinds above.
    """
    with _changing(session, change) as member:
        member.is_disabled, member.disabled_at = False, None
        _note(session, change, Kind.ACCOUNT_ENABLED)


def reset_password(session: Session, change: Change, *, hasher: PasswordHasher) -> str:
    """Return a password for one time; who uses it must choose another.

    Raises:
        AccountRefused: One of its kinds above.
    """
    made = passwords.generate()
    kept = passwords.hashed(made, hasher)  # slow: before anything is locked
    with _changing(session, change) as member:
        member.password_hash, member.must_change_password = kept, True
        _note(session, change, Kind.PASSWORD_RESET)
    return made


def reset_second_step(session: Session, change: Change, *, secret_key: str) -> str:
    """Return a new secret for the authenticator app; recovery codes are gone too.

    Raises:
        AccountRefused: One of its kinds above.
    """
    secret = totp.generate_secret()
    with _changing(session, change) as member:
        member.totp_secret, member.totp_last_step = totp.seal(secret, secret_key), 0
        session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
        _note(session, change, Kind.SECOND_STEP_RESET)
    return secret


@contextmanager
def _changing(
    session: Session, change: Change, *, takes_administrator: bool = False
) -> Iterator[StaffMember]:
    """Hold all accounts, change one, commit, and end its sessions."""
    if change.by == change.staff_id:
        raise OwnAccount
    session.rollback()
    try:
        administrators = _hold_administrators(session)
        if isinstance(change.by, int) and change.by not in administrators:
            raise NoLongerAdministrator
        if takes_administrator and administrators == {change.staff_id}:
            raise LastAdministrator
        yield session.get_one(StaffMember, change.staff_id, populate_existing=True)
    except BaseException:
        session.rollback()
        raise
    end_sessions(session, change.staff_id)


def _hold_administrators(session: Session) -> set[int]:
    """Return who can give roles; nobody else changes that until the commit.

    Two who take the role from each other come one after the other, and the second
    reads what the first left.
    """
    all_rows = select(StaffMember.id).order_by(StaffMember.id)
    session.execute(all_rows.with_for_update(key_share=True))
    return set(
        session.scalars(
            select(StaffMember.id)
            .join(StaffRole, StaffRole.staff_id == StaffMember.id)
            .where(StaffRole.role == Role.ADMINISTRATOR, ~StaffMember.is_disabled)
        )
    )


def _note(session: Session, change: Change, kind: Kind) -> None:
    note(session, kind, at=change.now, actor=change.by, about=change.staff_id)


def _sorted(roles: frozenset[Role]) -> list[Role]:
    return sorted(roles, key=list(Role).index)
