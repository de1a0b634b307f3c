"""Asking something about a code that was typed, as often as one may."""

from datetime import datetime
from typing import Protocol, TypeVar

from flask import current_app
from sqlalchemy.orm import Session

from pb import clock
from pb.codes.code import normalise
from pb.db import db, may_write, only_read
from pb.limits.service import check, count_failure
from pb.voting.admission import LIMIT, SCOPE, UnknownCode
from pb.web.addresses import visitor_subject

Answer = TypeVar("Answer", covariant=True)


class Question(Protocol[Answer]):
    """What one wants to know of a code; see `pb.voting.admission`."""

    def __call__(
        self, session: Session, code: str, *, key: bytes, now: datetime
    ) -> Answer:
        """Answer, or raise NotAdmitted."""


def ask(typed: str, question: Question[Answer]) -> Answer:
    """Look up a code, unless too many unknown ones came from this network.

    A mistyped code is refused before any look-up and is not a failure; nor is a
    code that is known, so that a whole flat can vote from one address.

    Raises:
        NotAdmitted: What `question` says.
        pb.limits.service.TooManyFailures: Nothing was looked up.
    """
    code = normalise(typed)
    if code is None:
        raise UnknownCode
    session, subject, now = db.session(), visitor_subject(), clock.now()
    only_read(session)
    check(session, SCOPE, subject, limit=LIMIT, now=now)
    try:
        return question(session, code, key=current_app.config["CODE_KEY"], now=now)
    except UnknownCode:
        _count(session, subject, now)
        raise
    finally:
        session.rollback()


def _count(session: Session, subject: str, now: datetime) -> None:
    """Count a failure; of many at the same moment no more than LIMIT are answered."""
    may_write(session)
    count_failure(session, SCOPE, subject, now=now)
    check(session, SCOPE, subject, limit=LIMIT + 1, now=now)
