"""The plans of a round: where they stand, and taking one back.

Handing in is in `proposals.py`, judging in `verdicts.py`, reading in `listing.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.projects.change_reading import shared_with
from pb.projects.history import note
from pb.projects.models import Project, ProjectStatus
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage

# While a round is in one of these, staff may add and judge plans.
OPEN_STAGES = frozenset({Stage.ANNOUNCED, Stage.SHORTLISTED})


class ProjectRefused(Exception):
    """Nothing was stored."""


class NotCollecting(ProjectRefused):
    """Residents cannot hand in plans now."""


class RoundTakesNoPlans(ProjectRefused):
    """The round is a draft, or its list of plans is frozen."""


class TooManyPlans(ProjectRefused):
    """So many plans came from one network that something is wrong."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many plans; try again in {retry_after} s")
        self.retry_after = retry_after  # seconds


class AlreadySubmitted(ProjectRefused):
    """This form was sent before, with another text."""

    def __init__(self, project_id: int) -> None:
        super().__init__(f"the form was sent before: plan {project_id}")
        self.project_id = project_id


class ChangedMeanwhile(ProjectRefused):
    """Somebody else changed the plan since this page was opened."""


class AlreadyWithdrawn(ProjectRefused):
    """The plan was taken back; nothing can be done with it."""


class OthersShareIt(ProjectRefused):
    """Plans of other people merged into this one, and they were not asked."""


@dataclass(frozen=True, slots=True)
class DeskState:
    """How many plans stand where."""

    is_open: bool  # whether staff may still judge and add plans
    counts: dict[ProjectStatus, int] = field(default_factory=dict)

    @property
    def to_check(self) -> int:
        """Return how many plans nobody judged yet."""
        return self.counts.get(ProjectStatus.SUBMITTED, 0)

    @property
    def feasible(self) -> int:
        """Return how many plans can be, or are, on the ballot."""
        return self.counts.get(ProjectStatus.FEASIBLE, 0) + self.counts.get(
            ProjectStatus.SHORTLISTED, 0
        )

    @property
    def refused(self) -> int:
        """Return how many plans cannot take part."""
        return self.counts.get(ProjectStatus.NOT_FEASIBLE, 0)

    @property
    def withdrawn(self) -> int:
        """Return how many plans were taken back."""
        return self.counts.get(ProjectStatus.WITHDRAWN, 0)

    @property
    def total(self) -> int:
        """Return how many plans there are, those taken back included."""
        return sum(self.counts.values())


def desk_state(session: Session, budget_round: BudgetRound, now: datetime) -> DeskState:
    """Return what the desk of a round says about its plans at `now`."""
    rows = session.execute(
        select(Project.status, func.count())
        .where(Project.budget_round_id == budget_round.id)
        .group_by(Project.status)
    )
    is_open = budget_round.stage in OPEN_STAGES
    return DeskState(is_open, dict(rows.all()))


def withdraw_project(
    session: Session,
    budget_round: BudgetRound,
    project_id: int,
    *,
    version: int,
    now: datetime,
    all_agree: bool = False,
) -> None:
    """Take a plan back, on request of who handed it in.

    Args:
        session: Committed.
        budget_round: Of the plan.
        project_id: Which one.
        version: Of the plan, as the page showed it.
        now: In UTC.
        all_agree: Staff asked all whose plans merged into it, and all agree.

    Raises:
        OthersShareIt: Others merged their plans into it, and nobody asked them.
        RoundTakesNoPlans: The list of plans is frozen.
        ChangedMeanwhile: The plan is no longer as the page showed it.
        AlreadyWithdrawn: It was taken back before.
    """
    project = lock_project(session, budget_round, project_id, version=version)
    if not all_agree and shared_with(session, project_id):
        raise OthersShareIt
    project.status = ProjectStatus.WITHDRAWN
    project.withdrawn_at = now
    project.tie_rank = None
    project.version += 1
    note(session, project.id, "withdrawn", at=now, tells=True)
    session.commit()


def lock_project(
    session: Session, budget_round: BudgetRound, project_id: int, *, version: int
) -> Project:
    """Return a plan for changing, while nobody else can change or freeze it.

    The caller has made sure that the plan belongs to the round.

    Raises:
        RoundTakesNoPlans: The round is a draft, or its list of plans is frozen.
        ChangedMeanwhile: The plan has another version than the page showed.
        AlreadyWithdrawn: It was taken back.
    """
    lock_open_round(session, budget_round)
    project = session.get_one(
        Project, project_id, with_for_update=True, populate_existing=True
    )
    if project.status is ProjectStatus.WITHDRAWN:
        raise AlreadyWithdrawn
    if project.version != version:
        raise ChangedMeanwhile
    return project


def lock_open_round(session: Session, budget_round: BudgetRound) -> None:
    """Keep the round from being frozen until the transaction ends.

    Raises:
        RoundTakesNoPlans: The round is a draft, or its list of plans is frozen.
    """
    # A share lock: staff judge side by side, and freezing waits for them.
    session.refresh(budget_round, with_for_update={"read": True})
    if budget_round.stage not in OPEN_STAGES:
        raise RoundTakesNoPlans
