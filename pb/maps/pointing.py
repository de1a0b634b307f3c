"""A point on a map that somebody sets: by a press on the picture, or step by step.

Without a script the picture is a button of the form: the browser sends where it was
pressed, in pixels of a picture whose width is fixed. With a script nothing is sent.
"""

import re
from collections.abc import Mapping

from pb.maps.frame import NotAPoint, Pin, read_pin
from pb.maps.service import Map

PICTURES = {"kaart": 560, "kaartje": 272}  # name of the button, width in pixels
STEP = 0.02  # of the map, for one press on an arrow
MOVES = {"noord": (0, -1), "zuid": (0, 1), "west": (-1, 0), "oost": (1, 0)}
AWAY = "weg"
PIXELS = re.compile("[0-9]{1,5}")


def is_pointing(form: Mapping[str, str]) -> bool:
    """Say whether a form was sent to set the point, and not to go on."""
    return "schuif" in form or any(f"{name}.x" in form for name in PICTURES)


def pointed(form: Mapping[str, str], map_: Map) -> str:
    """Return the point that a form sets, as it stands in its field; "" for none.

    Whoever presses the picture with the keyboard gets a point in the chosen area, or in
    the middle, to move from there.
    """
    if form.get("schuif") == AWAY:
        return ""
    if "schuif" in form:
        across, down = map_.frame.share(_now(form, map_))
        right, below = MOVES.get(form["schuif"], (0, 0))
        across, down = across + right * STEP, down + below * STEP
    else:
        share = _pressed(form, map_)
        if share is None:
            return str(_now(form, map_))
        across, down = share
    return str(map_.frame.pin(min(max(across, 0), 1), min(max(down, 0), 1)))


def _pressed(form: Mapping[str, str], map_: Map) -> tuple[float, float] | None:
    """Return where a picture was pressed, as shares; None for the keyboard."""
    for name, width in PICTURES.items():
        x, y = form.get(f"{name}.x", ""), form.get(f"{name}.y", "")
        if PIXELS.fullmatch(x) and PIXELS.fullmatch(y) and (int(x), int(y)) != (0, 0):
            return int(x) / width, int(y) / height_of(map_, width)
    return None


def height_of(map_: Map, width: int) -> int:
    """Return how high a picture of the map is."""
    return round(width * map_.height / map_.width)


def _now(form: Mapping[str, str], map_: Map) -> Pin:
    """Return the point that is set, else the middle of the chosen area or the map."""
    try:
        return read_pin(form.get("pin", ""))
    except NotAPoint:
        return start_of(map_, form.get("area", ""))


def start_of(map_: Map, area: str) -> Pin:
    """Return where a point begins that somebody moves by the keyboard."""
    for each in map_.areas:
        if str(each.id) == area:
            return map_.frame.pin(
                each.label[0] / map_.width, each.label[1] / map_.height
            )
    return map_.frame.pin(0.5, 0.5)
