"""Key holders: staff with the role, and the public half of their key."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember, StaffRole, StaffRoundRole
from pb.urn.passphrases import HolderKey, new_holder_key, new_passphrase


@dataclass(frozen=True, slots=True)
class Holder:
    """A member of staff who can hold a key."""

    id: int
    email: str
    key: HolderKey | None  # None: they have no passphrase yet


def list_holders(session: Session, round_id: int) -> Sequence[Holder]:
    """Return all key holders of a round who can log in, in the order of their accounts.

    They have the role in every round, or in this one.
    """
    everywhere = select(StaffRole.staff_id).where(StaffRole.role == Role.KEY_HOLDER)
    here = select(StaffRoundRole.staff_id).where(
        StaffRoundRole.role == Role.KEY_HOLDER,
        StaffRoundRole.budget_round_id == round_id,
    )
    members = session.scalars(
        select(StaffMember)
        .where(
            StaffMember.id.in_(everywhere) | StaffMember.id.in_(here),
            ~StaffMember.is_disabled,
        )
        .order_by(StaffMember.id)
    )
    return [Holder(m.id, m.email, key_of(m)) for m in members]


def key_of(member: StaffMember) -> HolderKey | None:
    """Return the public half of the key of a member of staff, if there is one."""
    if member.urn_salt is None or member.urn_public_key is None:
        return None
    return HolderKey(member.urn_salt, member.urn_public_key)


def give_passphrase(session: Session, staff_id: int) -> str:
    """Make a passphrase for a key holder; return it, for the only time.

    Keys that were made before keep the passphrase of then.

    Args:
        session: Committed.
        staff_id: Of the key holder.
    """
    passphrase = new_passphrase()
    key = new_holder_key(passphrase)
    member = session.get_one(StaffMember, staff_id)
    member.urn_salt, member.urn_public_key = key.salt, key.public_key
    session.commit()
    return passphrase
