"""Lines of the trail, and who hides behind a pseudonym."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class TrailEntry(Base):
    """One act of staff. The database refuses to change or remove it."""

    __tablename__ = "trail_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]  # see pb.trail.kinds
    actor: Mapped[str]  # a pseudonym, "system" or "unknown"
    about: Mapped[str | None]  # the pseudonym of another member of staff
    round_slug: Mapped[str | None]
    detail_json: Mapped[str]  # numbers and words of our own, nothing of a person


class StaffAlias(Base):
    """The pseudonym of a member of staff in the trail.

    The only tie between the two: without the row nobody can tell who is meant.
    """

    __tablename__ = "staff_alias"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff_member.id"), primary_key=True
    )
    alias: Mapped[str] = mapped_column(unique=True)
