"""Writing about a plan, reporting what is written, and deciding about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.limits.service import check, count_failure
from pb.projects.models import Project
from pb.rounds.models import BudgetRound
from pb.talk.models import Remark, RemarkReport, RemarkWriter

REMARKS_PER_HOUR = 15
REPORTS_PER_HOUR = 15
WAITING, SHOWN, REFUSED = "waiting", "shown", "refused"


class RemarkRefused(Exception):
    """Nothing was stored."""


class UnknownRemark(RemarkRefused):
    """There is no such remark to answer, report or decide about."""


@dataclass(frozen=True, slots=True)
class Written:
    """A remark as it is sent."""

    kind: str
    text: str
    name: str
    email: str = ""
    answers_id: int | None = None
    language: str = "nl"  # of our mails


@dataclass(frozen=True, slots=True)
class Said:
    """A remark with who wrote it, and what was answered."""

    remark: Remark
    name: str  # empty: erased
    answers: Sequence["Said"] = ()


def write_remark(
    session: Session,
    project_id: int,
    written: Written,
    *,
    submission_id: str,
    subject: str,
    reads_first: bool,
    now: datetime,
) -> None:
    """Keep a remark: shown at once, or once somebody has read it.

    Raises:
        TooManyFailures: One network wrote more than `REMARKS_PER_HOUR`.
        UnknownRemark: It answers something that is not there.
    """
    _limit(session, "remark", subject, REMARKS_PER_HOUR, now)
    _check_answered(session, project_id, written)
    remark = Remark(
        project_id=project_id,
        submission_id=submission_id,
        kind=written.kind,
        answers_id=written.answers_id,
        text=written.text,
        written_at=now,
        state=WAITING if reads_first else SHOWN,
    )
    session.add(remark)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        if session.scalar(select(Remark.id).filter_by(submission_id=submission_id)):
            return  # the same form, sent again
        raise
    session.add(
        RemarkWriter(
            remark_id=remark.id,
            name=written.name,
            email=written.email,
            language=written.language,
        )
    )
    session.commit()


def answer_as_staff(
    session: Session,
    remark_id: int,
    text: str,
    *,
    submission_id: str,
    staff_id: int,
    now: datetime,
) -> None:
    """Answer a question for the deelgemeente; shown at once.

    Raises:
        UnknownRemark: There is nothing to answer.
    """
    asked = session.get(Remark, remark_id)
    if asked is None or asked.state == REFUSED or asked.kind == "answer":
        raise UnknownRemark
    session.add(
        Remark(
            project_id=asked.project_id,
            submission_id=submission_id,
            kind="answer",
            answers_id=asked.id,
            is_staff=True,
            text=text,
            written_at=now,
            state=SHOWN,
            decided_at=now,
            decided_by_id=staff_id,
        )
    )
    session.commit()


def decide(
    session: Session, remark_id: int, *, refusal: str, staff_id: int, now: datetime
) -> Remark:
    """Show a remark, or refuse it with a reason; reports about it are then done.

    The caller writes to who wrote it, and commits. Refusing what is shown already
    takes it away; what was refused stays so.

    Raises:
        UnknownRemark: There is none, or it was refused before.
    """
    remark = session.get(
        Remark, remark_id, with_for_update=True, populate_existing=True
    )
    if remark is None or remark.state == REFUSED:
        raise UnknownRemark
    remark.state = REFUSED if refusal else SHOWN
    remark.refusal = refusal
    remark.decided_at, remark.decided_by_id = now, staff_id
    for report in session.scalars(select(RemarkReport).filter_by(remark_id=remark.id)):
        report.decided_at = report.decided_at or now
    session.flush()
    return remark


def report(
    session: Session, remark_id: int, reason: str, *, subject: str, now: datetime
) -> None:
    """Tell staff that a remark should not be there.

    Raises:
        TooManyFailures: One network reported more than `REPORTS_PER_HOUR`.
        UnknownRemark: It is not shown.
    """
    _limit(session, "report", subject, REPORTS_PER_HOUR, now)
    remark = session.get(Remark, remark_id)
    if remark is None or remark.state != SHOWN:
        raise UnknownRemark
    session.add(RemarkReport(remark_id=remark_id, reason=reason, at=now))
    session.commit()


def said_about(session: Session, project_id: int) -> dict[str, list[Said]]:
    """Return what is shown about a plan by kind, oldest first, with the answers."""
    rows = session.execute(
        select(Remark, RemarkWriter.name)
        .outerjoin(RemarkWriter, RemarkWriter.remark_id == Remark.id)
        .where(Remark.project_id == project_id, Remark.state == SHOWN)
        .order_by(Remark.written_at, Remark.id)
    ).all()
    answers = defaultdict(list)
    for remark, name in rows:
        if remark.answers_id is not None:
            answers[remark.answers_id].append(Said(remark, name or ""))
    found: dict[str, list[Said]] = {}
    for remark, name in rows:
        if remark.answers_id is None:
            said = Said(remark, name or "", answers.get(remark.id, []))
            found.setdefault(remark.kind, []).append(said)
    return found


@dataclass(frozen=True, slots=True)
class ToRead:
    """A remark on the desk, with its plan and what was reported about it."""

    remark: Remark
    project: Project
    name: str
    email: str
    reports: Sequence[RemarkReport]


def list_remarks(session: Session, budget_round: BudgetRound) -> list[ToRead]:
    """Return the remarks of a round: reported and waiting ones first, then newest."""
    rows = session.execute(
        select(Remark, Project, RemarkWriter)
        .join(Project, Project.id == Remark.project_id)
        .outerjoin(RemarkWriter, RemarkWriter.remark_id == Remark.id)
        .where(Project.budget_round_id == budget_round.id)
        .order_by(Remark.id.desc())
    ).all()
    reports = defaultdict(list)
    numbers = [remark.id for remark, _project, _writer in rows]
    for each in session.scalars(
        select(RemarkReport).where(
            RemarkReport.remark_id.in_(numbers), RemarkReport.decided_at.is_(None)
        )
    ):
        reports[each.remark_id].append(each)
    found = [
        ToRead(
            remark,
            project,
            writer.name if writer else "",
            writer.email if writer else "",
            reports.get(remark.id, []),
        )
        for remark, project, writer in rows
    ]
    return sorted(found, key=lambda row: (not row.reports, row.remark.state != WAITING))


def count_to_read(session: Session, budget_round: BudgetRound) -> int:
    """Return how many remarks wait for somebody to read or look again."""
    reported = select(RemarkReport.remark_id).where(RemarkReport.decided_at.is_(None))
    return (
        session.scalar(
            select(func.count())
            .select_from(Remark)
            .join(Project, Project.id == Remark.project_id)
            .where(
                Project.budget_round_id == budget_round.id,
                (Remark.state == WAITING) | Remark.id.in_(reported),
            )
        )
        or 0
    )


def _check_answered(session: Session, project_id: int, written: Written) -> None:
    if written.answers_id is None:
        return
    asked = session.get(Remark, written.answers_id)
    is_there = asked is not None and asked.project_id == project_id
    if not is_there or asked is None or asked.state != SHOWN or asked.answers_id:
        raise UnknownRemark


def _limit(
    session: Session, scope: str, subject: str, limit: int, now: datetime
) -> None:
    """Count by the hour, under its first moment."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    check(session, scope, subject, limit=limit, now=hour)
    count_failure(session, scope, subject, now=hour)
