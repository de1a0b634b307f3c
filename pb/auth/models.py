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
    created_at: Mapped[datetime]
    # Of a key holder: what it takes to seal for them, see pb.urn.passphrases.
    urn_salt: Mapped[str | None]
    urn_public_key: Mapped[str | None]

    role_rows: Mapped[list["StaffRole"]] = relationship(cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[Role]:
        """Return what this member may do."""
        return frozenset(Role(row.role) for row in self.role_rows)


class StaffRole(Base):
    """One role of one member of staff."""

    __tablename__ = "staff_role"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id"), primary_key=True
    )
    role: Mapped[str] = mapped_column(primary_key=True)
