"""The map of a round: storing it and reading it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pb.maps.frame import WIDTH, Frame
from pb.maps.models import AreaShape, RoundMap
from pb.maps.shapes import Plotted
from pb.rounds.models import Area, BudgetRound

Row = TypeVar("Row", RoundMap, AreaShape)


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """One area on a map, in units of the drawing."""

    id: int
    name: str
    paths: Sequence[str]
    label: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """Water, a park or a street, to find one's way by."""

    path: str
    is_line: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The map of a round as pages show it."""

    frame: Frame
    areas: Sequence[DrawnArea]
    ground: Sequence[Ground] = field(default_factory=tuple)
    credit: str = ""
    is_whole: bool = True  # every area of the round is on it
    stored_at: datetime | None = None  # None: it is only looked at

    @property
    def width(self) -> int:
        """Return the width of the drawing, in units."""
        return WIDTH

    @property
    def height(self) -> int:
        """Return the height of the drawing, in units."""
        return self.frame.height

    def name_of(self, area_id: int | None) -> str:
        """Return the name of an area that is on the map."""
        return next((area.name for area in self.areas if area.id == area_id), "")


def find_map(session: Session, budget_round: BudgetRound) -> Map | None:
    """Return the map of a round, if it has one."""
    stored = session.get(RoundMap, budget_round.id)
    if stored is None:
        return None
    shapes = {shape.area_id: shape for shape in _shapes(session, budget_round)}
    drawn = [
        DrawnArea(area.id, area.name, shape.drawn, (shape.label_x, shape.label_y))
        for area in budget_round.areas
        if (shape := shapes.get(area.id)) is not None
    ]
    if not drawn:  # its areas were removed
        return None
    return Map(
        Frame(stored.west, stored.south, stored.east, stored.north),
        drawn,
        tuple(Ground(each["drawn"], bool(each["is_line"])) for each in stored.ground),
        stored.credit,
        is_whole=len(drawn) == len(budget_round.areas),
        stored_at=stored.stored_at,
    )


def store_map(
    session: Session,
    budget_round: BudgetRound,
    plotted: Plotted,
    *,
    file_name: str,
    credit: str,
    now: datetime,
) -> None:
    """Put a map in place of the one there was; the caller commits."""
    remove_map(session, budget_round)
    frame = plotted.frame
    session.add(
        RoundMap(
            budget_round_id=budget_round.id,
            west=frame.west,
            south=frame.south,
            east=frame.east,
            north=frame.north,
            ground=plotted.ground,
            credit=credit,
            file_name=file_name,
            stored_at=now,
        )
    )
    for area_id, shape in plotted.areas.items():
        label_x, label_y = shape.label
        session.add(
            AreaShape(
                area_id=area_id,
                parts=shape.parts,
                drawn=shape.drawn,
                label_x=label_x,
                label_y=label_y,
            )
        )


def remove_map(session: Session, budget_round: BudgetRound) -> None:
    """Leave a round without map; points of plans stay. The caller commits."""
    of_round = select(Area.id).where(Area.budget_round_id == budget_round.id)
    for statement in (
        delete(AreaShape).where(AreaShape.area_id.in_(of_round)),
        delete(RoundMap).where(RoundMap.budget_round_id == budget_round.id),
    ):
        session.execute(statement, execution_options={"synchronize_session": "fetch"})


def copy_map(
    session: Session, source: BudgetRound, made: BudgetRound, areas: dict[int, int]
) -> None:
    """Give a new round the map of an earlier one; the caller commits.

    Args:
        session: Holds both rounds.
        source: Whose map it is.
        made: Who gets it.
        areas: For each area of the earlier round the one that was copied from it.
    """
    stored = session.get(RoundMap, source.id)
    if stored is None:
        return
    session.add(_copy_of(stored, budget_round_id=made.id))
    for shape in _shapes(session, source):
        session.add(_copy_of(shape, area_id=areas[shape.area_id]))


def _shapes(session: Session, budget_round: BudgetRound) -> Sequence[AreaShape]:
    return session.scalars(
        select(AreaShape)
        .join(Area, Area.id == AreaShape.area_id)
        .where(Area.budget_round_id == budget_round.id)
        .order_by(AreaShape.area_id)
    ).all()


def _copy_of(row: Row, **changed: int) -> Row:
    kept = {column.key: getattr(row, column.key) for column in row.__mapper__.columns}
    return type(row)(**(kept | changed))
