"""From the features of a file to what is stored: the areas, and what lies between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pb.maps.frame import Frame, Pin, frame_around
from pb.maps.geojson import Feature
from pb.maps.geometry import Point, inner_point, is_inside, simplify, twice_area

MOST_DRAWN = 4_000  # points of one drawing: some 30 kB of a page
# Square units below which a bend is left out, until there are few enough points.
FINENESS = (0.5, 2.0, 8.0, 32.0, 128.0, 512.0)
GROUND = "grond"  # what a feature can be besides an area
Part = list[list[list[int]]]


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as it is stored."""

    parts: list[Part]
    drawn: list[str]
    label: Point


@dataclass(frozen=True, slots=True)
class Plotted:
    """A whole map, ready to be stored."""

    frame: Frame
    areas: dict[int, Shape]
    ground: list[dict[str, Any]]


def plot(features: Sequence[Feature], roles: Mapping[int, int | str]) -> Plotted | None:
    """Draw a map of features; None where none of them is an area.

    Args:
        features: As read from the file.
        roles: For the place of a feature in the file: the id of its area, or
            `GROUND`. Features with the same area together are its shape.
    """
    of_area: dict[int, list[Feature]] = {}
    for at, role in roles.items():
        if isinstance(role, int):
            of_area.setdefault(role, []).append(features[at])
    if not of_area:
        return None
    shown = [each for found in of_area.values() for each in found]
    frame = frame_around(p for each in shown for ring in each.rings for p in ring)
    behind = [features[at] for at, role in roles.items() if role == GROUND]
    fineness = _fineness(frame, [*shown, *behind])
    areas = {
        area_id: _shape(frame, found, fineness) for area_id, found in of_area.items()
    }
    paths = [(each.is_line, _path(frame, each, fineness)) for each in behind]
    ground = [{"is_line": line, "drawn": path} for line, path in paths if path]
    return Plotted(frame, areas, ground)


def _fineness(frame: Frame, features: Sequence[Feature]) -> float:
    """Return how fine the map can be drawn."""
    for fineness in FINENESS:
        lines = [line for each in features for line in _drawn(frame, each, fineness)]
        if sum(map(len, lines)) <= MOST_DRAWN:
            return fineness
    return FINENESS[-1]


def _shape(frame: Frame, features: Sequence[Feature], fineness: float) -> Shape:
    largest = max(
        features, key=lambda each: max(abs(twice_area(r)) for r in each.rings)
    )
    return Shape(
        [[[[x, y] for x, y in ring] for ring in each.rings] for each in features],
        [path for each in features if (path := _path(frame, each, fineness))],
        frame.drawn(*inner_point(largest.rings)),
    )


def _drawn(frame: Frame, feature: Feature, fineness: float) -> list[list[Point]]:
    """Return lines in units of the drawing, without the bends one cannot see."""
    least, lines = 2 if feature.is_line else 3, []
    for ring in feature.rings:
        units = [frame.drawn(*point) for point in ring]
        apart = [p for at, p in enumerate(units) if at == 0 or p != units[at - 1]]
        lines.append(simplify(apart, fineness, closed=not feature.is_line))
    return [line for line in lines if len(line) >= least]


def _path(frame: Frame, feature: Feature, fineness: float) -> str:
    """Return the path of an SVG: whole numbers, each point as a step from the last."""
    end = "" if feature.is_line else "z"
    return "".join(_steps(line) + end for line in _drawn(frame, feature, fineness))


def _steps(line: Sequence[Point]) -> str:
    x, y = line[0]
    steps = []
    for ax, ay in line[1:]:
        steps.append(f"{ax - x} {ay - y}")
        x, y = ax, ay
    return f"M{line[0][0]} {line[0][1]}l{' '.join(steps)}"


@dataclass(frozen=True, slots=True)
class Outline:
    """A part of an area, with the box that it fits in: most points lie outside it."""

    rings: Sequence[Sequence[Point]]
    west: int
    south: int
    east: int
    north: int

    def holds(self, pin: Pin) -> bool:
        """Say whether a point lies in this part."""
        x, y = pin.longitude, pin.latitude
        return (
            self.west <= x <= self.east
            and self.south <= y <= self.north
            and is_inside((x, y), self.rings)
        )


def outlines(parts: Sequence[Part]) -> list[Outline]:
    """Return the parts of an area as they are stored, ready to be asked often."""
    return [_outline([[(x, y) for x, y in ring] for ring in part]) for part in parts]


def _outline(rings: Sequence[Sequence[Point]]) -> Outline:
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    return Outline(rings, min(xs), min(ys), max(xs), max(ys))


def areas_at(pin: Pin, shapes: Mapping[int, Sequence[Outline]]) -> list[int]:
    """Return the areas in which a point lies; two where a file lets them overlap."""
    return [
        area_id
        for area_id, parts in shapes.items()
        if any(part.holds(pin) for part in parts)
    ]
