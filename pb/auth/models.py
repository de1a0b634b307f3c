"""Members of staff and their roles."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pb.db import Base


class Role(StrEnum):
    """What a member of staff may do."""

    CONFIGURATOR = "configurator"
    EVALUATOR = "evaluator"
    DESK_CLERK = "desk_clerk"
    COUNTER = "counter"
    KEY_HOLDER = "key_holder"
    APPROVER = "approver"
    BROKER = "broker"
    COUNCIL_READER = "council_reader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class StaffMember(Base):
    """A member of staff (medewerker)."""

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    password_hash: Mapped[str]  # Argon2id
    must_change_password: Mapped[bool] = mapped_column(default=True)
    totp_secret: Mapped[str]  # sealed with a key made from the secret key
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code works once
    is_disabled: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    # Counts what ends every session: one that began earlier opens nothing, even when
    # it was written down later.
    session_epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    # Of a key holder: what it takes to seal for them, see pb.urn.passphrases.
    urn_salt: Mapped[str | None]
    urn_public_key: Mapped[str | None]

    role_rows: Mapped[list["StaffRole"]] = relationship(cascade="all, delete-orphan")
    round_role_rows: Mapped[list["StaffRoundRole"]] = relationship(
        cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """Return what this member may do everywhere."""
        return frozenset(Role(row.role) for row in self.role_rows)

    def roles_in(self, round_id: int | None) -> frozenset[Role]:
        """Return what this member may do in one round."""
        own = (r.role for r in self.round_role_rows if r.budget_round_id == round_id)
        return self.roles.union(map(Role, own))

    @property
    def roles_anywhere(self) -> frozenset[Role]:
        """Return what this member may do everywhere, or in at least one round."""
        return self.roles.union(Role(row.role) for row in self.round_role_rows)

    @property
    def has_any_role(self) -> bool:
        """Say whether this member may do anything, wherever."""
        return bool(self.role_rows or self.round_role_rows)


class StaffRole(Base):
    """One role of one member of staff, in every round."""

    __tablename__ = "staff_role"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id"), primary_key=True
    )
    role: Mapped[str] = mapped_column(primary_key=True)


class StaffRoundRole(Base):
    """One role of one member of staff, in one round only."""

    __tablename__ = "staff_round_role"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id"), primary_key=True
    )
    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(primary_key=True)


class RecoveryCode(Base):
    """A code that opens the second step once, for who lost the telephone."""

    __tablename__ = "recovery_code"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(primary_key=True)  # keyed
    used_at: Mapped[datetime | None]
