"""The ballot as it is counted."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class Ballot(Base):
    """One cast ballot. It holds no code, no resident, no time and no order.

    `commitment` is SHA-256 over the round's config hash, the nonce and the body
    (docs/result-format.md).
    """

    __tablename__ = "ballot"
    # Without row ids, SQLite stores the rows by commitment, not by time of casting.
    __table_args__ = ({"sqlite_with_rowid": False},)

    commitment: Mapped[str] = mapped_column(primary_key=True)  # hex
    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), index=True
    )
    nonce: Mapped[str]  # 32 bytes, hex
    body: Mapped[str]  # canonical JSON: {"area": id, "choices": {contest id: …}}
