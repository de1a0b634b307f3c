"""Handing in plans: by residents while the round collects, by staff until freezing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.limits.service import TooManyFailures, check, count_failure
from pb.projects.drafts import finish_draft
from pb.projects.facts import Facts, store_facts
from pb.projects.history import note
from pb.projects.models import Project, ProposerContact
from pb.projects.service import (
    AlreadySubmitted,
    NotCollecting,
    TooManyPlans,
    lock_open_round,
)
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase

PLANS_PER_HOUR = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan as it is handed in, and how to reach who does."""

    title: str
    description: str
    place: str
    area_id: int | None  # None: the whole district
    theme: str
    estimated_cost: int  # cents
    contact_name: str
    contact_email: str = ""
    contact_phone: str = ""
    language: str = "nl"  # of our mails
    facts: Facts | None = None  # what the form in steps asks more
    draft_id: int | None = None  # of the draft it was written in


def submit_project(
    session: Session,
    budget_round: BudgetRound,
    proposal: Proposal,
    *,
    submission_id: str,
    subject: str,
    now: datetime,
) -> int:
    """Store a resident's plan and return its number; the same form once.

    Args:
        session: Committed on success; on refusal nothing is stored.
        budget_round: The round the plan is for.
        proposal: What was filled in; the form has checked it.
        submission_id: Made with the form. Sent again, it stores nothing new.
        subject: Under which the plans of one network are counted, see pb.limits.
        now: In UTC.

    Raises:
        AlreadySubmitted: The form was sent before, with another title or text.
        NotCollecting: Plans can be handed in earlier or later, not now.
        TooManyPlans: The network handed in more than `PLANS_PER_HOUR`.
    """
    earlier = _find_submission(session, budget_round, submission_id)
    if earlier is not None:
        return _repeated(earlier, proposal)
    if budget_round.phase(now) is not Phase.COLLECTING:
        raise NotCollecting
    # The hour as a whole is what is counted, under its first moment.
    hour = now.replace(minute=0, second=0, microsecond=0)
    _check_limit(session, subject, hour=hour, now=now)
    try:
        project_id = _store(session, budget_round, proposal, submission_id, now=now)
    except IntegrityError:  # the same form, sent at the same moment
        session.rollback()
        winner = _find_submission(session, budget_round, submission_id)
        if winner is None:
            raise
        return _repeated(winner, proposal)
    count_failure(session, "plan", subject, now=hour)
    return project_id


def enter_project(
    session: Session,
    budget_round: BudgetRound,
    proposal: Proposal,
    *,
    submission_id: str,
    now: datetime,
) -> int:
    """Store a plan that staff type in for somebody, and return its number.

    Raises:
        AlreadySubmitted: The form was sent before, with another title or text.
        RoundTakesNoPlans: The round is a draft or frozen.
    """
    lock_open_round(session, budget_round)
    earlier = _find_submission(session, budget_round, submission_id)
    if earlier is not None:
        return _repeated(earlier, proposal)
    return _store(session, budget_round, proposal, submission_id, now=now)


def _check_limit(
    session: Session, subject: str, *, hour: datetime, now: datetime
) -> None:
    try:
        check(session, "plan", subject, limit=PLANS_PER_HOUR, now=hour)
    except TooManyFailures:
        wait = hour + timedelta(hours=1) - now
        raise TooManyPlans(int(wait.total_seconds()) + 1) from None


def _find_submission(
    session: Session, budget_round: BudgetRound, submission_id: str
) -> Project | None:
    return session.scalar(
        select(Project).where(
            Project.budget_round_id == budget_round.id,
            Project.submission_id == submission_id,
        )
    )


def _repeated(earlier: Project, proposal: Proposal) -> int:
    stored = (earlier.original_title or earlier.title, earlier.description)
    if stored != (proposal.title, proposal.description):
        raise AlreadySubmitted(earlier.id)
    return earlier.id


def _store(
    session: Session,
    budget_round: BudgetRound,
    proposal: Proposal,
    submission_id: str,
    *,
    now: datetime,
) -> int:
    project = Project(
        budget_round_id=budget_round.id,
        submission_id=submission_id,
        title=proposal.title,
        description=proposal.description,
        place=proposal.place,
        area_id=proposal.area_id,
        theme=proposal.theme,
        estimated_cost=proposal.estimated_cost,
        submitted_at=now,
        contact=ProposerContact(
            name=proposal.contact_name,
            email=proposal.contact_email,
            phone=proposal.contact_phone,
            language=proposal.language,
        ),
    )
    session.add(project)
    session.flush()
    number = project.id
    project.file_id = str(number)
    if proposal.facts is not None:
        store_facts(session, number, proposal.facts)
    if proposal.draft_id is not None:
        finish_draft(session, proposal.draft_id, number)
    note(session, number, "received", at=now, tells=True)
    session.commit()
    return number
