"""How often a password or code may be tried: per account, and per address prefix.

Five failures a minute would still be 7,200 a day. A code has six digits of which three
are right at any moment, so whoever knows the password would have one chance in fifty
each day: hence a second limit, per day. It counts wrong codes of the account. Wrong
passwords are counted per account and address together, so that a stranger elsewhere
can't lock anybody out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pb.limits import service as limits

SCOPE = "login"  # password and code together
SCOPE_OF_DAY = f"{SCOPE}{limits.A_DAY}"
PER_ACCOUNT = 5  # failures a minute
PER_ADDRESS = 20
PASSWORDS_PER_DAY = 100
CODES_PER_DAY = 50


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one subject may fail."""

    subject: str
    most: int
    scope: str = SCOPE
    per: timedelta = limits.MINUTE


def of_minute(account: str, address: str) -> tuple[Limit, Limit]:
    """Return the limits of every attempt.

    Args:
        account: The keyed hash of the e-mail address that was given.
        address: The keyed hash of the visitor's address prefix.
    """
    return Limit(account, PER_ACCOUNT), Limit(address, PER_ADDRESS)


def of_address(address: str) -> Limit:
    """Return the limit of an attempt of which the account is not known yet."""
    return Limit(address, PER_ADDRESS)


def of_day(subject: str, most: int) -> Limit:
    """Return a limit that lasts until the end of the day, in UTC."""
    return Limit(subject, most, SCOPE_OF_DAY, limits.DAY)


@contextmanager
def attempt(session: Session, *held_to: Limit, now: datetime) -> Iterator[None]:
    """Count what happens inside as a failure when it raises.

    It is counted before, and taken back after success, so that many attempts at the
    same moment are not more than many after each other.

    Args:
        session: Not in a transaction.
        held_to: All must be kept.
        now: In UTC.

    Raises:
        pb.limits.service.TooManyFailures: Nothing was tried.
    """
    for limit in held_to:
        _check(session, limit, limit.most, now)
    for limit in held_to:
        limits.count_failure(
            session, limit.scope, limit.subject, now=now, per=limit.per
        )
        _check(session, limit, limit.most + 1, now)
    session.rollback()
    yield  # an exception leaves here, and the count stays
    for limit in held_to:
        limits.take_back(session, limit.scope, limit.subject, now=now, per=limit.per)


def _check(session: Session, limit: Limit, most: int, now: datetime) -> None:
    limits.check(
        session, limit.scope, limit.subject, limit=most, now=now, per=limit.per
    )
