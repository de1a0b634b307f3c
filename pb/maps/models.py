"""The map of a round, and the shape of each area on it.

Coordinates are whole millionths of a degree (WGS 84): equal on every database.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pb.db import Base


class RoundMap(Base):
    """What of the world the map of a round shows, and what lies between its areas."""

    __tablename__ = "round_map"
    __table_args__ = (
        CheckConstraint("west < east", name="width"),
        CheckConstraint("south < north", name="height"),
    )

    budget_round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.id"), primary_key=True
    )
    west: Mapped[int]
    south: Mapped[int]
    east: Mapped[int]
    north: Mapped[int]
    # Water, parks, streets: [{"is_line", "drawn"}], to find one's way by.
    ground: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    credit: Mapped[str] = mapped_column(default="")  # whose data these are
    file_name: Mapped[str]
    stored_at: Mapped[datetime]


class AreaShape(Base):
    """Where an area lies."""

    __tablename__ = "area_shape"

    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id", ondelete="CASCADE"), primary_key=True
    )
    # The parts, each its rings; a point in an odd number of those lies in the part.
    parts: Mapped[list[list[list[list[int]]]]] = mapped_column(JSON, deferred=True)
    # The same with fewer points: for each part the path of an SVG.
    drawn: Mapped[list[str]] = mapped_column(JSON)
    label_x: Mapped[int]  # a point inside, in units of the drawing
    label_y: Mapped[int]
