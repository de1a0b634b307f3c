"""Handling a plan: who does it, what comes next, questions, answers, objections."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.fingerprint import check_seen
from pb.mail import outbox
from pb.projects.care_models import PlanObjection, PlanQuestion, PlanSettings
from pb.projects.facts import store_facts
from pb.projects.history import note
from pb.projects.models import Project, ProjectStatus, ProposerContact
from pb.projects.own_plan import close_links
from pb.projects.plan_models import PlanDetails
from pb.projects.proposals import Proposal
from pb.projects.service import (
    NotCollecting,
    ProjectRefused,
    lock_open_round,
    lock_project,
)
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase


class NothingToAnswer(ProjectRefused):
    """There is no such question, or it was answered already."""


class NoObjection(ProjectRefused):
    """The plan was not refused, the time is over, or there is one already."""


def settings_of(session: Session, budget_round: BudgetRound) -> PlanSettings:
    """Return how the plans of a round are handled; not stored where nobody chose."""
    stored = session.get(PlanSettings, budget_round.id)
    return stored or PlanSettings(
        budget_round_id=budget_round.id, releases_together=False, objection_days=0
    )


def save_settings(
    session: Session,
    budget_round: BudgetRound,
    *,
    releases_together: bool,
    objection_days: int,
    seen: str | None = None,
) -> None:
    """Store how the plans of a round are handled, and commit.

    Args:
        session: Locks the round.
        budget_round: Whose plans.
        releases_together: Whether verdicts become public all at once.
        objection_days: In which a proposer may object; 0: never.
        seen: The fingerprint of `stored_settings` on the page.

    Raises:
        ChangedMeanwhile: The page showed something else.
    """
    lock_round(session, budget_round)
    check_seen(seen, stored_settings(settings_of(session, budget_round)))
    settings = session.get(PlanSettings, budget_round.id)
    if settings is None:
        settings = PlanSettings(budget_round_id=budget_round.id)
        session.add(settings)
    settings.releases_together = releases_together
    settings.objection_days = objection_days
    session.commit()


def stored_settings(settings: PlanSettings) -> dict[str, Any]:
    """Return what staff decide about the plans of a round."""
    return {
        "releases_together": settings.releases_together,
        "objection_days": settings.objection_days,
    }


def copy_settings(session: Session, source: BudgetRound, made: BudgetRound) -> None:
    """Give a new round the settings of an earlier one; the caller commits."""
    stored = session.get(PlanSettings, source.id)
    if stored is not None:
        session.add(PlanSettings(budget_round_id=made.id, **stored_settings(stored)))


def details_of(session: Session, project_id: int) -> PlanDetails:
    """Return the details of a plan; empty and not stored for an older one."""
    return session.get(PlanDetails, project_id) or PlanDetails(
        project_id=project_id, handled_by="", next_step="", is_paid=False
    )


def ask(
    session: Session,
    project_id: int,
    question: str,
    *,
    due_at: datetime | None,
    staff_id: int,
    now: datetime,
) -> None:
    """Ask the proposers something; everyone can read it. Commits."""
    session.add(
        PlanQuestion(
            project_id=project_id,
            question=question,
            asked_at=now,
            asked_by_id=staff_id,
            due_at=due_at,
        )
    )
    note(session, project_id, "asked", at=now, text=question, due_at=due_at, tells=True)
    session.commit()


def questions_of(session: Session, project_id: int) -> list[PlanQuestion]:
    """Return what was asked about a plan, oldest first."""
    return list(
        session.scalars(
            select(PlanQuestion)
            .where(PlanQuestion.project_id == project_id)
            .order_by(PlanQuestion.id)
        )
    )


def answer(
    session: Session, project_id: int, question_id: int, text: str, *, now: datetime
) -> None:
    """Store the answer to a question, once, and commit.

    Raises:
        NothingToAnswer: The question is of another plan, or has an answer.
    """
    question = session.get(PlanQuestion, question_id, with_for_update=True)
    is_open = question is not None and question.answered_at is None
    if question is None or question.project_id != project_id or not is_open:
        session.rollback()
        raise NothingToAnswer
    question.answer, question.answered_at = text, now
    note(session, project_id, "answered", at=now, text=text)
    session.commit()


def can_change(budget_round: BudgetRound, project: Project, now: datetime) -> bool:
    """Say whether the proposer can still change the plan."""
    return (
        project.status is ProjectStatus.SUBMITTED
        and budget_round.phase(now) is Phase.COLLECTING
    )


def change_plan(
    session: Session,
    budget_round: BudgetRound,
    project_id: int,
    proposal: Proposal,
    *,
    version: int,
    now: datetime,
    keeps_pin: bool = False,
) -> bool:
    """Store what the proposer made of the plan, and commit.

    Returns:
        Whether the links in mails to the address before no longer open the plan.

    Raises:
        NotCollecting: It is too late, or staff decided already.
        ChangedMeanwhile: Somebody else changed the plan first.
        AlreadyWithdrawn: It was taken back.
    """
    project = lock_project(session, budget_round, project_id, version=version)
    if not can_change(budget_round, project, now):
        session.rollback()
        raise NotCollecting
    asked_before = project.estimated_cost
    for name in ("title", "description", "place", "area_id", "theme", "estimated_cost"):
        setattr(project, name, getattr(proposal, name))
    is_moved = _store_contact(session, project, proposal, now)
    project.version += 1
    if proposal.facts is not None:
        store_facts(session, project_id, proposal.facts, keeps_pin=keeps_pin)
    amounts = (asked_before, proposal.estimated_cost)
    note(session, project_id, "changed", at=now, amounts=amounts)
    session.commit()
    return is_moved


def _store_contact(
    session: Session, project: Project, proposal: Proposal, now: datetime
) -> bool:
    """Store who hands the plan in; return whether the links so far were closed.

    Whoever reads the mail of the address before has no more to do with the plan.
    """
    if project.contact is None:
        project.contact = ProposerContact(name="", email="")
    contact, before = project.contact, project.contact.email
    contact.name = proposal.contact_name
    contact.email = proposal.contact_email
    contact.phone = proposal.contact_phone
    contact.language = proposal.language
    if before.lower() == contact.email.lower():
        return False
    close_links(session, project.id, now=now)
    if before:
        outbox.drop_waiting(session, before, key_like=f"plan-%-{project.id}")
    return True


def objection_ends(project: Project, settings: PlanSettings) -> datetime | None:
    """Return until when the proposer may object; None where nobody can."""
    is_refused = project.status is ProjectStatus.NOT_FEASIBLE
    if not is_refused or project.checked_at is None or not settings.objection_days:
        return None
    return project.checked_at + timedelta(days=settings.objection_days)


def object_to_refusal(
    session: Session,
    budget_round: BudgetRound,
    project_id: int,
    text: str,
    now: datetime,
) -> None:
    """Store an objection, one for each plan, and commit.

    Raises:
        NoObjection: The plan was not refused, the time is over, or there is one.
        RoundTakesNoPlans: The list of plans is frozen.
    """
    lock_open_round(session, budget_round)
    project = session.get_one(Project, project_id, with_for_update=True)
    ends = objection_ends(project, settings_of(session, budget_round))
    has_one = session.get(PlanObjection, project_id) is not None
    if ends is None or now >= ends or has_one:
        session.rollback()
        raise NoObjection
    session.add(PlanObjection(project_id=project_id, text=text, at=now))
    note(session, project_id, "objected", at=now)
    session.commit()


def decide_objection(
    session: Session,
    budget_round: BudgetRound,
    project_id: int,
    *,
    is_upheld: bool,
    reason: str,
    staff_id: int,
    now: datetime,
) -> None:
    """Decide about an objection, once, with a reason that everyone may read.

    Where it is right the plan is to be checked anew: the verdict itself is taken on
    the same page as always.

    Raises:
        NoObjection: There is none, it was decided, or the plan was taken back.
        RoundTakesNoPlans: The list of plans is frozen.
    """
    lock_open_round(session, budget_round)
    project = session.get_one(Project, project_id, with_for_update=True)
    objection = session.get(PlanObjection, project_id, with_for_update=True)
    is_withdrawn = project.status is ProjectStatus.WITHDRAWN
    if objection is None or objection.decision or is_withdrawn:
        session.rollback()
        raise NoObjection
    objection.decision = "upheld" if is_upheld else "rejected"
    objection.reason = reason
    objection.decided_at, objection.decided_by_id = now, staff_id
    kind = "objection_upheld" if is_upheld else "objection_rejected"
    note(session, project_id, kind, at=now, text=reason, tells=True)
    session.commit()
