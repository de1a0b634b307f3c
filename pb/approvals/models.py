"""What one member of staff proposes, and what another decides about it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class Decision(StrEnum):
    """How a proposal ended."""

    APPROVED = "approved"
    REJECTED = "rejected"
    LAPSED = "lapsed"  # what it is about changed meanwhile
    WITHDRAWN = "withdrawn"  # by who proposed it


class Proposal(Base):
    """An act that waits for a second person (voorstel).

    The database refuses a change of what is proposed, a second decision, and a
    decision by who proposed it.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("proposer_id <> approver_id", name="four_eyes"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint(
            "outcome NOT IN ('approved', 'rejected') OR approver_id IS NOT NULL",
            name="decided_by_somebody",
        ),
        Index("ix_proposal_open", "budget_round_id", "outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    act: Mapped[str]
    # All that the second person is to see, canonical (RFC 8785), and its SHA-256.
    subject_json: Mapped[str]
    subject_hash: Mapped[str]  # hex
    proposer_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    proposed_at: Mapped[datetime]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[Decision | None] = mapped_column(
        Enum(
            Decision,
            native_enum=False,
            length=10,
            values_callable=lambda decisions: [each.value for each in decisions],
            create_constraint=True,
            name="outcome",
        )
    )
    # What it made, for who did it; as the act wishes.
    result_json: Mapped[str | None]
