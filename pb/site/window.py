"""Where the window of the envelope is, on the folded sheet."""

from dataclasses import dataclass
from typing import Self

NAMED = {
    # The usual Dutch C5/6 and DL envelopes.
    "left": "20 50 90 38",
    "right": "105 50 90 38",
}
# Millimetres: least and most of left, top, width and height. Outside these the
# letter has no room for its text, or the address none in the window.
BOUNDS = ((10, 125), (40, 70), (60, 120), (28, 50))
PAPER_WIDTH = 210


@dataclass(frozen=True, slots=True)
class Window:
    """A window, in millimetres from the left and the top of an A4 sheet."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `left`, `right`, or four numbers: left, top, width, height.

        Raises:
            ValueError: It is something else, or not on the sheet.
        """
        numbers = [float(word) for word in NAMED.get(text, text).split()]
        for value, (least, most) in zip(numbers, BOUNDS, strict=True):
            if not least <= value <= most:
                raise ValueError(text)
        window = cls(*numbers)
        if window.left + window.width > PAPER_WIDTH - 5:
            raise ValueError(text)
        return window


LEFT = Window.read("left")
