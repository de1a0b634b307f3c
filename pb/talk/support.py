"""Supporting a plan: one person once, by a link in a mail or by a code from staff.

What it proves: that many different addresses, or codes, were used. Not who lives
where: one person with two addresses can support twice, and the page says so.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pb.codes.code import generate, mac, normalise
from pb.community.offers import hash_of, new_words
from pb.limits.service import check, count_failure
from pb.projects.models import Project
from pb.rounds.models import BudgetRound
from pb.talk.models import Support, SupportAsked, SupportCode
from pb.talk.settings import SUPPORTING

ASKED_PER_HOUR = 20
TRIES_PER_MINUTE = 10
LINK_WORKS = timedelta(days=3)
PAUSE = timedelta(hours=1)  # between two links of one address for one plan
PURPOSE = b"\0support"  # a code of the vote and one of support never give one hash


class SupportRefused(Exception):
    """Nothing was stored."""


class UnknownLink(SupportRefused):
    """The link was used, is too old, or never was one."""


class NobodySupports(SupportRefused):
    """It is not the moment to support plans."""


class WrongCode(SupportRefused):
    """The code is mistyped or unknown in this round."""


def ask(
    session: Session, project: Project, email: str, *, subject: str, now: datetime
) -> tuple[SupportAsked, str] | None:
    """Keep an address until its link is used; return it with the words of the link.

    Within an hour one address gets one link for a plan: nobody is to fill the box of
    another. Then this returns None, and the page says the same as before.

    The caller puts the mail in the outbox and commits. Whether this address supports
    the plan already is not told here: nobody is to learn that about somebody else.

    Raises:
        TooManyFailures: One network asked more than `ASKED_PER_HOUR`.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    check(session, "support", subject, limit=ASKED_PER_HOUR, now=hour)
    count_failure(session, "support", subject, now=hour)
    _wait_for(session, project.id)
    if _asked_since(session, project.id, email, now - PAUSE):
        return None
    words = new_words()
    row = SupportAsked(
        project_id=project.id, email=email, token_hash=hash_of(words), asked_at=now
    )
    session.add(row)
    session.flush()
    return row, words


def _wait_for(session: Session, project_id: int) -> None:
    """Let one ask at a time for a plan: two at once would each see no other.

    Who writes a remark meanwhile does not wait. On SQLite one writes at a time anyway.
    """
    row = select(Project.id).where(Project.id == project_id)
    session.execute(row.with_for_update(key_share=True))


def _asked_since(
    session: Session, project_id: int, email: str, since: datetime
) -> bool:
    query = select(SupportAsked.id).where(
        SupportAsked.project_id == project_id,
        func.lower(SupportAsked.email) == func.lower(email),
        SupportAsked.asked_at > since,
    )
    return session.scalar(query) is not None


def find_asked(session: Session, words: str, *, now: datetime) -> SupportAsked:
    """Return what a link is about.

    Raises:
        UnknownLink: It was used, or is older than `LINK_WORKS`.
    """
    row = session.scalar(select(SupportAsked).filter_by(token_hash=hash_of(words)))
    if row is None or row.asked_at <= now - LINK_WORKS:
        raise UnknownLink
    return row


def support_by_link(
    session: Session, words: str, *, key: bytes, now: datetime
) -> tuple[Project, bool]:
    """Count the person behind a link, and forget the address.

    Returns:
        The plan, and whether this address did not support it before.

    Raises:
        UnknownLink: See `find_asked`.
    """
    row = find_asked(session, words, now=now)
    project = session.get_one(Project, row.project_id)
    person = person_by_email(row.email, project.budget_round_id, key)
    is_new = _store(session, project.id, person, "email", now)
    session.execute(
        delete(SupportAsked).where(
            SupportAsked.project_id == project.id,
            func.lower(SupportAsked.email) == func.lower(row.email),
        ),
        execution_options={"synchronize_session": False},
    )
    session.commit()
    return project, is_new


def support_by_code(
    session: Session,
    project: Project,
    typed: str,
    *,
    key: bytes,
    subject: str,
    now: datetime,
) -> bool:
    """Count the person who holds a code; say whether they did not support before.

    Raises:
        WrongCode: It is mistyped, or not one of this round.
        TooManyFailures: One network tried too often in this minute.
    """
    check(session, "support_code", subject, limit=TRIES_PER_MINUTE, now=now)
    code = normalise(typed)
    hash_ = mac(code, project.budget_round_id, key + PURPOSE) if code else ""
    if not hash_ or session.get(SupportCode, hash_) is None:
        session.rollback()
        count_failure(session, "support_code", subject, now=now)
        raise WrongCode
    is_new = _store(session, project.id, hash_, "code", now)
    session.commit()
    return is_new


def issue_code(
    session: Session,
    budget_round: BudgetRound,
    *,
    key: bytes,
    staff_id: int,
    now: datetime,
) -> str:
    """Return a new code for one person, for all plans of a round; shown once.

    Raises:
        NobodySupports: Plans are not supported at this moment.
    """
    if budget_round.phase(now) not in SUPPORTING:
        raise NobodySupports
    code = generate()
    session.add(
        SupportCode(
            mac=mac(code, budget_round.id, key + PURPOSE),
            budget_round_id=budget_round.id,
            issued_at=now,
            staff_id=staff_id,
        )
    )
    session.commit()
    return code


def person_by_email(email: str, round_id: int, key: bytes) -> str:
    """Return the same hash for one address, however it is written.

    Case does not matter, nor what stands behind a plus: with that one person has
    as many addresses as they like.
    """
    local, _at, domain = email.strip().casefold().rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    message = f"{round_id}\0{plain}".encode()
    return hmac.new(key + PURPOSE, message, hashlib.sha256).hexdigest()


def count_supporters(session: Session, budget_round: BudgetRound) -> dict[int, int]:
    """Return how many support each plan of a round."""
    rows = session.execute(
        select(Support.project_id, func.count())
        .join(Project, Project.id == Support.project_id)
        .where(Project.budget_round_id == budget_round.id)
        .group_by(Support.project_id)
    )
    return dict(rows.all())


def forget_asked(session: Session, *, now: datetime) -> None:
    """Forget addresses whose link nobody used; the caller commits."""
    session.execute(
        delete(SupportAsked).where(SupportAsked.asked_at <= now - LINK_WORKS)
    )


def _store(
    session: Session, project_id: int, person: str, proof: str, now: datetime
) -> bool:
    """Count a person once: the database itself refuses the second time."""
    dialect = session.get_bind().dialect.name
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    stored = session.execute(
        insert(Support)
        .values(project_id=project_id, person=person, proof=proof, at=now)
        .on_conflict_do_nothing(index_elements=["project_id", "person"])
        .returning(Support.id)
    )
    return stored.first() is not None
