"""A background job and how far it is."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Job(Base):
    """Long work that a worker does, with its progress for who asked."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    budget_round_id: Mapped[int | None] = mapped_column(ForeignKey("budget_round.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    state: Mapped[JobState] = mapped_column(
        Enum(
            JobState,
            native_enum=False,
            length=10,
            values_callable=lambda states: [state.value for state in states],
            create_constraint=True,
            name="state",
        ),
        default=JobState.QUEUED,
    )
    # What the job needs to know; never a code, a key that opens something, a name.
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")  # why it failed, for staff
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]  # the worker's last sign of life
    finished_at: Mapped[datetime | None]
