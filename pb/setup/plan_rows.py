"""A file with plans: what its rows say, and taking them in, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pb.projects.models import Project, ProjectStatus, ProposerContact
from pb.projects.texts import one_line, paragraphs
from pb.projects.themes import THEMES
from pb.rounds.models import BudgetRound, Contest
from pb.rounds.phases import Stage
from pb.setup.problems import (
    CellWrong,
    Problems,
    at_most,
    euros,
    harmless,
    needed,
    shown,
)

TITLE_LENGTH, DESCRIPTION_LENGTH, PLACE_LENGTH = 100, 5000, 200
CONTACT_LENGTH, EMAIL_LENGTH = 100, 254
NAMED = 5  # pots that a remedy names
WHOLE_DISTRICT = frozenset({"", "hele deelgemeente", "deelgemeente", "alle wijken"})
Cells = Mapping[str, str]  # meaning -> cell


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


@dataclass(slots=True)
class PlanRow:
    """What one row says."""

    title: str = ""
    cost: int = 0  # cents
    description: str = ""
    area_id: int | None = None  # none: the whole district
    contest_id: int | None = None
    theme: str = ""
    place: str = ""
    contact: str = ""
    email: str = ""


class PlanReader:
    """Reads rows one by one, and remembers which plans it saw."""

    def __init__(
        self,
        budget_round: BudgetRound,
        problems: Problems,
        *,
        titles: Sequence[str],
        are_checked: bool,
    ) -> None:
        self._problems = problems
        self._contests = list(budget_round.contests)
        self._areas = {area.name.casefold(): area.id for area in budget_round.areas}
        self._themes = {
            name: theme.key
            for theme in THEMES
            for name in (theme.key, str(theme.label).casefold())
        }
        self._known = {title.casefold() for title in titles}
        self._seen: dict[str, int] = {}
        self._are_checked = are_checked

    def read(self, number: int, cells: Cells, labels: Mapping[str, str]) -> PlanRow:
        """Return what a row says; what is wrong with it is noted."""
        row = PlanRow()
        at = self._problems.at
        with at(number, labels["title"]):
            row.title = self._title(number, cells["title"])
        with at(number, labels["cost"]):
            row.cost = euros(harmless(cells["cost"]))
        with at(number, labels.get("area", "")):
            row.area_id = self._area(cells.get("area", ""))
            self._read_contest(number, row, cells, labels)
        with at(number, labels.get("theme", "")):
            row.theme = self._theme(cells.get("theme", ""))
        self._read_texts(number, row, cells, labels)
        return row

    def _read_texts(
        self, number: int, row: PlanRow, cells: Cells, labels: Mapping[str, str]
    ) -> None:
        with self._problems.at(number, labels.get("description", "")):
            text = paragraphs(_clean(cells.get("description", "")))
            row.description = at_most(text, DESCRIPTION_LENGTH)
        with self._problems.at(number, labels.get("place", "")):
            row.place = at_most(one_line(_clean(cells.get("place", ""))), PLACE_LENGTH)
        with self._problems.at(number, labels.get("contact", "")):
            name = one_line(_clean(cells.get("contact", "")))
            row.contact = at_most(name, CONTACT_LENGTH)
        with self._problems.at(number, labels.get("email", "")):
            row.email = _email(cells.get("email", ""))

    def _title(self, number: int, cell: str) -> str:
        title = one_line(harmless(at_most(needed(cell), TITLE_LENGTH)))
        if not any(sign.isalnum() for sign in title):
            raise CellWrong(_("er staat geen woord"), _("Geef het plan een naam."))
        if title.casefold() in self._known:
            raise CellWrong(
                _("“%(title)s” staat al in deze ronde", title=shown(title)),
                _("Haal de rij weg, of geef het plan een andere naam."),
            )
        before = self._seen.setdefault(title.casefold(), number)
        if before != number:
            raise CellWrong(
                _(
                    "“%(title)s” staat ook in rij %(row)s",
                    title=shown(title),
                    row=before,
                ),
                _("Haal een van de twee rijen weg, of geef het plan een andere naam."),
            )
        return title

    def _area(self, cell: str) -> int | None:
        name = one_line(harmless(cell)).casefold()
        if name in WHOLE_DISTRICT:
            return None
        if name not in self._areas:
            raise CellWrong(
                _("de wijk “%(name)s” is er niet in deze ronde", name=shown(cell)),
                _("Schrijf de naam zoals bij Wijken, of voeg de wijk eerst toe."),
            )
        return self._areas[name]

    def _read_contest(
        self, number: int, row: PlanRow, cells: Cells, labels: Mapping[str, str]
    ) -> None:
        """Note in which pot a plan is; one that nobody checked has none yet."""
        if not self._are_checked:
            return
        column = labels.get("contest") or labels.get("area", labels["title"])
        with self._problems.at(number, column):
            contest = self._contest(row, one_line(harmless(cells.get("contest", ""))))
            row.contest_id = contest.id
            if row.cost > contest.budget_limit:
                raise CellWrong(
                    _(
                        "het plan kost meer dan er in de pot “%(pot)s” zit",
                        pot=contest.title,
                    ),
                    _("Kies een andere pot, of verlaag de kosten."),
                )

    def _contest(self, row: PlanRow, name: str) -> Contest:
        fitting = [c for c in self._contests if c.area_id in (None, row.area_id)]
        if row.area_id is None and not fitting:
            fitting = self._contests
        if not fitting:
            raise CellWrong(
                _("er is geen pot voor deze wijk"), _("Voeg eerst een pot toe.")
            )
        named = [c for c in fitting if c.title.casefold() == name.casefold()]
        found = named if name else fitting
        if len(found) == 1:
            return found[0]
        names = _first_names(fitting)
        if name:
            raise CellWrong(
                _("de pot “%(name)s” is er niet voor deze wijk", name=shown(name)),
                _("Schrijf de naam precies zo: %(names)s.", names=names),
            )
        raise CellWrong(
            _("het plan past in meer dan één pot"),
            _("Voeg een kolom toe met de naam van de pot: %(names)s.", names=names),
        )

    def _theme(self, cell: str) -> str:
        name = one_line(harmless(cell)).casefold()
        if name and name not in self._themes:
            raise CellWrong(
                _("het onderwerp “%(name)s” bestaat niet", name=shown(cell)),
                _(
                    "Kies uit: %(themes)s.",
                    themes=", ".join(str(theme.label) for theme in THEMES),
                ),
            )
        return self._themes.get(name, "")


def _clean(cell: str) -> str:
    return harmless(cell) if cell[:1] in {"=", "@"} else cell


def _email(cell: str) -> str:
    if not cell:
        return ""
    try:
        found = validate_email(at_most(cell, EMAIL_LENGTH), check_deliverability=False)
    except EmailNotValidError:
        raise CellWrong(
            _("“%(typed)s” is geen e-mailadres", typed=shown(cell)),
            _("Kijk het adres na, of laat de cel leeg."),
        ) from None
    return found.normalized


def known_titles(session: Session, budget_round: BudgetRound) -> Sequence[str]:
    """Return what the plans of a round are called, those taken back left out."""
    query = select(Project.title).where(
        Project.budget_round_id == budget_round.id,
        Project.status != ProjectStatus.WITHDRAWN,
    )
    return session.scalars(query).all()


def store_plans(
    session: Session,
    budget_round: BudgetRound,
    rows: Sequence[PlanRow],
    *,
    now: datetime,
    checked_by: int | None,
) -> int:
    """Add the plans; return how many.

    Args:
        session: Not committed here.
        budget_round: Locked, not frozen.
        rows: Read from the file without any problem.
        now: In UTC.
        checked_by: Who says that the plans were checked before; none: nobody.
    """
    is_listed = budget_round.stage is Stage.SHORTLISTED
    feasible = ProjectStatus.SHORTLISTED if is_listed else ProjectStatus.FEASIBLE
    shared = {
        "budget_round_id": budget_round.id,
        "status": feasible if checked_by else ProjectStatus.SUBMITTED,
        "submitted_at": now,
        "checked_at": now if checked_by else None,
        "checked_by_id": checked_by,
    }
    numbers = session.scalars(
        insert(Project).returning(Project.id, sort_by_parameter_order=True),
        [{**shared, **_columns(row, is_checked=bool(checked_by))} for row in rows],
    ).all()
    contacts = [
        {"project_id": number, "name": row.contact, "email": row.email}
        for number, row in zip(numbers, rows, strict=True)
        if row.contact or row.email
    ]
    if contacts:
        session.execute(insert(ProposerContact), contacts)
    return len(numbers)


def _columns(row: PlanRow, *, is_checked: bool) -> dict[str, object]:
    return {
        "title": row.title,
        "description": row.description,
        "place": row.place,
        "theme": row.theme,
        "area_id": row.area_id,
        "contest_id": row.contest_id,
        "estimated_cost": row.cost,
        "cost": row.cost if is_checked else None,
    }


def _first_names(contests: Sequence[Contest]) -> str:
    """Return the names of the first pots, as they are to be typed."""
    names = ", ".join(f"“{contest.title}”" for contest in contests[:NAMED])
    return names if len(contests) <= NAMED else f"{names}, …"
