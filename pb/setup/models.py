"""What staff work on before it becomes a part of a round, or of nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class TableDraft(Base):
    """A file with areas or plans that was sent and not taken in yet."""

    __tablename__ = "table_draft"

    token: Mapped[str] = mapped_column(primary_key=True)  # stands in the address
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    kind: Mapped[str]  # areas or plans
    file_name: Mapped[str]
    table_json: Mapped[str]  # {"header": [cells], "rows": [[number, cells]]}
    # Field -> column, from 0; empty until staff looked at it.
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]


class WhatIf(Base):
    """A trial of rules on votes of a past round, or on invented ones."""

    __tablename__ = "what_if"

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), index=True
    )
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    created_at: Mapped[datetime]
    subject: Mapped[dict[str, Any]] = mapped_column(JSON)  # what was asked
    result_json: Mapped[str | None]
