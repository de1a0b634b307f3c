"""Counting failures and saying when it is enough. Knows the database, not the web."""

import math
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pb.limits.models import FailureCount
from pb.prepared import Prepared

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
A_DAY = "_day"  # how the scopes end that count per day


class TooManyFailures(Exception):
    """Nothing is tried for this subject until the minute, or the day, is over."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many failures; try again in {retry_after} s")
        self.retry_after = retry_after  # seconds


_COUNT = Prepared(
    select(FailureCount.count).where(
        FailureCount.scope == bindparam("scope"),
        FailureCount.subject == bindparam("subject"),
        FailureCount.minute == bindparam("minute"),
    )
)


def check(
    session: Session | Connection,
    scope: str,
    subject: str,
    *,
    limit: int,
    now: datetime,
    per: timedelta = MINUTE,
) -> None:
    """Refuse when `subject` failed `limit` times or more in this minute, or day.

    Raises:
        TooManyFailures: The limit is reached.
    """
    start = _start(now, per)
    asked = {"scope": scope, "subject": subject, "minute": start}
    count = _COUNT.scalar(session, asked)
    if count is not None and count >= limit:
        raise TooManyFailures(math.ceil((start + per - now).total_seconds()))


def count_failure(
    session: Session,
    scope: str,
    subject: str,
    *,
    now: datetime,
    per: timedelta = MINUTE,
) -> None:
    """Count one failure and commit, so that every process sees it."""
    dialect = session.get_bind().dialect.name
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    statement = insert(FailureCount).values(
        scope=scope, subject=subject, minute=_start(now, per), count=1
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["scope", "subject", "minute"],
            set_={"count": FailureCount.count + 1},
        )
    )
    session.commit()


def take_back(
    session: Session,
    scope: str,
    subject: str,
    *,
    now: datetime,
    per: timedelta = MINUTE,
) -> None:
    """Take back what was counted at `now`, and commit: it was no failure.

    Whoever counts before a slow check, and takes back after it, lets nobody try more
    often by trying at the same moment.
    """
    session.execute(
        update(FailureCount)
        .where(
            FailureCount.scope == scope,
            FailureCount.subject == subject,
            FailureCount.minute == _start(now, per),
            FailureCount.count > 0,
        )
        .values(count=FailureCount.count - 1)
    )
    session.commit()


def delete_old(session: Session, *, now: datetime) -> None:
    """Forget failures older than an hour; those that count per day after two days."""
    is_of_day = FailureCount.scope.endswith(A_DAY, autoescape=True)
    session.execute(
        delete(FailureCount).where(
            ((FailureCount.minute < now - timedelta(hours=1)) & ~is_of_day)
            | (FailureCount.minute < now - 2 * DAY)
        )
    )
    session.commit()


def _start(now: datetime, per: timedelta) -> datetime:
    """Return when the minute or the day began, in UTC."""
    if per == DAY:
        return now.replace(hour=0, minute=0, second=0, microsecond=0)
    return now.replace(second=0, microsecond=0)
