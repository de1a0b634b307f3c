"""How a funded plan is carried out, what it cost, and who wrote about it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base, Cents


class DeliveryState(StrEnum):
    """How far a funded plan is, as staff said last."""

    PLANNED = "planned"
    BUSY = "busy"
    DONE = "done"
    STOPPED = "stopped"


class MoneyKind(StrEnum):
    """Which way a sum went; a negative sum takes one back."""

    PAID = "paid"  # to who carries the plan out
    ACCOUNTED = "accounted"  # they showed what it was spent on


class NoteState(StrEnum):
    """Where a piece of news is."""

    WAITING = "waiting"  # nobody read it yet
    SHOWN = "shown"
    REFUSED = "refused"


def _enum(kind: type[StrEnum], name: str) -> Enum:
    return Enum(
        kind,
        native_enum=False,
        length=10,
        values_callable=lambda members: [member.value for member in members],
        create_constraint=True,
        name=name,
    )


class Delivery(Base):
    """Carrying out one plan (uitvoering); there is none until staff begin."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("granted > 0", name="granted"),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    state: Mapped[DeliveryState] = mapped_column(
        _enum(DeliveryState, "state"), default=DeliveryState.PLANNED
    )
    granted: Mapped[Cents]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    thanks: Mapped[str] = mapped_column(default="")  # Markdown, shown when done
    lesson: Mapped[str] = mapped_column(default="")  # for who tries this next
    version: Mapped[int] = mapped_column(default=1)


class DeliveryContact(Base):
    """Whom residents can ask about a plan, and until when. Public, and erasable."""

    __tablename__ = "delivery_contact"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("delivery.project_id"), primary_key=True
    )
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    until: Mapped[date | None]


class Milestone(Base):
    """One step of carrying out (stap); late is not stored, the clock says it."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("delivery.project_id"), index=True
    )
    title: Mapped[str]
    due_on: Mapped[date]
    done_on: Mapped[date | None]


class MoneyEntry(Base):
    """One sum that was paid or accounted for; never changed, only taken back."""

    __tablename__ = "money_entry"
    __table_args__ = (CheckConstraint("amount <> 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("delivery.project_id"), index=True
    )
    kind: Mapped[MoneyKind] = mapped_column(_enum(MoneyKind, "kind"))
    amount: Mapped[Cents]
    day: Mapped[date]
    what: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # why more than was granted
    entered_at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))


class DeliveryChange(Base):
    """What staff changed, from what, to what, and why: public, but for by whom."""

    __tablename__ = "delivery_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("delivery.project_id"), index=True
    )
    at: Mapped[datetime]
    what: Mapped[str]  # see pb.delivery.changes
    about: Mapped[str] = mapped_column(default="")  # the milestone, by its title
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))


class News(Base):
    """What the makers of a plan, or staff, tell of it (bericht)."""

    __tablename__ = "delivery_news"
    __table_args__ = (
        CheckConstraint("state <> 'refused' OR refusal <> ''", name="refusal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("delivery.project_id"), index=True
    )
    submission_id: Mapped[str | None] = mapped_column(unique=True)
    is_staff: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]  # Markdown
    written_at: Mapped[datetime]
    state: Mapped[NoteState] = mapped_column(
        _enum(NoteState, "state"), default=NoteState.WAITING
    )
    refusal: Mapped[str] = mapped_column(default="")  # for who wrote it
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))


class NewsPhoto(Base):
    """A photo of a piece of news: made anew by us, under a name we drew."""

    __tablename__ = "delivery_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    news_id: Mapped[int] = mapped_column(ForeignKey("delivery_news.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)  # see pb.projects.photos
    description: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
