"""Merging and splitting plans: the proposers are asked, all are kept, all are told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.projects.care_models import ChangeAnswer, PlanChange
from pb.projects.change_reading import ASKED, answers_to, family_of, goes_on_as
from pb.projects.facts import read_facts, store_facts
from pb.projects.history import note
from pb.projects.models import Project, ProjectStatus, ProposerContact
from pb.projects.plan_models import PlanLink
from pb.projects.service import ProjectRefused, lock_open_round
from pb.rounds.models import BudgetRound

MERGE, SPLIT = "merge", "split"
DONE, DROPPED = "done", "dropped"
# A plan that somebody took back cannot be merged or split.
OPEN = frozenset(
    {ProjectStatus.SUBMITTED, ProjectStatus.FEASIBLE, ProjectStatus.NOT_FEASIBLE}
)


class CannotChange(ProjectRefused):
    """These plans cannot be merged or split now."""


class NotAgreed(ProjectRefused):
    """Not every proposer said yes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the plans that a plan is split into."""

    title: str
    amount: int  # cents


def ask_to_merge(
    session: Session,
    budget_round: BudgetRound,
    stays_id: int,
    goes_ids: list[int],
    reason: str,
    *,
    staff_id: int,
    now: datetime,
) -> int:
    """Ask the proposers of some plans whether they may go on as one; commits.

    Raises:
        CannotChange: A plan is not of this round, taken back, or asked about already.
        RoundTakesNoPlans: The list of plans is frozen.
    """
    numbers = [stays_id, *goes_ids]
    if not goes_ids or len(set(numbers)) != len(numbers):
        raise CannotChange
    change = PlanChange(
        project_id=stays_id,
        kind=MERGE,
        reason=reason,
        parts=[],
        asked_at=now,
        asked_by_id=staff_id,
    )
    return _ask(session, budget_round, change, numbers)


def ask_to_split(
    session: Session,
    budget_round: BudgetRound,
    project_id: int,
    parts: list[Part],
    reason: str,
    *,
    staff_id: int,
    now: datetime,
) -> int:
    """Ask the proposer of a plan whether it may be parted; commits.

    Raises:
        CannotChange: There are fewer than two parts, or the plan is not open.
        RoundTakesNoPlans: The list of plans is frozen.
    """
    if len(parts) < 2:
        raise CannotChange
    change = PlanChange(
        project_id=project_id,
        kind=SPLIT,
        reason=reason,
        parts=[{"title": part.title, "amount": part.amount} for part in parts],
        asked_at=now,
        asked_by_id=staff_id,
    )
    return _ask(session, budget_round, change, [project_id])


def _ask(
    session: Session, budget_round: BudgetRound, change: PlanChange, numbers: list[int]
) -> int:
    lock_open_round(session, budget_round)
    _locked(session, budget_round, numbers)
    # Who merged into one of them before is a proposer of it too.
    asked = [each for number in numbers for each in family_of(session, number)]
    busy = session.scalars(
        select(ChangeAnswer.project_id)
        .join(PlanChange, PlanChange.id == ChangeAnswer.change_id)
        .where(ChangeAnswer.project_id.in_(asked), PlanChange.state == ASKED)
    ).all()
    if busy:
        session.rollback()
        raise CannotChange
    session.add(change)
    session.flush()
    for number in asked:
        session.add(ChangeAnswer(change_id=change.id, project_id=number))
        kind = f"{change.kind}_asked"
        note(
            session,
            number,
            kind,
            at=change.asked_at,
            text=change.reason,
            is_public=False,
            tells=True,
        )
    session.commit()
    return change.id


def _locked(
    session: Session, budget_round: BudgetRound, numbers: list[int]
) -> dict[int, Project]:
    """Return plans of this round that are open, locked in one order for everyone."""
    rows = session.scalars(
        select(Project)
        .where(
            Project.id.in_(numbers),
            Project.budget_round_id == budget_round.id,
            Project.status.in_(OPEN),
        )
        .order_by(Project.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {project.id: project for project in rows}
    if len(found) != len(numbers):
        session.rollback()
        raise CannotChange
    return found


def give_answer(
    session: Session,
    change_id: int,
    project_id: int,
    *,
    is_yes: bool,
    by_staff: bool,
    now: datetime,
) -> None:
    """Note what a proposer says, by themselves or to staff; commits.

    Raises:
        CannotChange: Nobody asks this any more.
    """
    change = session.get(PlanChange, change_id)
    row = session.get(ChangeAnswer, (change_id, project_id), with_for_update=True)
    if change is None or row is None or change.state != ASKED:
        session.rollback()
        raise CannotChange
    row.answer = "yes" if is_yes else "no"
    row.answered_at, row.by_staff = now, by_staff
    kind = "agreed" if is_yes else "disagreed"
    note(session, project_id, kind, at=now, is_public=False)
    session.commit()


def drop_change(session: Session, change_id: int, now: datetime) -> None:
    """Leave the plans as they are, and tell the proposers; commits."""
    change = session.get(PlanChange, change_id, with_for_update=True)
    if change is None or change.state != ASKED:
        session.rollback()
        raise CannotChange
    change.state, change.done_at = DROPPED, now
    for row in answers_to(session, change_id):
        note(
            session,
            row.project_id,
            "change_dropped",
            at=now,
            is_public=False,
            tells=True,
        )
    session.commit()


def carry_out(
    session: Session, budget_round: BudgetRound, change_id: int, now: datetime
) -> list[int]:
    """Merge or split as was asked, once everyone said yes; return what goes on.

    Raises:
        NotAgreed: A proposer did not answer, or said no.
        CannotChange: It was done or dropped, or a plan is no longer open.
        RoundTakesNoPlans: The list of plans is frozen.
    """
    lock_open_round(session, budget_round)
    change = session.get(PlanChange, change_id, with_for_update=True)
    if change is None or change.state != ASKED:
        session.rollback()
        raise CannotChange
    rows = answers_to(session, change_id)
    if any(row.answer != "yes" for row in rows):
        session.rollback()
        raise NotAgreed
    numbers = [r.project_id for r in rows if not goes_on_as(session, r.project_id)]
    plans = _locked(session, budget_round, numbers)
    change.state, change.done_at = DONE, now
    made = (
        _merge(session, change, plans, now)
        if change.kind == MERGE
        else _split(session, change, plans[change.project_id], now)
    )
    session.commit()
    return made


def _merge(
    session: Session, change: PlanChange, plans: dict[int, Project], now: datetime
) -> list[int]:
    stays = plans[change.project_id]
    for number, plan in plans.items():
        if number != stays.id:
            _retire(session, plan, "merged", change.reason, now)
            _link(session, number, stays.id, "merged", now)
    stays.version += 1
    note(session, stays.id, "merged_in", at=now, text=change.reason, tells=True)
    return [stays.id]


def _split(
    session: Session, change: PlanChange, plan: Project, now: datetime
) -> list[int]:
    made = [_part_of(session, plan, part, now) for part in change.parts]
    _retire(session, plan, "split", change.reason, now)
    for number in made:
        _link(session, plan.id, number, "split", now)
        for other in family_of(session, plan.id)[1:]:
            _link(session, other, number, "merged", now)
        note(session, number, "split_off", at=now, text=change.reason, tells=True)
    return made


def _part_of(
    session: Session, plan: Project, part: dict[str, object], now: datetime
) -> int:
    contact = plan.contact
    made = Project(
        budget_round_id=plan.budget_round_id,
        title=part["title"],
        description=plan.description,
        place=plan.place,
        area_id=plan.area_id,
        theme=plan.theme,
        estimated_cost=part["amount"],
        submitted_at=now,
        contact=contact
        and ProposerContact(
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
            language=contact.language,
        ),
    )
    session.add(made)
    session.flush()
    made.file_id = str(made.id)
    facts = read_facts(session, plan.id)
    line = ((str(part["title"]), int(str(part["amount"]))),)
    store_facts(session, made.id, facts.of_part(line))
    return made.id


def _retire(
    session: Session, plan: Project, kind: str, reason: str, now: datetime
) -> None:
    plan.status, plan.withdrawn_at = ProjectStatus.WITHDRAWN, now
    plan.tie_rank = None
    plan.version += 1
    note(session, plan.id, kind, at=now, text=reason, tells=True)


def _link(session: Session, from_id: int, to_id: int, kind: str, now: datetime) -> None:
    session.add(
        PlanLink(from_project_id=from_id, to_project_id=to_id, kind=kind, at=now)
    )
