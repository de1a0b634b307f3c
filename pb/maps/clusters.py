"""Points that lie so close that a finger could not tell them apart, taken together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pb.maps.frame import Frame, Pin

# Of the width of the map: on the smallest phone some 26 pixels, a fingertip's least.
CLOSE = 0.092
CELL = CLOSE / 2


@dataclass(slots=True)
class Cluster:
    """A place on the map with the numbers of the plans that are there."""

    across: float  # of the width, 0 to 1
    down: float  # of the width too, so that distances compare
    plans: list[int] = field(default_factory=list)

    def distance(self, other: "Cluster") -> float:
        """Return how far apart two places are, squared."""
        return (self.across - other.across) ** 2 + (self.down - other.down) ** 2

    def join(self, other: "Cluster") -> None:
        """Take another place in; the larger one weighs more."""
        mine, all_ = len(self.plans), len(self.plans) + len(other.plans)
        self.across += (other.across - self.across) * (1 - mine / all_)
        self.down += (other.down - self.down) * (1 - mine / all_)
        self.plans += other.plans


def cluster(frame: Frame, pins: Iterable[tuple[int, Pin]]) -> list[Cluster]:
    """Return the places to mark on a map, in the order of the plans.

    First by squares of half that distance, so that thousands of plans cost no more
    than as many steps; then what still lies too close is joined.
    """
    squares: dict[tuple[int, int], Cluster] = {}
    tall = frame.height / 1000
    for number, pin in pins:
        across, down = frame.share(pin)
        if not frame.holds(pin):
            continue
        one = Cluster(across, down * tall, [number])
        key = int(one.across / CELL), int(one.down / CELL)
        if key in squares:
            squares[key].join(one)
        else:
            squares[key] = one
    places, before = list(squares.values()), -1
    while len(places) != before:
        before, places = len(places), _joined(places)
    for place in places:
        place.down /= tall
    return places


def _joined(places: list[Cluster]) -> list[Cluster]:
    """Return the places once more, each joined to an earlier one that is close."""
    kept: list[Cluster] = []
    for place in places:
        near = next((k for k in kept if k.distance(place) < CLOSE**2), None)
        if near is None:
            kept.append(place)
        else:
            near.join(place)
    return kept
