"""Counted failures."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class FailureCount(Base):
    """How often something failed for one subject within one minute."""

    __tablename__ = "failure_count"

    scope: Mapped[str] = mapped_column(primary_key=True)  # code, login, totp
    # A keyed hash of the address prefix or account: no address is stored.
    subject: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
