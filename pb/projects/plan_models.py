"""What a plan says of itself beyond its text: money, aims, needs, pictures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pb.db import Base, Cents
from pb.projects.models import Project

PROPOSER_KINDS = (
    "resident",
    "street",
    "association",
    "cooperative",
    "enterprise",
    "other",
)
NEED_KINDS = ("hands", "skills", "materials", "place", "support")
VALUE_KEYS = ("community", "democracy", "economy", "purchasing", "sustainability")
SOURCES = ("own", "membership", "funds", "donations", "housing", "municipality")


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class PlanDetails(Base):
    """What a plan says of itself, and who handles it; older plans have none."""

    __tablename__ = "plan_details"
    __table_args__ = (
        _one_of("proposer_kind", PROPOSER_KINDS),
        CheckConstraint("total_cost >= 0", name="total_cost"),
        CheckConstraint("running_cost >= 0", name="running_cost"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    for_whom: Mapped[str] = mapped_column(default="")
    own_effort: Mapped[str] = mapped_column(default="")  # Markdown
    proposer_kind: Mapped[str] = mapped_column(default="resident")
    organisation: Mapped[str] = mapped_column(default="")  # public
    # Whether who hands it in would be paid from it, and for what.
    is_paid: Mapped[bool] = mapped_column(default=False, server_default=false())
    paid_note: Mapped[str] = mapped_column(default="")
    total_cost: Mapped[Cents | None]  # before contributions of others
    running_cost: Mapped[Cents | None]  # a year, after it is there
    # Who handles it, in words that everyone may read; and what comes next.
    handled_by: Mapped[str] = mapped_column(default="")
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    next_step: Mapped[str] = mapped_column(default="")
    next_by: Mapped[datetime | None]

    project: Mapped[Project] = relationship()


class PlanAim(Base):
    """An aim of the deelgemeente that a plan serves (doelstelling)."""

    __tablename__ = "plan_aim"
    __table_args__ = (CheckConstraint("aim BETWEEN 1 AND 5", name="aim"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    aim: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class PlanValue(Base):
    """What a plan adds to the neighbourhood (meerwaarde)."""

    __tablename__ = "plan_value"
    __table_args__ = (_one_of("value", VALUE_KEYS),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class PlanPin(Base):
    """Where a plan is: a public place, in millionths of a degree (WGS 84)."""

    __tablename__ = "plan_pin"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90000000 AND 90000000", name="latitude"),
        CheckConstraint("longitude BETWEEN -180000000 AND 180000000", name="longitude"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    latitude: Mapped[int]
    longitude: Mapped[int]


class CostLine(Base):
    """One thing that a plan has to pay for."""

    __tablename__ = "cost_line"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    position: Mapped[int]
    label: Mapped[str]
    amount: Mapped[Cents]


class Contribution(Base):
    """What somebody else pays: the rest is asked from the buurtgeld."""

    __tablename__ = "contribution"
    __table_args__ = (
        _one_of("source", SOURCES),
        CheckConstraint("amount > 0", name="amount"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Cents]


class PlanNeed(Base):
    """What a plan is looking for: hands, skills, things, a place, support."""

    __tablename__ = "plan_need"
    __table_args__ = (
        UniqueConstraint("project_id", "kind"),
        _one_of("kind", NEED_KINDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    kind: Mapped[str]
    description: Mapped[str]


class PlanDraft(Base):
    """A plan that is being written; it holds personal data and does not last."""

    __tablename__ = "plan_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    # Of the words in the address, which only the writer knows.
    token_hash: Mapped[str] = mapped_column(unique=True)
    answers: Mapped[str] = mapped_column(default="{}")  # JSON, as typed
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    # Once it is handed in only this is left.
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))


class PlanPhoto(Base):
    """A picture of a plan, made anew by us; the file is in the instance folder."""

    __tablename__ = "plan_photo"
    __table_args__ = (
        CheckConstraint(
            "project_id IS NOT NULL OR draft_id IS NOT NULL", name="belongs"
        ),
        CheckConstraint("alt <> ''", name="alt"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_draft.id"), index=True
    )
    file_name: Mapped[str] = mapped_column(unique=True)  # random
    alt: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    position: Mapped[int]
    added_at: Mapped[datetime]


class PlanLink(Base):
    """One plan went on as another: merged into it, or split from it."""

    __tablename__ = "plan_link"
    __table_args__ = (
        _one_of("kind", ("merged", "split")),
        CheckConstraint("from_project_id <> to_project_id", name="other"),
    )

    from_project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id"), primary_key=True
    )
    to_project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id"), primary_key=True, index=True
    )
    kind: Mapped[str]
    at: Mapped[datetime]
