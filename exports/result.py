"""A published result in typed form: what files and pages about it are made from.

It is read from the documents of `allocation` (`buurtgeld-allocation/1`) that were
fixed when the result was adopted, so nothing here is counted again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import rfc8785

FORMAT = "buurtgeld-result/1"
Document = Mapping[str, Any]
# Of a document, and of its steps: what is null, and what stays, where few voted.
OF_BALLOTS = ("groups_of_ballots", "overall", "against_greedy", "certificates")
OF_THE_ORDER = frozenset({"step", "project", "phase", "tied_with", "left_after"})


@dataclass(frozen=True, slots=True)
class CountStep:
    """One selection. Amounts are cents; what a rule does not know is None."""

    number: int
    project: str
    phase: str
    left_after: int
    effective_votes: Fraction | None
    payment: Fraction | None  # the most that one unit of weight paid
    payers_full: int | None
    payers_all_they_had: int | None
    money_before: Fraction | None  # of all supporters together
    money_after: Fraction | None
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """What became of one project."""

    id: str
    number: int  # our own, in addresses
    name: str
    category: str
    area: str
    cost: int
    votes: int
    score: Fraction
    status: str  # funded, not_funded, ineligible
    reason: str | None
    step: CountStep | None

    @property
    def is_funded(self) -> bool:
        """Say whether the project gets its money."""
        return self.status == "funded"


@dataclass(frozen=True, slots=True)
class ContestResult:
    """The result of one sum of money."""

    id: str
    title: str
    area: str | None  # id of the area; None: the whole district
    vote_type: str
    max_choices: int | None
    within_budget: bool
    rule: str
    utility: str | None
    completion: str | None
    options: Mapping[str, Any]
    currency: str
    ballots: int
    blank_ballots: int
    budget: int
    cost: int
    left: int
    partial: tuple[str, int] | None  # project and amount
    endowment: Fraction | None
    increments: int | None
    steps: tuple[CountStep, ...]
    projects: tuple[ProjectLine, ...]  # in tie order
    min_choices: int = 0
    points: int | None = None  # the most on one ballot, where points are given
    max_points: int | None = None  # for one project
    objective: str | None = None  # of a best combination: what it makes the most of

    def project(self, id_: str) -> ProjectLine:
        """Return the project with this id."""
        return next(line for line in self.projects if line.id == id_)

    @property
    def funded(self) -> tuple[ProjectLine, ...]:
        """Return the funded projects, in order of selection."""
        funded = (line for line in self.projects if line.is_funded)
        return tuple(sorted(funded, key=_place))

    @property
    def is_shared(self) -> bool:
        """Say whether voters paid for projects out of equal shares."""
        return self.endowment is not None

    @property
    def budget_share(self) -> Fraction:
        """Return the budget divided by the ballots, in cents; all of it for none."""
        return Fraction(self.budget, self.ballots or 1)

    @property
    def increment(self) -> int:
        """Return by how much each share was raised at a time, in cents."""
        return _cents(self.options["increment"])


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """One version of the result of a round, and nothing about voters."""

    slug: str
    title: str
    unit: str  # the municipality or part of it whose round this was
    country: str
    opened_on: date
    closed_on: date  # the last day of the vote
    version: int
    contests: tuple[ContestResult, ...]

    def contest(self, id_: str) -> ContestResult | None:
        """Return the contest with this id, if there is one."""
        return next((c for c in self.contests if c.id == id_), None)


@dataclass(frozen=True, slots=True)
class ContestFrame:
    """What was fixed about a contest before the vote and is not in its document."""

    id: str
    title: str
    area: str | None
    max_choices: int | None
    within_budget: bool
    projects: Mapping[str, tuple[int, str, str]]  # id -> number, category, area
    min_choices: int = 0
    points: int | None = None
    max_points: int | None = None


def to_json(documents: Mapping[str, Document]) -> bytes:
    """Return result.json: the same bytes for the same result, whoever writes it.

    Args:
        documents: One document of `allocation.to_document` per contest id.

    Returns:
        Canonical JSON (RFC 8785) in UTF-8.
    """
    contests = {id_: dict(document) for id_, document in documents.items()}
    return rfc8785.dumps({"format": FORMAT, "contests": contests})


def totals_only(document: Document) -> dict[str, Any]:
    """Return the result of a contest in which so few voted that more would tell who.

    Args:
        document: One document of `allocation.to_document`.

    Returns:
        The same with the result and its totals: what is funded, in which order,
        what settled ties, and the votes of each project. What tells of a part of
        the ballots is null.
    """
    steps = [
        {key: step[key] if key in OF_THE_ORDER else None for key in step}
        for step in document["steps"]
    ]
    return dict(document) | dict.fromkeys(OF_BALLOTS) | {"steps": steps}


def read_contest(document: Document, frame: ContestFrame) -> ContestResult:
    """Return one contest of result.json in typed form.

    Args:
        document: As `allocation.to_document` returns it.
        frame: What was fixed before the vote.

    Returns:
        The result, with its m projects in tie order.
    """
    steps = tuple(_step(step) for step in document["steps"])
    by_project = {step.project: step for step in steps}
    partial = document["partial"]
    return ContestResult(
        id=frame.id,
        title=frame.title,
        area=frame.area,
        vote_type=document["vote_type"],
        max_choices=frame.max_choices,
        within_budget=frame.within_budget,
        rule=document["rule"],
        utility=document["utility"],
        completion=document["completion"],
        options=document["options"],
        currency=document["currency"],
        ballots=document["ballots"],
        blank_ballots=document["blank_ballots"],
        budget=_cents(document["budget"]),
        cost=_cents(document["cost"]),
        left=_cents(document["left"]),
        partial=partial and (partial["project"], _cents(partial["amount"])),
        endowment=_amount(document["endowment"]),
        increments=document["increments"],
        steps=steps,
        projects=tuple(
            _line(project, frame, by_project.get(project["id"]))
            for project in document["projects"]
        ),
        min_choices=frame.min_choices,
        points=frame.points,
        max_points=frame.max_points,
        objective=document.get("objective"),
    )


def _place(line: ProjectLine) -> tuple[int, ...]:
    """Return a key by which projects without a step keep their tie order, last."""
    return (line.step.number,) if line.step else (1 << 30,)


def _line(
    project: Document, frame: ContestFrame, step: CountStep | None
) -> ProjectLine:
    number, category, area = frame.projects[project["id"]]
    return ProjectLine(
        id=project["id"],
        number=number,
        name=project["name"],
        category=category,
        area=area,
        cost=_cents(project["cost"]),
        votes=project["votes"],
        score=Fraction(project["score"]),
        status=project["status"],
        reason=project["reason"],
        step=step,
    )


def _step(step: Document) -> CountStep:
    support = step["effective_vote_count"]
    return CountStep(
        number=step["step"],
        project=step["project"],
        phase=step["phase"],
        left_after=_cents(step["left_after"]),
        effective_votes=support and Fraction(support["exact"]),
        payment=_amount(step["payment"]),
        payers_full=step["payers_full"],
        payers_all_they_had=step["payers_all_they_had"],
        money_before=_amount(step["supporters_money_before"]),
        money_after=_amount(step["supporters_money_after"]),
        tied_with=tuple(step["tied_with"]),
    )


def _cents(money: str) -> int:
    return int(Fraction(money) * 100)


def _amount(rational: Document | None) -> Fraction | None:
    return None if rational is None else Fraction(rational["exact"]) * 100
