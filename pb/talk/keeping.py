"""How long it is kept who talked about a plan or supports it, and erasing it."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from pb.projects.models import Project
from pb.retention.register import PersonalData, register
from pb.rounds.models import BudgetRound
from pb.talk.blueprint import key
from pb.talk.models import Remark, RemarkWriter, Support, SupportAsked, SupportCode
from pb.talk.support import person_by_email

ERASED = "erased-"


def _plans(budget_round: BudgetRound) -> Select[int]:
    return select(Project.id).where(Project.budget_round_id == budget_round.id)


def _written_in(budget_round: BudgetRound) -> ColumnElement[bool]:
    remarks = select(Remark.id).where(Remark.project_id.in_(_plans(budget_round)))
    return RemarkWriter.remark_id.in_(remarks)


def _count(
    session: Session,
    table: type[RemarkWriter | SupportAsked],
    which: ColumnElement[bool],
) -> int:
    query = select(func.count()).select_from(table).where(which)
    return session.scalar(query) or 0


def _erase_writers(session: Session, which: ColumnElement[bool]) -> int:
    erased = session.scalars(
        delete(RemarkWriter).where(which).returning(RemarkWriter.remark_id),
        execution_options={"synchronize_session": False},
    )
    return len(erased.all())


def _erase_asked(session: Session, which: ColumnElement[bool]) -> int:
    erased = session.scalars(
        delete(SupportAsked).where(which).returning(SupportAsked.id),
        execution_options={"synchronize_session": False},
    )
    return len(erased.all())


def _supports_of(session: Session, email: str) -> list[Support]:
    """Return what a person supports: each round knows them by another hash."""
    rounds = session.scalars(
        select(Project.budget_round_id)
        .join(Support, Support.project_id == Project.id)
        .distinct()
    )
    hashes = [person_by_email(email, number, key()) for number in rounds]
    return list(session.scalars(select(Support).where(Support.person.in_(hashes))))


def _count_of(session: Session, email: str) -> int:
    asked = _count(session, SupportAsked, func.lower(SupportAsked.email) == email)
    return asked + len(_supports_of(session, email))


def _erase_of(session: Session, email: str) -> int:
    """Forget a person; that somebody supported stays counted."""
    erased = _erase_asked(session, func.lower(SupportAsked.email) == email)
    return erased + _unlink(session, _supports_of(session, email))


def _unlink(session: Session, rows: Sequence[Support]) -> int:
    """Keep that somebody supports a plan, and nothing that leads to who."""
    for row in rows:
        row.person = f"{ERASED}{row.id}"
    session.flush()
    return len(rows)


def _supporters_left(session: Session, budget_round: BudgetRound) -> int:
    asked = SupportAsked.project_id.in_(_plans(budget_round))
    known = select(func.count()).where(
        Support.project_id.in_(_plans(budget_round)),
        Support.person.not_like(f"{ERASED}%"),
    )
    return _count(session, SupportAsked, asked) + (session.scalar(known) or 0)


def _erase_supporters(session: Session, budget_round: BudgetRound) -> int:
    """Keep how many supported a plan, and nothing that leads to who."""
    asked = SupportAsked.project_id.in_(_plans(budget_round))
    erased = _erase_asked(session, asked)
    known = session.scalars(
        select(Support).where(
            Support.project_id.in_(_plans(budget_round)),
            Support.person.not_like(f"{ERASED}%"),
        )
    ).all()
    session.execute(
        delete(SupportCode).where(SupportCode.budget_round_id == budget_round.id)
    )
    return erased + _unlink(session, known)


register(
    PersonalData(
        name="remark_writer",
        what=_l("Naam, e-mailadres en taal van wie reageerde op een plan"),
        why=_l(
            "Om de naam bij de reactie te tonen en uitleg te geven bij een weigering"
        ),
        months=12,
        left=lambda session, budget_round: _count(
            session, RemarkWriter, _written_in(budget_round)
        ),
        erase=lambda session, budget_round: _erase_writers(
            session, _written_in(budget_round)
        ),
        of_person=lambda session, email: _count(
            session, RemarkWriter, func.lower(RemarkWriter.email) == email
        ),
        erase_person=lambda session, email: _erase_writers(
            session, func.lower(RemarkWriter.email) == email
        ),
    )
)
register(
    PersonalData(
        name="supporter",
        what=_l("Een versleuteld kenmerk van wie een plan steunt"),
        why=_l("Zodat iedereen één keer telt"),
        months=1,
        left=_supporters_left,
        erase=_erase_supporters,
        of_person=_count_of,
        erase_person=_erase_of,
    )
)
