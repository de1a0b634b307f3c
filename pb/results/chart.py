"""Columns per step of a count, as lengths for an SVG without viewBox.

Across in per cent, so that it fits every screen; down in pixels, so that text keeps
its size. The numbers stand in a table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 230  # of the tallest column, in pixels
TOP = 16  # room above it for the label of a line
GAP = 26  # of every hundred of a column's width
ROUND = (1, 2, 5)
ENOUGH, TOO_LITTLE = 1, 3  # tones


@dataclass(frozen=True, slots=True)
class Column:
    """One column; all lengths as they stand in the drawing."""

    x: str
    width: str
    y: int
    height: int
    tone: int


@dataclass(frozen=True, slots=True)
class Line:
    """A level line with what it stands for."""

    y: int
    value: int


@dataclass(frozen=True, slots=True)
class StepChart:
    """Columns before a line: enough or too little."""

    columns: tuple[Column, ...]
    goal: Line
    grid: tuple[Line, ...]  # without the axis

    @property
    def axis(self) -> int:
        """Return where zero is."""
        return TOP + HEIGHT

    @property
    def has_too_little(self) -> bool:
        """Say whether a column stays under the line."""
        return any(column.tone == TOO_LITTLE for column in self.columns)


def step_chart(values: Sequence[int], goal: int) -> StepChart:
    """Return the chart of `values` against a line at `goal`; zero is always in it."""
    unit = _unit(max(*values, goal, 1))
    top = max(*values, goal, unit)
    width = 100 / len(values)
    columns = tuple(
        Column(
            x=f"{at * width:.2f}%",
            width=f"{width * (100 - GAP) / 100:.2f}%",
            y=_y(value, top),
            height=TOP + HEIGHT - _y(value, top),
            tone=ENOUGH if value >= goal else TOO_LITTLE,
        )
        for at, value in enumerate(values)
    )
    grid = tuple(Line(_y(value, top), value) for value in range(unit, top + 1, unit))
    return StepChart(columns, Line(_y(goal, top), goal), grid)


def _y(value: int, top: int) -> int:
    return TOP + HEIGHT - round(value * HEIGHT / top)


def _unit(top: int) -> int:
    """Return a round number that goes two to four times into `top`."""
    power = 1
    while power * 50 <= top:
        power *= 10
    return next(
        (n * power for n in (*ROUND, 10, 20) if n * power * 5 > top), power * 20
    )
