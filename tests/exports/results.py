"""Published results for tests, counted from a few ballots."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import allocation
from exports.result import ContestFrame, ContestResult, PublishedResult, read_contest

Ballots = Sequence[Mapping[str, allocation.Weight]]
# Ten residents divide 1,000: the worked example of the documentation.
PROJECTS = (
    allocation.Project("A", 60_000, "Speeltuin", "jeugd"),
    allocation.Project("B", 30_000, "Bankjes", "straat"),
    allocation.Project("C", 24_000, "Geveltuinen", "groen"),
    allocation.Project("D", 16_000, "Repaircafé", "duurzaam"),
    allocation.Project("E", 11_000, "Muziek", "cultuur"),
)
SUPPORT = {
    "A": (1, 2, 3, 4, 5, 6),
    "B": (1, 2, 3, 4, 5),
    "C": (7, 8, 9, 10),
    "D": (6, 8, 9),
    "E": (7, 10),
}
BALLOTS: Ballots = [
    {id_: 1 for id_, voters in SUPPORT.items() if voter in voters}
    for voter in range(1, 11)
]


def make_instance(
    projects: Sequence[allocation.Project] = PROJECTS,
    ballots: Ballots = BALLOTS,
    *,
    budget: int = 100_000,
    vote_type: Any = "approval",
) -> allocation.Instance:
    """Return an instance; by default the worked example."""
    return allocation.Instance.from_ballots(
        projects, budget, ballots, vote_type=vote_type
    )


def make_result(
    instance: allocation.Instance | None = None,
    *,
    max_choices: int | None = None,
    within_budget: bool = True,
    tie_order: Sequence[str] | None = None,
    limits: Mapping[str, int] | None = None,
    **options: Any,
) -> ContestResult:
    """Count an instance and return its result."""
    instance = instance or make_instance()
    outcome = allocation.allocate(
        instance, allocation.Options(**options), tie_order=tie_order
    )
    frame = ContestFrame(
        id="7",
        title="Hele deelgemeente",
        area=None,
        max_choices=max_choices,
        within_budget=within_budget,
        projects={
            project.id: (number, project.category, project.area)
            for number, project in enumerate(instance.projects, start=101)
        },
        **(limits or {}),
    )
    return read_contest(allocation.to_document(instance, outcome), frame)


def publish(*contests: ContestResult, **values: Any) -> PublishedResult:
    """Return the published result of a round with these contests."""
    return PublishedResult(
        **{
            "slug": "buurtbudget-2026",
            "title": "Buurtbudget 2026",
            "unit": "Kralingen-Crooswijk",
            "country": "Netherlands",
            "opened_on": date(2026, 11, 9),
            "closed_on": date(2026, 11, 29),
            "version": 1,
            "contests": contests,
            **values,
        }
    )
