"""Play codes and play ballots: tables of their own, so that none of it can count."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pb.db import Base


class Rehearsal(Base):
    """The trial of a round (oefenronde), until staff erase it.

    Nothing of a vote refers to it, and it refers to nothing of a vote.
    """

    __tablename__ = "rehearsal"

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), unique=True
    )
    # As it would be fixed; made anew as long as there is no play ballot.
    config_json: Mapped[str] = mapped_column(default="")
    config_hash: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))  # counts it
    counted_at: Mapped[datetime | None]
    result_json: Mapped[str | None]
    figures_json: Mapped[str | None]

    codes: Mapped[list["PlayCode"]] = relationship(
        order_by="PlayCode.number", cascade="all, delete-orphan"
    )


class PlayCode(Base):
    """The right to cast one play ballot (oefencode). It is no secret."""

    __tablename__ = "play_code"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rehearsal_id: Mapped[int] = mapped_column(
        ForeignKey("rehearsal.id", ondelete="CASCADE"), index=True
    )
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    number: Mapped[int]  # on the sheet, from 1
    code: Mapped[str] = mapped_column(unique=True)  # as printed

    ballot: Mapped["PlayBallot | None"] = relationship(cascade="all, delete-orphan")


class PlayBallot(Base):
    """What somebody chose to try it out (oefenstem). It counts nowhere."""

    __tablename__ = "play_ballot"

    play_code_id: Mapped[int] = mapped_column(
        ForeignKey("play_code.id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[str]  # as a real ballot is written, but never sealed
    submission_hash: Mapped[str]  # a form that is sent twice is one ballot
