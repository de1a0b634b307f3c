"""How a plan is handled: its history, questions, opinions, verdict, changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base, Cents


class PlanSettings(Base):
    """How the plans of a round are handled; without a row, as it always was."""

    __tablename__ = "plan_settings"
    __table_args__ = (
        CheckConstraint("objection_days BETWEEN 0 AND 90", name="objection_days"),
    )

    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), primary_key=True
    )
    # Verdicts become public all at once, by one act.
    releases_together: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )
    # How long a proposer may object to a refusal; 0: the ordinance has none.
    objection_days: Mapped[int] = mapped_column(default=0, server_default="0")
    released_at: Mapped[datetime | None]


class PlanAccess(Base):
    """A link or a code with which a proposer opens the own plan."""

    __tablename__ = "plan_access"
    __table_args__ = (CheckConstraint("kind IN ('link', 'code')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    kind: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class HistoryEntry(Base):
    """Something that happened to a plan."""

    __tablename__ = "plan_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    kind: Mapped[str]  # words: pb.projects.history_words
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(default="")  # Markdown, as somebody wrote it
    amount_from: Mapped[Cents | None]
    amount_to: Mapped[Cents | None]
    due_at: Mapped[datetime | None]
    is_public: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Whether the proposers get a mail about it, and when that was made.
    tells: Mapped[bool] = mapped_column(default=False, server_default=false())
    told_at: Mapped[datetime | None]


class PlanQuestion(Base):
    """What staff ask the proposer, and the answer."""

    __tablename__ = "plan_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    question: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    due_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


class PlanOpinion(Base):
    """What one department thinks of a plan; for staff only."""

    __tablename__ = "plan_opinion"
    __table_args__ = (
        UniqueConstraint("project_id", "department"),
        CheckConstraint(
            "verdict IN ('', 'yes', 'conditions', 'no')",
            name="verdict",
        ),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("running_cost >= 0", name="running_cost"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    department: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    verdict: Mapped[str] = mapped_column(default="")  # empty: not given yet
    cost: Mapped[Cents | None]
    running_cost: Mapped[Cents | None]
    ready_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    given_at: Mapped[datetime | None]


class PlanAttachment(Base):
    """A file about a plan, for staff only; it lies in the instance folder."""

    __tablename__ = "plan_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    file_name: Mapped[str] = mapped_column(unique=True)  # random
    title: Mapped[str]  # the name it came with, cleaned
    size: Mapped[int]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))


class VerdictDraft(Base):
    """A verdict that is not public yet."""

    __tablename__ = "verdict_draft"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    is_feasible: Mapped[bool]
    cost: Mapped[Cents | None]
    contest_id: Mapped[int | None] = mapped_column(ForeignKey("contest.id"))
    public_reason: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    title_reason: Mapped[str] = mapped_column(default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    saved_at: Mapped[datetime]


class PlanChange(Base):
    """A merge or a split that the proposers are asked about."""

    __tablename__ = "plan_change"
    __table_args__ = (
        CheckConstraint("kind IN ('merge', 'split')", name="kind"),
        CheckConstraint("state IN ('asked', 'done', 'dropped')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Merge: the plan that stays. Split: the plan that is parted.
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    kind: Mapped[str]
    reason: Mapped[str]
    # Split: [{"title", "amount"}], one for each part.
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(default="asked")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    done_at: Mapped[datetime | None]


class ChangeAnswer(Base):
    """What the proposer of one plan says to a merge or a split."""

    __tablename__ = "plan_change_answer"
    __table_args__ = (CheckConstraint("answer IN ('', 'yes', 'no')", name="answer"),)

    change_id: Mapped[int] = mapped_column(
        ForeignKey("plan_change.id"), primary_key=True
    )
    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id"), primary_key=True, index=True
    )
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    # Whether staff noted the answer, for who called or wrote a letter.
    by_staff: Mapped[bool] = mapped_column(default=False, server_default=false())


class PlanJoiner(Base):
    """Somebody who wants to join a plan. Erasable, seen by its proposers only."""

    __tablename__ = "plan_joiner"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class PlanObjection(Base):
    """A proposer objects to a refusal (bezwaar)."""

    __tablename__ = "plan_objection"
    __table_args__ = (
        CheckConstraint("decision IN ('', 'upheld', 'rejected')", name="decision"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    text: Mapped[str]
    at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
