"""Reading a GeoJSON file that staff send: what it draws, or all that is wrong with it.

Nothing in the file is believed: not its size, depth, numbers, coordinates or names.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pb.maps.dutch_grid import to_degrees
from pb.maps.frame import DEGREE

LARGEST = 4 * 1024 * 1024  # bytes
MOST_LISTS = 120_000  # each point is one
MOST_POINTS, MOST_FEATURES, MOST_PROPERTIES = 50_000, 300, 40
MOST_PROBLEMS = 50
LONGEST_TEXT = 100
LARGEST_SPAN = 1_500_000  # millionths of a degree: a hundred kilometres or so
WGS84, DUTCH = "WGS 84", "RD"
# The ends of names under which the two systems go about.
SYSTEMS = {"CRS84": WGS84, "4326": WGS84, "4258": WGS84, "28992": DUTCH}
SURFACES, LINES = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString")
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
Point = tuple[int, int]  # longitude and latitude, in millionths of a degree
Properties = dict[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: a key of the words on the page, and where it is."""

    what: str
    feature: int = 0  # as one counts in the file; 0: the file itself
    name: str = ""
    ring: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """A surface or a line, and what the file says about it."""

    properties: Properties
    rings: tuple[tuple[Point, ...], ...]  # without the first point once more
    is_line: bool = False


@dataclass(slots=True)
class Reading:
    """What a file draws; or what is wrong with it, and then nothing is used."""

    features: list[Feature] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    system: str = ""

    @property
    def points(self) -> int:
        """Return how many points there are."""
        return sum(len(ring) for each in self.features for ring in each.rings)


class _Stop(Exception):
    """The rest need not be looked at."""

    def __init__(self, what: str, **where: Any) -> None:
        super().__init__(what)
        self.wrong = Wrong(what, **where)


def read_geojson(content: bytes) -> Reading:
    """Return what a file draws, or what is wrong with it."""
    reading = Reading()
    try:
        document = _document(content)
        drawn = list(_features(document, reading))
        if not reading.wrong:
            _place(document, drawn, reading)
    except _Stop as stop:
        reading.wrong.append(stop.wrong)
    if reading.wrong:
        reading.features = []
    return reading


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise _Stop("too_large")
    if content.count(b"[") > MOST_LISTS:
        raise _Stop("too_many_points")
    # A feature takes three or four; as many as points may be are soon read too.
    if content.count(b"{") > MOST_POINTS:
        raise _Stop("too_many_points")
    found = _parsed(content)
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise _Stop("no_collection")
    features = found.get("features")
    if not isinstance(features, list) or not features:
        raise _Stop("no_features")
    if len(features) > MOST_FEATURES:
        raise _Stop("too_many_features", detail=str(len(features)))
    return found


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _Stop("not_utf8") from None
    except RecursionError:
        raise _Stop("too_deep") from None
    except ValueError:  # also of a number of thousands of digits
        raise _Stop("not_json") from None


def _no_number(name: str) -> NoReturn:
    raise _Stop("no_number", detail=name)


Drawn = tuple[int, Properties, str, list[list[Any]]]


def _features(document: dict[str, Any], reading: Reading) -> Iterator[Drawn]:
    """Yield number, properties, kind and lists of points of every feature."""
    for number, feature in enumerate(document["features"], start=1):
        properties = _properties(feature)
        name = next(iter(properties.values()), "")
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        geometry = geometry if isinstance(geometry, dict) else {}
        kind = geometry.get("type")
        if not isinstance(kind, str):
            _note(reading, Wrong("no_geometry", number, name))
        elif kind not in SURFACES + LINES:
            shown = _clean(kind)[:30]
            _note(reading, Wrong("other_geometry", number, name, detail=shown))
        else:
            rings = _unfold(geometry.get("coordinates"), kind)
            if rings is None:
                _note(reading, Wrong("no_coordinates", number, name))
            else:
                yield number, properties, kind, rings


def _note(reading: Reading, wrong: Wrong) -> None:
    reading.wrong.append(wrong)
    if len(reading.wrong) >= MOST_PROBLEMS:
        raise _Stop("and_more")


def _properties(feature: object) -> Properties:
    """Return the plain properties of a feature, fit to be shown."""
    found = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(found, dict):
        return {}
    plain = {
        _clean(key): _clean(str(value))
        for key, value in list(found.items())[:MOST_PROPERTIES]
        if isinstance(value, str | int) and not isinstance(value, bool)
        if not isinstance(value, int) or abs(value) < 10**15
    }
    return {key: value for key, value in plain.items() if key and value}


def _clean(text: str) -> str:
    return " ".join(UNSEEN.sub(" ", text[: 4 * LONGEST_TEXT]).split())[:LONGEST_TEXT]


def _unfold(coordinates: object, kind: str) -> list[list[Any]] | None:
    """Return the rings or lines of a shape; None where there are none."""
    found = coordinates if isinstance(coordinates, list) else []
    if kind == "LineString":
        found = [found]
    elif kind == "MultiPolygon":
        parts = [part for part in found if isinstance(part, list)]
        found = [ring for part in parts for ring in part] if parts == found else []
    is_whole = bool(found) and all(isinstance(ring, list) and ring for ring in found)
    return found if is_whole else None


def _place(document: dict[str, Any], drawn: list[Drawn], reading: Reading) -> None:
    """Turn numbers into places: all in one system, which the file says or shows."""
    for number, properties, _kind, rings in drawn:
        for ring in rings:
            if not all(_is_point(point) for point in ring):
                name = next(iter(properties.values()), "")
                raise _Stop("bad_point", feature=number, name=name)
    points = [point for drawing in drawn for ring in drawing[3] for point in ring]
    if len(points) > MOST_POINTS:
        raise _Stop("too_many_points", detail=str(len(points)))
    reading.system = _system(document, points)
    place = _from_dutch if reading.system == DUTCH else _from_degrees
    for drawing in drawn:
        _add(drawing, place, reading)
    _check_span(reading)


def _is_point(point: object) -> bool:
    """Say whether this is a point: two to four numbers, with a size that exists."""
    return (
        isinstance(point, list)
        and 2 <= len(point) <= 4
        and all(
            isinstance(part, int | float)
            and not isinstance(part, bool)
            and -1_000_000 <= part <= 1_000_000
            for part in point
        )
    )


def _system(document: dict[str, Any], points: list[list[float]]) -> str:
    """Return the system of the coordinates: as the file says, else as they look."""
    seen = _looks_like(points)
    crs = document.get("crs")
    if crs is None:
        if seen is None:
            raise _Stop("unknown_system")
        return seen
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    said = re.split("[:/#]", named)[-1] if isinstance(named, str) else ""
    if said not in SYSTEMS:
        raise _Stop("other_system", detail=_clean(str(named))[:60])
    if seen != SYSTEMS[said]:
        raise _Stop("not_that_system", detail=_clean(str(named))[:60])
    return SYSTEMS[said]


def _looks_like(points: list[list[float]]) -> str | None:
    """Return which system these can be in; the ranges have nothing in common."""
    if all(0 <= p[0] <= 300_000 and 300_000 <= p[1] <= 640_000 for p in points):
        return DUTCH
    if all(abs(p[0]) <= 180 and abs(p[1]) <= 90 for p in points):
        if all(50 <= p[0] <= 54 and 3 <= p[1] <= 8 for p in points):
            raise _Stop("swapped")
        return WGS84
    return None


def _from_dutch(point: list[float]) -> Point:
    longitude, latitude = to_degrees(point[0], point[1])
    return round(longitude * DEGREE), round(latitude * DEGREE)


def _from_degrees(point: list[float]) -> Point:
    return round(point[0] * DEGREE), round(point[1] * DEGREE)


def _add(
    drawing: Drawn, place: Callable[[list[float]], Point], reading: Reading
) -> None:
    number, properties, kind, rings = drawing
    name = next(iter(properties.values()), "")
    is_line, kept = kind in LINES, []
    for at, ring in enumerate(rings, start=1):
        points = tuple(place(point) for point in ring)
        what = _fault(points, is_line=is_line, is_closed=ring[0] == ring[-1])
        if what:
            _note(reading, Wrong(what, number, name, at))
        kept.append(points if is_line else points[:-1])
    reading.features.append(Feature(properties, tuple(kept), is_line))


def _fault(points: tuple[Point, ...], *, is_line: bool, is_closed: bool) -> str:
    if is_line:
        return "" if len(set(points)) > 1 else "line_short"
    if not is_closed:
        return "ring_open"
    if len(points) < 4:
        return "ring_short"
    xs, ys = {x for x, _y in points}, {y for _x, y in points}
    return "ring_flat" if len(xs) < 2 or len(ys) < 2 else ""


def _check_span(reading: Reading) -> None:
    if reading.wrong:
        return
    points = [p for each in reading.features for ring in each.rings for p in ring]
    for axis in (0, 1):
        values = [point[axis] for point in points]
        if max(values) - min(values) > LARGEST_SPAN:
            raise _Stop("too_wide")
