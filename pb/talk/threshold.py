"""The number of supporters that the list asks for: who has it, and who passes without.

A plan with fewer is turned down, with both numbers as the reason, or goes on by a
reason that staff write and everyone reads. Until then there is no list.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pb.formatting import number
from pb.projects.care_models import VerdictDraft
from pb.projects.history import note
from pb.projects.models import Project, ProjectStatus
from pb.projects.service import ProjectRefused, lock_open_round
from pb.projects.verdicts import Verdict, apply_verdict
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.talk.models import SupportWaiver
from pb.talk.settings import read_rules
from pb.talk.support import count_supporters
from pb.web.languages import speaking

# Those who are, or would be, on the list.
LISTED = (ProjectStatus.FEASIBLE, ProjectStatus.SHORTLISTED)


class NotShort(ProjectRefused):
    """The plan has enough supporters, or is not one that would be on the list."""


class StillSupported(ProjectRefused):
    """Plans are still coming in, and people can support them."""


class OthersShort(ProjectRefused):
    """Meanwhile other plans lack supporters than the ones that were looked at."""

    def __init__(self, came: Sequence[str], went: Sequence[str]) -> None:
        super().__init__("other plans are short of support now")
        self.came = came  # titles of those that were not shown
        self.went = went  # of those that were, and need nothing any more


@dataclass(frozen=True, slots=True)
class Short:
    """A plan that lacks supporters."""

    project: Project
    supporters: int
    needed: int


def too_few(session: Session, budget_round: BudgetRound) -> list[Short]:
    """Return the plans for the list with fewer supporters than it asks, oldest first.

    One that staff let pass is not among them; nor is any where the round asks no
    number.
    """
    rules = read_rules(session, budget_round)
    if not rules.supports:
        return []
    supporters = count_supporters(session, budget_round)
    plans = session.scalars(
        select(Project)
        .outerjoin(SupportWaiver, SupportWaiver.project_id == Project.id)
        .where(
            Project.budget_round_id == budget_round.id,
            Project.status.in_(LISTED),
            SupportWaiver.project_id.is_(None),
        )
        .order_by(Project.id)
    )
    found = (
        Short(plan, supporters.get(plan.id, 0), rules.threshold_of(plan) or 0)
        for plan in plans
    )
    return [short for short in found if short.supporters < short.needed]


def let_pass(
    session: Session,
    budget_round: BudgetRound,
    project_id: int,
    reason: str,
    *,
    staff_id: int,
    now: datetime,
) -> None:
    """Let a plan go on with too few supporters, and commit.

    Raises:
        NotShort: It has enough, or passed before.
        RoundTakesNoPlans: The list is frozen.
    """
    lock_open_round(session, budget_round)
    if project_id not in {each.project.id for each in too_few(session, budget_round)}:
        session.rollback()
        raise NotShort
    session.add(
        SupportWaiver(project_id=project_id, reason=reason, at=now, staff_id=staff_id)
    )
    note(session, project_id, "support_waived", at=now, text=reason, tells=True)
    session.commit()


def turn_down(
    session: Session,
    budget_round: BudgetRound,
    shown: Collection[int],
    *,
    staff_id: int,
    now: datetime,
) -> int:
    """Turn every plan with too few supporters down, and commit; return how many.

    Args:
        session: The change and the mails are in its transaction.
        budget_round: Whose list it is.
        shown: The plans that staff looked at: it is these, or nothing happens.
        staff_id: Who decides.
        now: When.

    Raises:
        StillSupported: People can still support them.
        OthersShort: Others lack supporters than the ones that were shown.
        RoundTakesNoPlans: The list is frozen.
    """
    lock_open_round(session, budget_round)
    if budget_round.phase(now) is Phase.COLLECTING:
        session.rollback()
        raise StillSupported
    # Nobody's support may come in between what we count and what we decide.
    ids = [each.project.id for each in too_few(session, budget_round)]
    session.execute(select(Project.id).where(Project.id.in_(ids)).with_for_update())
    short = [each for each in too_few(session, budget_round) if each.project.id in ids]
    _refuse_others(session, budget_round, short, shown)
    for each in short:
        verdict = Verdict(
            is_feasible=False,
            cost=None,
            contest_id=None,
            public_reason=_reason(each),
            title=each.project.title,
        )
        apply_verdict(
            session, budget_round, each.project, verdict, staff_id=staff_id, now=now
        )
    # A verdict that waits would make them feasible once all are made public.
    waiting = VerdictDraft.project_id.in_([each.project.id for each in short])
    session.execute(delete(VerdictDraft).where(waiting))
    session.commit()
    return len(short)


def _refuse_others(
    session: Session,
    budget_round: BudgetRound,
    short: Sequence[Short],
    shown: Collection[int],
) -> None:
    """Refuse to decide about plans that nobody looked at.

    Raises:
        OthersShort: With the titles; numbers from another round name nothing.
    """
    came = [each.project.title for each in short if each.project.id not in shown]
    gone = set(shown) - {each.project.id for each in short}
    plans = session.scalars(
        select(Project.title)
        .where(Project.budget_round_id == budget_round.id, Project.id.in_(gone))
        .order_by(Project.id)
    )
    went = list(plans)
    if came or gone:
        session.rollback()
        raise OthersShort(came, went)


def _reason(short: Short) -> str:
    with speaking("nl"):  # as everything that staff write
        return str(
            _(
                "Dit plan kreeg te weinig steun: %(count)s. Voor de stemlijst zijn er"
                " %(needed)s nodig.",
                count=number(short.supporters),
                needed=number(short.needed),
            )
        )


def waiver_of(session: Session, project_id: int) -> SupportWaiver | None:
    """Return why a plan passed with too few supporters, if it did."""
    return session.get(SupportWaiver, project_id)
