"""Reading the plans of a round: one of them, or all that fit a filter."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from pb.projects.models import Project, ProjectStatus
from pb.projects.statuses import ORDER
from pb.rounds.models import BudgetRound, Contest

WHOLE_DISTRICT = 0  # stands for "no area" in filters and forms


@dataclass(frozen=True, slots=True)
class Filter:
    """Which plans somebody wants to see; None: all."""

    area: int | None = None
    theme: str | None = None
    status: ProjectStatus | None = None

    @property
    def is_set(self) -> bool:
        """Say whether anything is left out."""
        return (self.area, self.theme, self.status) != (None, None, None)

    def fits(self, project: Project) -> bool:
        """Say whether this plan is to be shown."""
        return (
            self.area in (None, project.area_id or WHOLE_DISTRICT)
            and self.theme in (None, project.theme)
            and self.status in (None, project.status)
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """The plans that fit, and how many of all plans each choice would show."""

    projects: Sequence[Project]
    total: int
    areas: Counter[int]
    themes: Counter[str]
    statuses: Counter[ProjectStatus]


def list_projects(
    session: Session, budget_round: BudgetRound, wanted: Filter
) -> Listing:
    """Return the plans of a round that fit; the ballot's first, then by number."""
    projects = sorted(
        session.scalars(
            select(Project).where(Project.budget_round_id == budget_round.id)
        ),
        key=lambda project: (ORDER[project.status], project.id),
    )
    return Listing(
        [project for project in projects if wanted.fits(project)],
        total=len(projects),
        areas=Counter(project.area_id or WHOLE_DISTRICT for project in projects),
        themes=Counter(project.theme for project in projects if project.theme),
        statuses=Counter(project.status for project in projects),
    )


def list_queue(
    session: Session, budget_round: BudgetRound, statuses: frozenset[ProjectStatus]
) -> list[Project]:
    """Return the plans of a round with one of `statuses`, longest waiting first."""
    return list(
        session.scalars(
            select(Project)
            .where(
                Project.budget_round_id == budget_round.id,
                Project.status.in_(statuses),
            )
            .order_by(Project.submitted_at, Project.id)
        )
    )


def find_project(
    session: Session, budget_round: BudgetRound, project_id: int
) -> Project | None:
    """Return a plan, if it is one of this round."""
    return session.scalar(
        select(Project)
        .where(Project.id == project_id, Project.budget_round_id == budget_round.id)
        .options(selectinload(Project.contact))
    )


def contest_of(budget_round: BudgetRound, project: Project) -> Contest | None:
    """Return the contest a plan is in, or None while it is in none."""
    found = (c for c in budget_round.contests if c.id == project.contest_id)
    return next(found, None)
