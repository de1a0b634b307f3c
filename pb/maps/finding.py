"""Which area a point lies in: the shapes of a map are read once, and kept in memory."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.maps.frame import Pin
from pb.maps.models import AreaShape
from pb.maps.service import Map
from pb.maps.shapes import Outline, areas_at, outlines

MOST_KEPT = 4  # maps, of 50,000 points at most: some 8 MB each
Shapes = Mapping[int, Sequence[Outline]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The shapes of the maps that were asked for last."""

    shapes: OrderedDict[Hashable, Shapes]
    lock: Lock

    def get(self, key: Hashable) -> Shapes | None:
        with self.lock:
            if key in self.shapes:
                self.shapes.move_to_end(key)
            return self.shapes.get(key)

    def put(self, key: Hashable, shapes: Shapes) -> None:
        with self.lock:
            self.shapes[key] = shapes
            while len(self.shapes) > MOST_KEPT:
                self.shapes.popitem(last=False)


_kept = _Kept(OrderedDict(), Lock())


def area_of(session: Session, map_: Map, pin: Pin) -> int | None:
    """Return the area in which a point lies."""
    return next(iter(areas_at(pin, _shapes_of(session, map_))), None)


def _shapes_of(session: Session, map_: Map) -> Shapes:
    # A map that was stored anew has another key, so nothing has to be forgotten.
    drawn = tuple((area.id, tuple(area.paths)) for area in map_.areas)
    key = (map_.stored_at, map_.frame, drawn)
    shapes = _kept.get(key)
    if shapes is None:
        rows = session.execute(
            select(AreaShape.area_id, AreaShape.parts)
            .where(AreaShape.area_id.in_([area.id for area in map_.areas]))
            .order_by(AreaShape.area_id)
        )
        shapes = {row.area_id: outlines(row.parts) for row in rows}
        _kept.put(key, shapes)
    return shapes
