"""How long is kept what belongs to the people of a plan that was taken back."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from pb.projects.care_models import PlanAccess, PlanJoiner
from pb.projects.keeping_care import count_files, count_words, erase_files, erase_words
from pb.projects.models import Project, ProposerContact
from pb.projects.plan_models import PlanLink
from pb.retention.register import DatedData, register

OF_PEOPLE = (ProposerContact, PlanAccess, PlanJoiner)


def _over(session: Session, before: datetime) -> Select[int]:
    """Return the plans that ended before a moment, and go on as no other."""
    withdrawn = select(Project.id).where(Project.withdrawn_at < before)
    over = set(session.scalars(withdrawn))
    links = session.execute(
        select(PlanLink.from_project_id, PlanLink.to_project_id).where(
            PlanLink.from_project_id.in_(withdrawn)
        )
    ).all()
    # Who merged into a plan is one of its proposers for as long as that plan goes on.
    while goes_on := {old for old, new in links if old in over and new not in over}:
        over -= goes_on
    return select(Project.id).where(Project.id.in_(over))


def _left(session: Session, before: datetime) -> int:
    plans = _over(session, before)
    rows = sum(
        session.scalar(
            select(func.count()).select_from(table).where(table.project_id.in_(plans))
        )
        or 0
        for table in OF_PEOPLE
    )
    return rows + count_files(session, plans) + count_words(session, plans)


def _erase(session: Session, before: datetime) -> int:
    plans = _over(session, before)
    erased = erase_files(session, plans) + erase_words(session, plans)
    for table in OF_PEOPLE:
        gone = session.scalars(
            delete(table)
            .where(table.project_id.in_(plans))
            .returning(table.project_id),
            execution_options={"synchronize_session": False},
        )
        erased += len(gone.all())
    return erased


register(
    DatedData(
        name="withdrawn_plan",
        what=_l(
            "Wie een plan introk en hoe die te bereiken is, de links en codes van dat"
            " plan, wie ermee wilde meedoen, en notities en bestanden van medewerkers"
        ),
        why=_l("Om vragen over het intrekken te beantwoorden"),
        after=_l("het intrekken van het plan"),
        months=1,
        left=_left,
        erase=_erase,
    )
)
