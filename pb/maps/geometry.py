"""What is computed of rings of points: which points matter, what lies inside."""

import heapq
from collections.abc import Sequence

Point = tuple[int, int]
Ring = Sequence[Point]


def is_inside(point: Point, rings: Sequence[Ring]) -> bool:
    """Say whether a point lies within an odd number of rings: holes are outside."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y):
                # Whole numbers only: the same answer on every machine.
                side = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
                crossings += (side > 0) == (by > ay) and side != 0
    return crossings % 2 == 1


def twice_area(ring: Ring) -> int:
    """Return twice the area of a ring; below 0 when it runs clockwise."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)


def inner_point(rings: Sequence[Ring]) -> Point:
    """Return a point that lies well inside, to write a name at.

    On a line through the middle of the largest ring: the middle of its widest piece.
    """
    largest = max(rings, key=lambda ring: abs(twice_area(ring)))
    ys = [y for _x, y in largest]
    at = (min(ys) + max(ys)) / 2 + 0.25  # never through a point
    crossed = sorted(
        ax + (at - ay) * (bx - ax) / (by - ay)
        for ring in rings
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (ay > at) != (by > at)
    )
    pieces = list(zip(crossed[::2], crossed[1::2], strict=False))
    if not pieces:
        return largest[0]
    left, right = max(pieces, key=lambda piece: piece[1] - piece[0])
    return round((left + right) / 2), round(at)


def simplify(points: Ring, smallest: float, *, closed: bool) -> list[Point]:
    """Return a line with only the points that make a bend one can see.

    The point whose triangle with its two neighbours is smallest goes first
    (Visvalingam and Whyatt, 1993). That takes n log n steps whatever the file holds,
    where the method of Douglas and Peucker can take n²; and a border that two areas
    share stays shared.

    Args:
        points: Without the first point once more at the end.
        smallest: Area of a triangle below which its middle point goes.
        closed: Whether the last point is joined to the first.
    """
    size, least = len(points), 3 if closed else 2
    before = [at - 1 for at in range(size)]
    after = [at + 1 for at in range(size)]
    if closed and size:
        before[0], after[-1] = size - 1, 0
    bends = [
        _bend(points, before[at], at, after[at])
        for at in range(size)
        if closed or 0 < at < size - 1
    ]
    heapq.heapify(bends)
    gone: set[int] = set()
    while bends and bends[0][0] < smallest and size - len(gone) > least:
        _area, left, at, right = heapq.heappop(bends)
        if at in gone or (before[at], after[at]) != (left, right):
            continue  # a neighbour went first, and there is a newer bend
        gone.add(at)
        after[left], before[right] = right, left
        for near in (left, right):
            if closed or 0 < near < size - 1:
                heapq.heappush(bends, _bend(points, before[near], near, after[near]))
    return [point for at, point in enumerate(points) if at not in gone]


def _bend(points: Ring, left: int, at: int, right: int) -> tuple[float, int, int, int]:
    (ax, ay), (bx, by), (cx, cy) = points[left], points[at], points[right]
    area = abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
    return area, left, at, right
