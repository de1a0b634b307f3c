"""The outbox."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class Mail(Base):
    """A mail to one person. Its words are erased once it is on its way."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'unsure', 'failed')", name="state"
        ),
        Index("ix_mail_waiting", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What it is about and for whom, without a name: one key, one mail, ever.
    key: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]  # not tried before
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")  # kind of error, no address
