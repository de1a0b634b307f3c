"""What people say about a plan, and how many support it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base

REMARK_KINDS = ("question", "idea", "for", "against", "answer")


class TalkSettings(Base):
    """How one talks about the plans of a round; without a row one does not."""

    __tablename__ = "talk_settings"
    __table_args__ = (CheckConstraint("threshold > 0", name="threshold"),)

    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), primary_key=True
    )
    is_open: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Whether somebody reads a remark before it is shown, or after.
    reads_first: Mapped[bool] = mapped_column(default=True, server_default=true())
    supports: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Of plans for the whole district, and of areas without a number of their own.
    threshold: Mapped[int | None]


class AreaThreshold(Base):
    """How many supporters a plan in an area needs for the list."""

    __tablename__ = "area_threshold"
    __table_args__ = (CheckConstraint("threshold > 0", name="threshold"),)

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    threshold: Mapped[int]


class Remark(Base):
    """A question, an idea, a word for or against, or an answer (reactie)."""

    __tablename__ = "remark"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('question', 'idea', 'for', 'against', 'answer')", name="kind"
        ),
        CheckConstraint("state IN ('waiting', 'shown', 'refused')", name="state"),
        CheckConstraint("state <> 'refused' OR refusal <> ''", name="refusal"),
        CheckConstraint("(kind = 'answer') = (answers_id IS NOT NULL)", name="answers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    submission_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("remark.id"), index=True)
    is_staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    text: Mapped[str]
    written_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    refusal: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))


class RemarkWriter(Base):
    """Who wrote a remark: a name that is shown, an address that is not. Erasable."""

    __tablename__ = "remark_writer"

    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id"), primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    # Of our mails: that of the page on which somebody wrote to us.
    language: Mapped[str] = mapped_column(default="nl", server_default="nl")


class RemarkReport(Base):
    """Somebody says that a remark should not be there (melding)."""

    __tablename__ = "remark_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    remark_id: Mapped[int] = mapped_column(ForeignKey("remark.id"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class SupportAsked(Base):
    """An address that was typed in to support a plan, until its link is used."""

    __tablename__ = "support_asked"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    email: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]


class Support(Base):
    """One person who supports one plan, once."""

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("project_id", "person"),
        CheckConstraint("proof IN ('email', 'code')", name="proof"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    # A keyed hash of the address or the code: the same for the same person.
    person: Mapped[str]
    proof: Mapped[str]
    at: Mapped[datetime]


class SupportCode(Base):
    """A code for who has no e-mail; staff give one to one person."""

    __tablename__ = "support_code"

    mac: Mapped[str] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    issued_at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))


class SupportWaiver(Base):
    """Why a plan goes on the list with too few supporters; everyone may read it."""

    __tablename__ = "support_waiver"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
