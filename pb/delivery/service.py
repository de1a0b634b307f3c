"""Carrying out: what staff change, with its history. Knows no web."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pb.delivery.grants import granted_amounts
from pb.delivery.models import (
    Delivery,
    DeliveryChange,
    DeliveryContact,
    DeliveryState,
    Milestone,
)
from pb.projects.models import Project
from pb.rounds.models import BudgetRound


class DeliveryRefused(Exception):
    """Nothing was stored."""


class NotFunded(DeliveryRefused):
    """The published result gives this plan no money."""


class ReasonMissing(DeliveryRefused):
    """More would be paid than was granted, or a promise changed, without a reason."""


class ChangedMeanwhile(DeliveryRefused):
    """Somebody else changed the plan since this page was opened."""


class UnknownMilestone(DeliveryRefused):
    """The milestone is not one of this plan."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to a plan, and when."""

    staff_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that gets another value."""

    what: str
    before: str
    after: str
    about: str = ""
    needs_reason: bool = True  # whether the reason that was given is about this


def take_up(session: Session, budget_round: BudgetRound, project: Project) -> Delivery:
    """Return the delivery of a plan, locked; begin it when nobody did.

    Raises:
        NotFunded: The published result gives the plan nothing.
    """
    if session.get(Delivery, project.id) is None:
        grant = granted_amounts(session, budget_round).get(project.id)
        if grant is None:
            raise NotFunded
        _insert(session, project.id, grant)
    return session.get_one(
        Delivery, project.id, with_for_update=True, populate_existing=True
    )


def _insert(session: Session, project_id: int, grant: int) -> None:
    """Begin a delivery, unless somebody does so at this moment."""
    dialect = session.get_bind().dialect.name
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    session.execute(
        insert(Delivery)
        .values(
            project_id=project_id,
            state=DeliveryState.PLANNED,
            granted=grant,
            thanks="",
            lesson="",
            version=1,
        )
        .on_conflict_do_nothing(index_elements=["project_id"])
    )


def set_state(
    session: Session,
    delivery: Delivery,
    *,
    state: DeliveryState,
    due_on: date | None,
    done_on: date | None,
    reason: str,
    act: Act,
) -> None:
    """Say how far a plan is and when it is to be ready.

    Raises:
        ReasonMissing: A promised day moves, or the plan stops, without a reason.
    """
    moves = delivery.due_on is not None and due_on != delivery.due_on
    stops = state is DeliveryState.STOPPED is not delivery.state
    if (moves or stops) and not reason:
        raise ReasonMissing
    changes = [
        Change("state", delivery.state.value, state.value, needs_reason=stops),
        Change("due_on", _day(delivery.due_on), _day(due_on)),
    ]
    delivery.state = state
    delivery.due_on = due_on
    delivery.done_on = done_on if state is DeliveryState.DONE else None
    _tell(session, delivery, changes, reason, act)


def set_grant(
    session: Session, delivery: Delivery, *, granted: int, reason: str, act: Act
) -> None:
    """Change what a plan gets.

    Raises:
        ReasonMissing: The vote gave another sum, so a change needs a reason.
    """
    if granted == delivery.granted:
        return
    if not reason:
        raise ReasonMissing
    change = Change("granted", str(delivery.granted), str(granted))
    delivery.granted = granted
    _tell(session, delivery, [change], reason, act)


def add_milestone(
    session: Session, delivery: Delivery, *, title: str, due_on: date, act: Act
) -> None:
    """Promise a step on a day."""
    session.add(Milestone(project_id=delivery.project_id, title=title, due_on=due_on))
    change = Change("milestone", "", _day(due_on), title)
    _tell(session, delivery, [change], "", act)


def newest_milestone(session: Session, delivery: Delivery, title: str) -> int:
    """Return the number of the newest milestone of a title."""
    found = session.scalars(
        select(Milestone.id)
        .where(Milestone.project_id == delivery.project_id, Milestone.title == title)
        .order_by(Milestone.id.desc())
    )
    return found.first() or 0


def set_milestone(
    session: Session,
    delivery: Delivery,
    milestone_id: int,
    *,
    due_on: date,
    done_on: date | None,
    reason: str,
    act: Act,
) -> None:
    """Move a step, or say that it is done or not done after all.

    Raises:
        UnknownMilestone: It is not one of this plan.
        ReasonMissing: The promised day moves without a reason.
    """
    milestone = session.get(Milestone, milestone_id)
    if milestone is None or milestone.project_id != delivery.project_id:
        raise UnknownMilestone
    if due_on != milestone.due_on and not reason:
        raise ReasonMissing
    title = milestone.title
    changes = [
        Change("milestone", _day(milestone.due_on), _day(due_on), title),
        Change("step_done", _day(milestone.done_on), _day(done_on), title),
    ]
    milestone.due_on, milestone.done_on = due_on, done_on
    _tell(session, delivery, changes, reason, act)


def set_contact(
    session: Session, delivery: Delivery, contact: DeliveryContact | None
) -> None:
    """Name whom residents can ask, or nobody; names are not kept in the history."""
    old = session.get(DeliveryContact, delivery.project_id)
    if old is not None:
        session.delete(old)
        session.flush()
    if contact is not None:
        contact.project_id = delivery.project_id
        session.add(contact)
    delivery.version += 1
    session.commit()


def set_lesson(
    session: Session, delivery: Delivery, *, thanks: str, lesson: str, act: Act
) -> None:
    """Keep what was learned, and whom to thank."""
    changes = [
        Change("thanks", delivery.thanks, thanks),
        Change("lesson", delivery.lesson, lesson),
    ]
    delivery.thanks, delivery.lesson = thanks, lesson
    _tell(session, delivery, changes, "", act)


def check_version(delivery: Delivery, version: int) -> None:
    """Refuse what was decided on an old page.

    Raises:
        ChangedMeanwhile: The plan is no longer as the page showed it.
    """
    if delivery.version not in {version, version + (version == 0)}:
        raise ChangedMeanwhile


def erase_contacts(session: Session, *, before: date) -> int:
    """Forget the contacts whose agreed time ended before a day; say how many."""
    old = session.scalars(
        select(DeliveryContact).where(DeliveryContact.until < before)
    ).all()
    for contact in old:
        session.delete(contact)
    session.flush()
    return len(old)


def _tell(
    session: Session,
    delivery: Delivery,
    changes: list[Change],
    reason: str,
    act: Act,
) -> None:
    """Write in the history what really changed, and commit."""
    for change in changes:
        if change.before != change.after:
            session.add(
                DeliveryChange(
                    project_id=delivery.project_id,
                    at=act.now,
                    what=change.what,
                    about=change.about,
                    before=change.before,
                    after=change.after,
                    reason=reason if change.needs_reason else "",
                    staff_id=act.staff_id,
                )
            )
    delivery.version += 1
    session.commit()


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
