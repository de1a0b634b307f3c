"""The sealed envelope of one voter."""

import secrets

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class Envelope(Base):
    """A sealed ballot; it exists from casting until the urn is opened.

    While it does, the code it came with is known, so that a ballot can be voided
    unopened. It is destroyed when the ballots are read.
    """

    __tablename__ = "envelope"
    __table_args__ = (
        Index("ix_envelope_budget_round_id", "budget_round_id"),
        Index("ix_envelope_batch_id", "batch_id"),
    )

    id: Mapped[str] = mapped_column(
        primary_key=True, default=lambda: secrets.token_hex(16)
    )
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    # None: entered from paper, where the code was spent apart from the ballot.
    code_id: Mapped[str | None] = mapped_column(
        ForeignKey("voting_code.id"), unique=True
    )
    # The batch of paper, where there is no code. The database looks it up itself.
    batch_id: Mapped[int | None]
    ciphertext: Mapped[bytes]  # of one length in the whole round
    body_mac: Mapped[str]  # recognises a retry; keyed, so it tells nothing else
    version: Mapped[int] = mapped_column(default=1)  # how often this code voted
