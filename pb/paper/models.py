"""Paper ballots on their way into the urn: a batch, and each sheet of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class BatchState(StrEnum):
    """How far a batch is."""

    SPENDING = "spending"  # codes are used up, stubs parted from ballots
    ENTERING = "entering"  # shuffled ballots are typed in, without codes
    DONE = "done"  # sealed in the urn; the numbers are fixed


class SheetState(StrEnum):
    """How far one paper ballot is."""

    FIRST = "first"  # one person entered it
    DIFFERS = "differs"  # two did, and not alike: look at the paper and enter again
    AGREED = "agreed"


def _stored(kind: type[StrEnum]) -> Enum:
    return Enum(
        kind,
        native_enum=False,
        length=10,
        values_callable=lambda states: [state.value for state in states],
        create_constraint=True,
        name="state",
    )


class PaperBatch(Base):
    """Paper ballots of one area that are handled together (stapel).

    It holds numbers, and the pseudonyms in the trail of who handled it. Which codes
    were spent in it stands nowhere.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("budget_round_id", "number"),
        CheckConstraint("spent >= 0 AND ballots >= 0 AND invalid >= 0", name="counts"),
        CheckConstraint("state <> 'done' OR spent = ballots + invalid", name="adds_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    number: Mapped[int]  # within the round, from 1
    state: Mapped[BatchState] = mapped_column(
        _stored(BatchState), default=BatchState.SPENDING
    )
    opened_at: Mapped[datetime]
    spent: Mapped[int] = mapped_column(default=0)  # codes
    # Recognises the newest code when its form is sent twice; keyed, and gone when the
    # ballots are shuffled.
    last_spend: Mapped[str | None]
    # Pseudonyms, in their own order: who saw codes of these ballots, and who said that
    # they were shuffled.
    spent_by: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    shuffled_by: Mapped[str | None]
    differences: Mapped[int] = mapped_column(default=0)  # between two entries
    # Of a batch that is done.
    ballots: Mapped[int] = mapped_column(default=0)
    invalid: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


class PaperSheet(Base):
    """One paper ballot of a batch, by the number it got after shuffling (biljet).

    What was chosen is only here sealed. The row is gone when the batch is done.
    """

    __tablename__ = "paper_sheet"

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("paper_batch.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[SheetState] = mapped_column(_stored(SheetState))
    attempt: Mapped[int] = mapped_column(default=1)  # one more after each difference
    # Of the entry that waits for a second person's.
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    mac: Mapped[str | None]  # keyed hash of it
    ciphertext: Mapped[bytes | None]  # sealed; none for an invalid one once agreed
    reason: Mapped[str | None]  # why it is invalid, once agreed
