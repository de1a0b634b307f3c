"""A file with areas: what its rows say, and taking them in, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from pb.projects.texts import one_line
from pb.rounds.models import Area, BudgetRound, Contest
from pb.setup.problems import (
    CellWrong,
    Problems,
    at_most,
    euros,
    harmless,
    needed,
    shown,
    whole,
)

NAME_LENGTH = 80
MOST_LETTERS = 2_000_000
Cells = Mapping[str, str]  # meaning -> cell


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


@dataclass(slots=True)
class AreaRow:
    """What one row says."""

    name: str = ""
    letters: int = 0
    budget: int | None = None  # cents; none: no pot


class AreaReader:
    """Reads rows one by one, and remembers which areas it saw."""

    def __init__(self, budget_round: BudgetRound, problems: Problems) -> None:
        self._problems = problems
        self._seen: dict[str, int] = {}
        self._areas = {area.name.casefold(): area for area in budget_round.areas}
        self._pots: dict[int | None, list[Contest]] = {}
        for contest in budget_round.contests:
            self._pots.setdefault(contest.area_id, []).append(contest)
        self._titles = {contest.title.casefold() for contest in budget_round.contests}

    def read(self, number: int, cells: Cells, labels: Mapping[str, str]) -> AreaRow:
        """Return what a row says; what is wrong with it is noted."""
        row = AreaRow()
        with self._problems.at(number, labels["name"]):
            row.name = self._name(number, cells["name"])
        with self._problems.at(number, labels["letters"]):
            row.letters = whole(harmless(cells["letters"]), MOST_LETTERS)
        if cells.get("budget"):
            with self._problems.at(number, labels["budget"]):
                row.budget = self._budget(row.name, harmless(cells["budget"]))
        return row

    def _name(self, number: int, cell: str) -> str:
        name = one_line(harmless(at_most(needed(cell), NAME_LENGTH)))
        before = self._seen.setdefault(name.casefold(), number)
        if before != number:
            raise CellWrong(
                _("“%(name)s” staat ook in rij %(row)s", name=shown(name), row=before),
                _("Haal een van de twee rijen weg."),
            )
        return name

    def _budget(self, name: str, cell: str) -> int:
        cents = euros(cell)
        area = self._areas.get(name.casefold())
        pots = self._pots.get(area.id, []) if area else []
        if len(pots) > 1 or (not pots and name.casefold() in self._titles):
            raise CellWrong(
                _("de wijk heeft al meer potten, of een andere pot heet zo"),
                _("Laat het bedrag hier leeg en verander de pot op de pagina zelf."),
            )
        return cents


def store_areas(
    session: Session, budget_round: BudgetRound, rows: Sequence[AreaRow]
) -> tuple[int, int]:
    """Add or change areas and their pots; return how many of each.

    Args:
        session: Not committed here.
        budget_round: Locked, not frozen.
        rows: Read from the file without any problem.
    """
    known = {area.name.casefold(): area for area in budget_round.areas}
    added = 0
    for row in rows:
        area = known.get(row.name.casefold())
        if area is None:
            area = Area(budget_round_id=budget_round.id, name=row.name)
            session.add(area)
            added += 1
            known[row.name.casefold()] = area
        area.letters_sent = row.letters
    session.flush()
    pots = {contest.area_id: contest for contest in budget_round.contests}
    for row in rows:
        if row.budget is None:
            continue
        area_id = known[row.name.casefold()].id
        if area_id in pots:
            pots[area_id].budget_limit = row.budget
        else:
            pot = {"title": row.name, "budget_limit": row.budget, "area_id": area_id}
            session.add(Contest(budget_round_id=budget_round.id, **pot))
    return added, len(rows) - added
