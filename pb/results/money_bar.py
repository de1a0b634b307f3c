"""Where the money of a contest goes: the parts of the bar on the page of a result."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from exports.result import ContestResult
from pb.projects.themes import theme_of

HUES = 4  # in one chart
REST = 5  # tone of all other themes together


@dataclass(frozen=True, slots=True)
class MoneyPart:
    """One part of the money bar."""

    label: str
    cents: int
    plans: int
    of_plans: int
    tone: int


def money_parts(result: ContestResult) -> list[MoneyPart]:
    """Return where the money goes: the largest themes, the others, what is left.

    Files of elsewhere write one theme in several ways: case makes no difference.
    """
    themes = {line.category.casefold(): line.category for line in result.projects}
    parts = sorted(
        (_theme_part(result, theme) for theme in themes.values()),
        key=lambda part: (-part.cents, part.label),
    )
    shown = parts if len(parts) <= HUES else parts[: HUES - 1]
    named = [replace(part, tone=tone) for tone, part in enumerate(shown, start=1)]
    rest = parts[len(shown) :]
    if rest:
        named.append(_together(rest))
    return named


def _theme_part(result: ContestResult, theme: str) -> MoneyPart:
    folded = theme.casefold()
    lines = [line for line in result.projects if line.category.casefold() == folded]
    funded = [line for line in lines if line.is_funded]
    known = theme_of(theme)
    return MoneyPart(
        label=str(known.label) if known else "",
        cents=sum(line.cost for line in funded),
        plans=len(funded),
        of_plans=len(lines),
        tone=1,
    )


def _together(parts: Sequence[MoneyPart]) -> MoneyPart:
    return MoneyPart(
        label=str(_("Andere onderwerpen")),
        cents=sum(part.cents for part in parts),
        plans=sum(part.plans for part in parts),
        of_plans=sum(part.of_plans for part in parts),
        tone=REST,
    )
