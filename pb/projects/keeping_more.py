"""How long more is kept of people around plans: drafts, joiners, keys, mails."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, delete, false, func, or_, select
from sqlalchemy.orm import Session

from pb.mail.models import Mail
from pb.projects.care_models import PlanAccess, PlanJoiner
from pb.projects.models import Project, ProposerContact
from pb.projects.plan_models import PlanDraft, PlanPhoto
from pb.retention.register import PersonalData, register
from pb.rounds.models import BudgetRound

Table = type[PlanJoiner] | type[PlanAccess] | type[PlanDraft] | type[Mail]


def _plans(budget_round: BudgetRound) -> Select[int]:
    return select(Project.id).where(Project.budget_round_id == budget_round.id)


def _plans_of(email: str) -> Select[int]:
    return select(ProposerContact.project_id).where(
        func.lower(ProposerContact.email) == email
    )


def _count(session: Session, table: Table, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(which)) or 0


def _erase(session: Session, table: Table, which: ColumnElement[bool]) -> int:
    erased = session.scalars(
        delete(table).where(which).returning(table.id),
        execution_options={"synchronize_session": False},
    )
    return len(erased.all())


def _drafts_in(budget_round: BudgetRound) -> ColumnElement[bool]:
    return PlanDraft.budget_round_id == budget_round.id


def _drafts_of(email: str) -> ColumnElement[bool]:
    return func.lower(PlanDraft.answers).contains(email, autoescape=True)


def _erase_drafts(session: Session, which: ColumnElement[bool]) -> int:
    """Erase drafts; the worker removes photos that belong to nothing."""
    numbers = select(PlanDraft.id).where(which)
    session.execute(
        delete(PlanPhoto).where(PlanPhoto.draft_id.in_(numbers)),
        execution_options={"synchronize_session": False},
    )
    return _erase(session, PlanDraft, which)


def _mails_in(session: Session, budget_round: BudgetRound) -> ColumnElement[bool]:
    endings = [f"plan-%-{number}" for number in session.scalars(_plans(budget_round))]
    is_about = or_(false(), *(Mail.key.like(ending) for ending in endings))
    return is_about & (Mail.recipient != "")


register(
    PersonalData(
        name="plan_joiner",
        what=_l("Naam, bereikbaarheid en bericht van wie met een plan wil meedoen"),
        why=_l("Om door te geven aan wie het plan indiende"),
        months=24,
        left=lambda session, budget_round: _count(
            session, PlanJoiner, PlanJoiner.project_id.in_(_plans(budget_round))
        ),
        erase=lambda session, budget_round: _erase(
            session, PlanJoiner, PlanJoiner.project_id.in_(_plans(budget_round))
        ),
        of_person=lambda session, email: _count(
            session, PlanJoiner, func.lower(PlanJoiner.email) == email
        ),
        erase_person=lambda session, email: _erase(
            session, PlanJoiner, func.lower(PlanJoiner.email) == email
        ),
    )
)
register(
    PersonalData(
        name="plan_access",
        what=_l("De links en codes waarmee een indiener het eigen plan opent"),
        why=_l("Om de indiener zelf te laten zien hoe ver het plan is"),
        months=24,
        left=lambda session, budget_round: _count(
            session, PlanAccess, PlanAccess.project_id.in_(_plans(budget_round))
        ),
        erase=lambda session, budget_round: _erase(
            session, PlanAccess, PlanAccess.project_id.in_(_plans(budget_round))
        ),
        of_person=lambda session, email: _count(
            session, PlanAccess, PlanAccess.project_id.in_(_plans_of(email))
        ),
        erase_person=lambda session, email: _erase(
            session, PlanAccess, PlanAccess.project_id.in_(_plans_of(email))
        ),
    )
)
register(
    PersonalData(
        name="plan_draft",
        what=_l("Plannen die nog niet zijn ingediend, met wie ze schrijft"),
        why=_l("Om later verder te kunnen gaan"),
        months=1,
        left=lambda session, budget_round: _count(
            session, PlanDraft, _drafts_in(budget_round)
        ),
        erase=lambda session, budget_round: _erase_drafts(
            session, _drafts_in(budget_round)
        ),
        of_person=lambda session, email: _count(session, PlanDraft, _drafts_of(email)),
        erase_person=lambda session, email: _erase_drafts(session, _drafts_of(email)),
    )
)
register(
    PersonalData(
        name="plan_mail",
        what=_l("Mails over een plan die nog niet zijn verstuurd"),
        why=_l("Om indieners te vertellen wat er met hun plan gebeurt"),
        months=1,
        left=lambda session, budget_round: _count(
            session, Mail, _mails_in(session, budget_round)
        ),
        erase=lambda session, budget_round: _erase(
            session, Mail, _mails_in(session, budget_round)
        ),
        of_person=lambda session, email: _count(
            session, Mail, func.lower(Mail.recipient) == email
        ),
        erase_person=lambda session, email: _erase(
            session, Mail, func.lower(Mail.recipient) == email
        ),
    )
)
