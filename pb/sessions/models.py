"""Sessions of voters and of staff."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class WebSession(Base):
    """A browser in which a code was accepted, or a member of staff logged in.

    Only a hash of the id in the cookie is kept. A choice never comes here.
    """

    __tablename__ = "web_session"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'voter' AND code_id IS NOT NULL AND staff_id IS NULL)"
            " OR (kind = 'staff' AND code_id IS NULL AND staff_id IS NOT NULL)",
            name="one_owner",
        ),
    )

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code_id: Mapped[str | None] = mapped_column(
        ForeignKey("voting_code.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff_member.id", ondelete="CASCADE"), index=True
    )
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
