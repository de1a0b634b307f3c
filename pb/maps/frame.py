"""The piece of the world that a map shows, and points on it."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

DEGREE = 1_000_000
WIDTH = 1000  # units of a drawing, from west to east
MARGIN = 0.04  # of the larger side, around the areas
NARROWEST, WIDEST = 0.6, 1.8  # sides of a map that fits on a phone and on paper
TYPED = re.compile(r"(-?[0-9]{1,2}[.][0-9]{1,8}), ?(-?[0-9]{1,3}[.][0-9]{1,8})")


class NotAPoint(ValueError):
    """The text does not name a point."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A point, in millionths of a degree, kept to about a metre."""

    latitude: int
    longitude: int

    def __str__(self) -> str:
        return f"{self.latitude / DEGREE:.5f}, {self.longitude / DEGREE:.5f}"


def read_pin(text: str) -> Pin:
    """Return the point that "51.92560, 4.50310" stands for.

    Raises:
        NotAPoint: It names none.
    """
    found = TYPED.fullmatch(text.strip())
    if found is None:
        raise NotAPoint
    return pin_at(float(found[2]) * DEGREE, float(found[1]) * DEGREE)


def pin_at(longitude: float, latitude: float) -> Pin:
    """Return the point at a place given in millionths of a degree.

    Raises:
        NotAPoint: There is no such place.
    """
    if not (abs(latitude) <= 90 * DEGREE and abs(longitude) <= 180 * DEGREE):
        raise NotAPoint
    return Pin(round(latitude / 10) * 10, round(longitude / 10) * 10)


@dataclass(frozen=True, slots=True)
class Frame:
    """The borders of a map, in millionths of a degree."""

    west: int
    south: int
    east: int
    north: int

    @property
    def height(self) -> int:
        """Return the height of the drawing, in units, so that nothing is stretched."""
        ratio = (self.north - self.south) / (self.east - self.west)
        return round(WIDTH * ratio / _narrowing(self.south, self.north))

    def share(self, pin: Pin) -> tuple[float, float]:
        """Return how far a point is from the left and the top: 0 to 1 on the map."""
        return (
            (pin.longitude - self.west) / (self.east - self.west),
            (self.north - pin.latitude) / (self.north - self.south),
        )

    def pin(self, across: float, down: float) -> Pin:
        """Return the point at a share of the width and of the height."""
        return pin_at(
            self.west + across * (self.east - self.west),
            self.north - down * (self.north - self.south),
        )

    def drawn(self, longitude: int, latitude: int) -> tuple[int, int]:
        """Return where a point is in the drawing, in units."""
        across, down = self.share(Pin(latitude, longitude))
        return round(across * WIDTH), round(down * self.height)

    def holds(self, pin: Pin) -> bool:
        """Say whether a point is on the map."""
        across, down = self.share(pin)
        return 0 <= across <= 1 and 0 <= down <= 1


def frame_around(points: Iterable[tuple[int, int]]) -> Frame:
    """Return a frame around points (longitude, latitude), with room at the edges."""
    longitudes, latitudes = zip(*points, strict=True)
    west, east = min(longitudes), max(longitudes)
    south, north = min(latitudes), max(latitudes)
    narrowing = _narrowing(south, north)
    wide, high = max((east - west) * narrowing, 1.0), max(north - south, 1)
    room = max(wide, high) * MARGIN
    wide, high = wide + 2 * room, high + 2 * room
    wide, high = max(wide, high * NARROWEST), max(high, wide / WIDEST)
    across, middle = wide / narrowing / 2, (west + east) / 2
    up, centre = high / 2, (south + north) / 2
    return Frame(
        math.floor(middle - across),
        math.floor(centre - up),
        math.ceil(middle + across),
        math.ceil(centre + up),
    )


def _narrowing(south: int, north: int) -> float:
    """Return how long a degree to the east is, in degrees to the north."""
    return max(math.cos(math.radians((south + north) / 2 / DEGREE)), 0.01)
