"""The outbox: a mail is put in with what it tells about, and goes out at most once.

A mail that somebody gets twice makes them doubt everything else we say. So it is
marked as being sent, for good, before it leaves; and where nobody knows whether it
left, it is not sent again but shown to staff as unsure.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pb.mail.models import Mail

QUEUED, SENDING, SENT, UNSURE, FAILED = "queued", "sending", "sent", "unsure", "failed"
# A mail that is being sent for longer than this has lost its sender.
LOST_AFTER = timedelta(minutes=10)
# How long after each refusal it is tried again; then somebody must look.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
NOTHING_LEFT = {"recipient": "", "subject": "", "text": "", "html": ""}


def post(
    session: Session,
    *,
    key: str,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    now: datetime,
) -> bool:
    """Put a mail in the outbox; the caller commits.

    Args:
        session: Of the change that the mail tells about.
        key: What it tells, to whom, without a name. One key makes one mail, ever.
        recipient: An address.
        subject: One line.
        text: The mail without mark-up.
        html: The same with.
        now: In UTC.

    Returns:
        Whether it was put in: False when a mail with this key was before.

    Raises:
        ValueError: An address or a subject of more than one line.
    """
    if any(sign in line for line in (recipient, subject) for sign in "\r\n\0"):
        raise ValueError("an address and a subject are one line")
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite_insert if is_sqlite else postgresql_insert
    statement = (
        insert(Mail)
        .values(
            key=key,
            recipient=recipient,
            subject=subject,
            text=text,
            html=html,
            state=QUEUED,
            attempts=0,
            created_at=now,
            next_at=now,
            problem="",
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Mail.id)
    )
    return session.scalar(statement) is not None


def drop_waiting(session: Session, recipient: str, *, key_like: str) -> None:
    """Drop what was not sent yet to an address; the caller commits.

    Args:
        session: Of the change that makes the mails unwanted.
        recipient: The address, in any case.
        key_like: Which mails, as a pattern of SQL.
    """
    session.execute(
        delete(Mail).where(
            Mail.state == QUEUED,
            Mail.key.like(key_like),
            func.lower(Mail.recipient) == recipient.lower(),
        ),
        execution_options={"synchronize_session": False},
    )


def due(session: Session, now: datetime, *, most: int) -> list[int]:
    """Return the mails that can go out, oldest first."""
    return list(
        session.scalars(
            select(Mail.id)
            .where(Mail.state == QUEUED, Mail.next_at <= now)
            .order_by(Mail.id)
            .limit(most)
        )
    )


def claim(session: Session, mail_id: int, now: datetime) -> Mail | None:
    """Mark a mail as being sent, and commit; None when another worker has it.

    From here on it is never sent again, unless who we give it to says no.
    """
    claimed = session.scalar(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == QUEUED)
        .values(state=SENDING, next_at=now, attempts=Mail.attempts + 1)
        .returning(Mail.id)
    )
    session.commit()
    return None if claimed is None else session.get(Mail, mail_id)


def note_sent(session: Session, mail_id: int, now: datetime) -> None:
    """Note that a mail was taken, and erase its words; commits."""
    _end(session, mail_id, state=SENT, sent_at=now, **NOTHING_LEFT)


def note_refused(
    session: Session, mail_id: int, problem: str, *, is_final: bool, now: datetime
) -> None:
    """Note that a mail was not taken: try again later, or give up; commits."""
    mail = session.get_one(Mail, mail_id)
    if is_final or mail.attempts > len(WAITS):
        _end(session, mail_id, state=FAILED, problem=problem, **NOTHING_LEFT)
        return
    again = now + WAITS[mail.attempts - 1]
    _end(session, mail_id, state=QUEUED, problem=problem, next_at=again)


def note_unsure(session: Session, mail_id: int, problem: str) -> None:
    """Note that nobody knows whether a mail left; it is not sent again. Commits."""
    _end(session, mail_id, state=UNSURE, problem=problem, **NOTHING_LEFT)


def give_up_lost(session: Session, now: datetime) -> None:
    """Mark mails whose sender died between marking and noting; commits."""
    session.execute(
        update(Mail)
        .where(Mail.state == SENDING, Mail.next_at < now - LOST_AFTER)
        .values(state=UNSURE, problem="the worker stopped", **NOTHING_LEFT),
        execution_options={"synchronize_session": False},
    )
    session.commit()


def _end(session: Session, mail_id: int, **values: object) -> None:
    session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == SENDING)
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )
    session.commit()


def counts(session: Session) -> dict[str, int]:
    """Return how many mails are in each state, for the health page."""
    found = dict.fromkeys((QUEUED, SENDING, SENT, UNSURE, FAILED), 0)
    for state in session.scalars(select(Mail.state)):
        found[state] += 1
    return found
