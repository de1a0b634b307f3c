"""How often a password or code may be tried: per account, and per address prefix."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from pb.limits import service as limits

SCOPE = "login"  # password and code together
PER_ACCOUNT = 5  # failures a minute
PER_ADDRESS = 20


@contextmanager
def attempt(
    session: Session, *, account: str, address: str, now: datetime
) -> Iterator[None]:
    """Count what happens inside as a failure when it raises.

    It is counted before, and taken back after success, so that many attempts at the
    same moment are not more than many after each other.

    Args:
        session: Not in a transaction.
        account: The keyed hash of the e-mail address that was given.
        address: The keyed hash of the visitor's address prefix.
        now: In UTC.

    Raises:
        pb.limits.service.TooManyFailures: Nothing was tried.
    """
    subjects = ((account, PER_ACCOUNT), (address, PER_ADDRESS))
    for subject, limit in subjects:
        limits.check(session, SCOPE, subject, limit=limit, now=now)
    for subject, limit in subjects:
        limits.count_failure(session, SCOPE, subject, now=now)
        limits.check(session, SCOPE, subject, limit=limit + 1, now=now)
    session.rollback()
    yield  # an exception leaves here, and the count stays
    for subject, _ in subjects:
        limits.take_back(session, SCOPE, subject, now=now)
