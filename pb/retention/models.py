"""Terms that one round sets for itself."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class RetentionPeriod(Base):
    """How long one round keeps one kind of personal data."""

    __tablename__ = "retention_period"
    __table_args__ = (CheckConstraint("months >= 0", name="months"),)

    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)  # see pb.retention.register
    months: Mapped[int]  # of 30 days, after the end of the round
