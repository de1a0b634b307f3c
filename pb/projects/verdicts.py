"""What staff decide about a plan: whether it can take part, at what cost, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pb.projects.care_models import VerdictDraft
from pb.projects.history import note
from pb.projects.models import Project, ProjectStatus
from pb.projects.service import ProjectRefused, lock_project
from pb.rounds.models import BudgetRound, Contest
from pb.rounds.phases import Stage


class InvalidVerdict(ProjectRefused):
    """A cost, a contest or a reason is missing, or does not fit the plan."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a member of staff filled in for one plan."""

    is_feasible: bool
    cost: int | None  # cents; needed when feasible
    contest_id: int | None  # needed when feasible
    public_reason: str  # needed when not
    title: str
    title_reason: str = ""  # needed when the title changes


def contests_for(budget_round: BudgetRound, project: Project) -> list[Contest]:
    """Return the contests a plan can be in: of its area, and of the district.

    A plan for the whole district that has no pot of its own may go to any area's.
    """
    fitting = [
        contest
        for contest in budget_round.contests
        if contest.area_id is None or contest.area_id == project.area_id
    ]
    if not fitting and project.area_id is None:
        return list(budget_round.contests)
    return fitting


def judge_project(
    session: Session,
    budget_round: BudgetRound,
    project_id: int,
    verdict: Verdict,
    *,
    version: int,
    staff_id: int,
    now: datetime,
) -> None:
    """Store a verdict; it is public from then on, and can be changed until freezing.

    Raises:
        RoundTakesNoPlans: The list of plans is frozen.
        ChangedMeanwhile: Somebody else changed the plan first.
        AlreadyWithdrawn: The plan was taken back.
        InvalidVerdict: Something is missing or does not fit.
    """
    project = lock_project(session, budget_round, project_id, version=version)
    apply_verdict(session, budget_round, project, verdict, staff_id=staff_id, now=now)
    draft = session.get(VerdictDraft, project_id)
    if draft is not None:
        session.delete(draft)  # what is public takes its place
    session.commit()


def apply_verdict(
    session: Session,
    budget_round: BudgetRound,
    project: Project,
    verdict: Verdict,
    *,
    staff_id: int | None,
    now: datetime,
) -> None:
    """Make a verdict public, of a plan that is locked; the caller commits.

    Raises:
        InvalidVerdict: Something is missing or does not fit.
    """
    check_verdict(budget_round, project, verdict)
    before = (project.status, project.cost, project.public_reason)
    was_asked = project.cost if project.cost is not None else project.estimated_cost
    _rename(project, verdict)
    status = _status(budget_round, verdict)
    contest_id = verdict.contest_id if verdict.is_feasible else None
    # A place in the drawn order belongs to one contest and to a plan on the list.
    if project.contest_id != contest_id or status is not ProjectStatus.SHORTLISTED:
        project.tie_rank = None
    project.status = status
    project.contest_id = contest_id
    project.cost = verdict.cost
    project.public_reason = verdict.public_reason
    project.checked_at = now
    project.checked_by_id = staff_id
    project.version += 1
    if before != (project.status, project.cost, project.public_reason):
        amounts = (was_asked, verdict.cost) if verdict.is_feasible else (None, None)
        note(
            session,
            project.id,
            "feasible" if verdict.is_feasible else "refused",
            at=now,
            text=verdict.public_reason,
            amounts=amounts,
            tells=True,
        )


def _status(budget_round: BudgetRound, verdict: Verdict) -> ProjectStatus:
    if not verdict.is_feasible:
        return ProjectStatus.NOT_FEASIBLE
    if budget_round.stage is Stage.SHORTLISTED:
        return ProjectStatus.SHORTLISTED
    return ProjectStatus.FEASIBLE


def check_verdict(
    budget_round: BudgetRound, project: Project, verdict: Verdict
) -> None:
    """Refuse a verdict that misses something or does not fit the plan.

    Raises:
        InvalidVerdict: It does.
    """
    if verdict.title != project.title and not verdict.title_reason:
        raise InvalidVerdict("a new title needs a reason")
    if not verdict.is_feasible:
        if not verdict.public_reason:
            raise InvalidVerdict("a refusal needs a reason")
        return
    contest = next(
        (
            contest
            for contest in contests_for(budget_round, project)
            if contest.id == verdict.contest_id
        ),
        None,
    )
    if contest is None:
        raise InvalidVerdict("the plan does not fit this contest")
    if verdict.cost is None or not 0 < verdict.cost <= contest.budget_limit:
        raise InvalidVerdict("the cost is missing or above the budget")


def _rename(project: Project, verdict: Verdict) -> None:
    if verdict.title == project.title:
        return
    original = project.original_title or project.title
    project.title = verdict.title
    if verdict.title == original:
        project.original_title = project.title_reason = ""
    else:
        project.original_title = original
        project.title_reason = verdict.title_reason
