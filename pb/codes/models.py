"""Voting codes and the batches in which they were issued."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class CodeState(StrEnum):
    """What became of a voting code."""

    ISSUED = "issued"
    USED = "used"
    REVOKED = "revoked"


def _state() -> Enum:
    return Enum(
        CodeState,
        native_enum=False,
        length=10,
        values_callable=lambda states: [state.value for state in states],
        create_constraint=True,
        name="state",
    )


class CodeBatch(Base):
    """Codes of one area that were made together, and their letters."""

    __tablename__ = "code_batch"
    __table_args__ = (CheckConstraint("count > 0", name="count"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), index=True
    )
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    count: Mapped[int]
    # desk: letters made here; file: `buurtgeld codes issue`; demo: demo.json
    channel: Mapped[str]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    created_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]  # letters left the system, once
    # Stands in the parcel; who types it has received all of it.
    parcel_check: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]  # since then the letters are not here
    revoked_at: Mapped[datetime | None]


class VotingCode(Base):
    """One resident's right to cast one ballot (stemcode).

    Only a keyed hash is kept. Nothing here tells who got the letter, when the
    code was used, or what was voted.
    """

    __tablename__ = "voting_code"
    __table_args__ = (
        UniqueConstraint("budget_round_id", "mac"),
        Index("ix_voting_code_tally", "budget_round_id", "area_id", "state"),
        Index(
            "ix_voting_code_letter_mac", "budget_round_id", "letter_mac", unique=True
        ),
    )

    # Random, so that the order of issue is not the order of rows.
    id: Mapped[str] = mapped_column(
        primary_key=True, default=lambda: secrets.token_hex(16)
    )
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("code_batch.id"), index=True)
    mac: Mapped[str]  # HMAC-SHA-256(code key, round ‖ code), hex
    # HMAC-SHA-256(code key, "letter" ‖ round ‖ letter number), hex; none for a code
    # that was not printed here.
    letter_mac: Mapped[str | None]
    state: Mapped[CodeState] = mapped_column(_state(), default=CodeState.ISSUED)
    # Its ballot was taken out of the urn unopened. The code stays used.
    is_void: Mapped[bool] = mapped_column(default=False, server_default=false())


class CodeCount(Base):
    """How many codes of an area were in one state when they were deleted."""

    __tablename__ = "code_count"
    __table_args__ = (CheckConstraint("count > 0", name="count"),)

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    state: Mapped[CodeState] = mapped_column(_state(), primary_key=True)
    is_void: Mapped[bool] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), index=True
    )
    count: Mapped[int]
