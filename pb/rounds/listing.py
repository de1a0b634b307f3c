"""The plans of a round, as the pages about the round count and order them."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.projects.models import Project, ProjectStatus
from pb.rounds.models import BudgetRound, Contest
from pb.rounds.tie_order import lot


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """How many plans there are."""

    handed_in: int  # those taken back left out
    listed: dict[int, int]  # contest id -> plans on the list

    @property
    def on_list(self) -> int:
        """Return how many plans are on the list for the vote."""
        return sum(self.listed.values())


@dataclass(frozen=True, slots=True)
class DrawnPlan:
    """A plan and its lot."""

    place: int
    number: int  # our own, in addresses
    id: str  # in files; the lot is drawn for it
    title: str
    lot: str  # SHA-256, hex; empty when the order was not drawn from a seed


def count_plans(session: Session, budget_round: BudgetRound) -> PlanCounts:
    """Return how many plans there are, and how many are on the list."""
    rows = session.execute(
        select(Project.status, Project.contest_id, func.count())
        .where(Project.budget_round_id == budget_round.id)
        .group_by(Project.status, Project.contest_id)
    )
    handed_in = 0
    listed: dict[int, int] = defaultdict(int)
    for status, contest_id, count in rows:
        handed_in += count if status is not ProjectStatus.WITHDRAWN else 0
        if status is ProjectStatus.SHORTLISTED and contest_id is not None:
            listed[contest_id] += count
    return PlanCounts(handed_in, listed)


def listed_plans(
    session: Session, budget_round: BudgetRound
) -> list[tuple[Contest, list[Project]]]:
    """Return for each contest the plans on its list, by number."""
    rows = session.scalars(
        select(Project)
        .where(
            Project.budget_round_id == budget_round.id,
            Project.status == ProjectStatus.SHORTLISTED,
        )
        .order_by(Project.id)
    )
    plans: dict[int | None, list[Project]] = defaultdict(list)
    for project in rows:
        plans[project.contest_id].append(project)
    return [(contest, plans[contest.id]) for contest in budget_round.contests]


def drawn_plans(
    session: Session, budget_round: BudgetRound
) -> list[tuple[Contest, list[DrawnPlan]]]:
    """Return for each contest its plans in the order that decides ties.

    Empty before the order was drawn.
    """
    if not budget_round.tie_seed:
        return []
    rows = session.scalars(
        select(Project)
        .where(
            Project.budget_round_id == budget_round.id,
            Project.status == ProjectStatus.SHORTLISTED,
            Project.tie_rank.is_not(None),
        )
        .order_by(Project.tie_rank)
    )
    plans: dict[int | None, list[Project]] = defaultdict(list)
    for project in rows:
        plans[project.contest_id].append(project)
    return [
        (contest, _drawn(plans[contest.id], budget_round.tie_seed))
        for contest in budget_round.contests
        if plans[contest.id]
    ]


def _drawn(projects: list[Project], seed: str) -> list[DrawnPlan]:
    """Return the plans with their lots, unless the order came from elsewhere."""
    lots = [lot(seed, project.file_id or "") for project in projects]
    is_from_seed = lots == sorted(lots)
    return [
        DrawnPlan(
            place,
            project.id,
            project.file_id or "",
            project.title,
            lot_ if is_from_seed else "",
        )
        for place, (project, lot_) in enumerate(zip(projects, lots, strict=True), 1)
    ]
