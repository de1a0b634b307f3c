"""What happened in a round, checkpoints of that, and who hides behind a pseudonym."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class Event(Base):
    """One line of the logbook. The database refuses to change or remove it."""

    __tablename__ = "event"
    __table_args__ = (CheckConstraint('"index" >= 0', name="index"),)

    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), primary_key=True
    )
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]  # whole seconds
    type: Mapped[str]
    actor: Mapped[str]  # "<role>:<pseudonym>" or "system"
    body_json: Mapped[str]  # canonical (RFC 8785)
    previous: Mapped[str]  # hex
    hash: Mapped[str]  # hex


class Checkpoint(Base):
    """What a log was at some size, signed. Kept as it was published."""

    __tablename__ = "checkpoint"
    __table_args__ = (
        CheckConstraint("log IN ('events', 'ballots')", name="log"),
        CheckConstraint("size >= 0", name="size"),
    )

    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), primary_key=True
    )
    log: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[str]  # hex
    text: Mapped[str]


class StaffPseudonym(Base):
    """Who is meant in the logbook of one round.

    The only tie between a member of staff and the log: without the row, nobody can
    tell, and the chain still holds.
    """

    __tablename__ = "staff_pseudonym"
    __table_args__ = (UniqueConstraint("budget_round_id", "pseudonym"),)

    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), primary_key=True
    )
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id"), primary_key=True
    )
    pseudonym: Mapped[str]
