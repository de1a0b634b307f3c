"""A project from idea to delivery, and who handed it in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pb.db import Base, Cents


class ProjectStatus(StrEnum):
    """What happened to a project last."""

    SUBMITTED = "submitted"  # handed in, not looked at
    FEASIBLE = "feasible"
    NOT_FEASIBLE = "not_feasible"
    SHORTLISTED = "shortlisted"  # stands on the ballot
    WITHDRAWN = "withdrawn"


class Project(Base):
    """A plan of residents: one record from idea to delivery (plan, voorstel)."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("contest_id", "file_id"),
        UniqueConstraint("contest_id", "tie_rank"),
        UniqueConstraint("budget_round_id", "submission_id"),
        CheckConstraint("estimated_cost >= 0", name="estimated_cost"),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint(
            "status <> 'shortlisted' OR (contest_id IS NOT NULL AND cost IS NOT NULL)",
            name="shortlisted_has_cost",
        ),
        CheckConstraint(
            "status <> 'not_feasible' OR public_reason <> ''", name="refused_has_reason"
        ),
    )

    # Our own number: it stands in addresses and on ballots.
    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), index=True
    )
    contest_id: Mapped[int | None] = mapped_column(ForeignKey("contest.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    # The id in files: our number, or for an imported round what the file said.
    file_id: Mapped[str | None]
    # Travels with the form, so that a form sent twice makes one plan.
    submission_id: Mapped[str | None]
    title: Mapped[str]
    # What the proposer called it, where staff changed the title; and why.
    original_title: Mapped[str] = mapped_column(default="")
    title_reason: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")  # Markdown
    place: Mapped[str] = mapped_column(default="")  # street or name of the spot
    theme: Mapped[str] = mapped_column(default="")  # see pb.projects.themes
    estimated_cost: Mapped[Cents | None]  # as the proposer wrote
    cost: Mapped[Cents | None]  # as staff fixed it: what the count uses
    status: Mapped[ProjectStatus] = mapped_column(
        Enum(
            ProjectStatus,
            native_enum=False,
            length=20,
            values_callable=lambda statuses: [status.value for status in statuses],
            create_constraint=True,
            name="status",
        ),
        default=ProjectStatus.SUBMITTED,
    )
    public_reason: Mapped[str] = mapped_column(default="")
    # Place in the drawn order that decides ties within the contest, from 1.
    tie_rank: Mapped[int | None]
    submitted_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    withdrawn_at: Mapped[datetime | None]
    # Counts the changes by staff: two who work on one plan notice each other.
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    contact: Mapped["ProposerContact | None"] = relationship(
        back_populates="project", cascade="all, delete-orphan"
    )


class ProposerContact(Base):
    """How staff can reach who handed a project in. Erasable, never public."""

    __tablename__ = "proposer_contact"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    # Of our mails: that of the page on which somebody wrote to us.
    language: Mapped[str] = mapped_column(default="nl", server_default="nl")

    project: Mapped["Project"] = relationship(back_populates="contact")
