"""What was computed, and what was adopted and published."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class Outcome(Base):
    """The result of one count of a round, not yet adopted."""

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), index=True
    )
    computed_at: Mapped[datetime]
    ballots: Mapped[int]
    result_json: Mapped[str]  # canonical JSON, see docs/result-format.md
    result_hash: Mapped[str]  # SHA-256 of result_json, hex
    proposed_at: Mapped[datetime | None]


class Publication(Base):
    """A result as it was adopted (vastgesteld): versioned, never changed."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("budget_round_id", "version"),
        CheckConstraint("version > 0", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    version: Mapped[int]
    published_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")  # of a correction
    result_json: Mapped[str]
    result_hash: Mapped[str]
    # What the page tells beside the result; it follows from the same ballots.
    figures_json: Mapped[str]


class Reruns(Base):
    """What counting a result again with a change brought; beside it, and in parts.

    Found by the worker after the count, so it may come after the publication. The
    result does not change with it, and once it is finished neither does this.
    """

    __tablename__ = "reruns"
    __table_args__ = (UniqueConstraint("budget_round_id", "result_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    result_hash: Mapped[str]  # of the result that was counted again
    tries_json: Mapped[str]  # see `pb.results.trying`
    seconds: Mapped[int] = mapped_column(default=0)  # allowed to it so far
    finished_at: Mapped[datetime | None]


class Withdrawal(Base):
    """A version of a result that does not hold any more; it stays to be read."""

    __tablename__ = "withdrawal"

    publication_id: Mapped[int] = mapped_column(
        ForeignKey("publication.id"), primary_key=True
    )
    withdrawn_at: Mapped[datetime]
    reason: Mapped[str]  # for everybody to read
    # The newest count then: a correction needs a newer one.
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
