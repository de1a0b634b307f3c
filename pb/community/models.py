"""Who offers help, which places there are, and who was brought together."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base

OFFER_KINDS = ("hands", "skills", "materials", "place")
TIMES = ("workday", "evening", "weekend")


class Offer(Base):
    """What somebody offers to the plans of the neighbourhood (aanbod)."""

    __tablename__ = "helper_offer"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('hands', 'skills', 'materials', 'place')", name="kind"
        ),
        CheckConstraint("state IN ('asked', 'open', 'closed')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Travels with the form, so that a form sent twice makes one offer.
    submission_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    details: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")  # by name; empty: everywhere
    theme: Mapped[str] = mapped_column(default="")  # empty: any
    times: Mapped[str] = mapped_column(default="")  # of TIMES, parted by spaces
    # Asked: whether it is meant is not known, by mail or by telephone.
    state: Mapped[str] = mapped_column(default="asked")
    created_at: Mapped[datetime]
    until: Mapped[date]


class HelperContact(Base):
    """How to reach who offers something. Erasable, never public."""

    __tablename__ = "helper_contact"

    offer_id: Mapped[int] = mapped_column(
        ForeignKey("helper_offer.id"), primary_key=True
    )
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    # Of our mails: that of the page on which somebody wrote to us.
    language: Mapped[str] = mapped_column(default="nl", server_default="nl")
    # Of the words in the link with which somebody confirms or withdraws.
    token_hash: Mapped[str | None] = mapped_column(unique=True)


class Introduction(Base):
    """A plan and a helper who might fit; they meet once both said yes."""

    __tablename__ = "introduction"
    __table_args__ = (
        UniqueConstraint("need_id", "offer_id"),
        CheckConstraint("maker_answer IN ('', 'yes', 'no')", name="maker_answer"),
        CheckConstraint("helper_answer IN ('', 'yes', 'no')", name="helper_answer"),
        CheckConstraint(
            "introduced_at IS NULL OR (maker_answer = 'yes' AND helper_answer = 'yes')",
            name="both_said_yes",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(
        ForeignKey("plan_need.id", ondelete="CASCADE"), index=True
    )
    offer_id: Mapped[int] = mapped_column(ForeignKey("helper_offer.id"), index=True)
    # Why they might fit, as the broker saw it: points by reason.
    score: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    maker_answer: Mapped[str] = mapped_column(default="")
    helper_answer: Mapped[str] = mapped_column(default="")
    # Of the links in the two mails; gone once they are used.
    maker_token: Mapped[str | None] = mapped_column(unique=True)
    helper_token: Mapped[str | None] = mapped_column(unique=True)
    introduced_at: Mapped[datetime | None]


class Place(Base):
    """A place that plans can use (buurtaccommodatie)."""

    __tablename__ = "place"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    area: Mapped[str] = mapped_column(default="")
    what: Mapped[str] = mapped_column(default="")  # Markdown
    hours: Mapped[str] = mapped_column(default="")
    price: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    access: Mapped[str] = mapped_column(default="")  # see pb.community.words.ACCESS
    access_note: Mapped[str] = mapped_column(default="")
    is_shown: Mapped[bool] = mapped_column(default=True, server_default=true())
    checked_on: Mapped[date]  # the last day that somebody looked whether it is so


class PlaceContact(Base):
    """Whom to call about a place. Public, because they want that; erasable."""

    __tablename__ = "place_contact"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
