"""The section PROJECTS: what was voted on, and what the file says of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from allocation.model import Project
from allocation.pabulib.findings import Findings
from allocation.pabulib.lines import Section
from allocation.pabulib.numbers import NotANumber, read_hundredths
from allocation.pabulib.parsed import Place, shown
from allocation.pabulib.tables import Table, read_table

MOST_PROJECTS = 10_000
OWN_COLUMNS = ("project_id", "cost", "name", "category")
OFFICIAL_COLUMNS = ("votes", "score", "selected")
AREA_COLUMNS = ("district", "neighborhood", "subunit", "area")
COLUMNS = OWN_COLUMNS + OFFICIAL_COLUMNS + AREA_COLUMNS
OFFICIAL = len(OFFICIAL_COLUMNS)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project and the columns that only serve to check the count."""

    line: int
    project: Project
    votes: str
    score: str
    selected: str


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """All projects, and whether the file records which were funded."""

    rows: list[ProjectRow]
    has_selected: bool


def read_projects(section: Section, place: Place) -> ProjectRows:
    """Return the projects in the order of the file.

    Raises:
        UnreadableFile: An id is empty or there twice, a cost is missing or not a
            number, or there are more than 10,000 projects.
    """
    table = read_table(section, place, required=("project_id", "cost"))
    rows = list(_rows(table, place))
    return ProjectRows(rows, "selected" in table.columns)


def _rows(table: Table, place: Place) -> Iterator[ProjectRow]:
    seen: set[str] = set()
    for record in table.records:
        here = place.at(record.line)
        id_, cost, name, category, *more = table.values(record, COLUMNS)
        if not id_:
            raise here.refuse("the project_id is empty", "give each project an id")
        if id_ in seen:
            raise here.refuse(
                f"the project {shown(id_)} is there twice", "give it an id of its own"
            )
        seen.add(id_)
        if len(seen) > MOST_PROJECTS:
            raise here.refuse(f"more than {MOST_PROJECTS} projects", "split the file")
        area = next(filter(None, more[OFFICIAL:]), "")
        project = Project(id_, _cost(cost, here), name, category, area)
        yield ProjectRow(record.line, project, *more[:OFFICIAL])


def _cost(text: str, place: Place) -> int:
    if not text:
        raise place.refuse("the cost is missing", "give each project a cost")
    try:
        return read_hundredths(text)
    except NotANumber as error:
        raise place.refuse(
            f"the cost {shown(text)} {error}", "write it as 12500 or 12500.50"
        ) from None


def note_costs(rows: list[ProjectRow], budget: int, findings: Findings) -> None:
    """Warn of projects that the whole budget cannot pay for."""
    for row in rows:
        if row.project.cost > budget:
            text = "a project costs more than the budget and takes no part"
            findings.note("cost_above_budget", text, line=row.line)
