"""Asking something about a code that was typed, as often as one may."""

from datetime import datetime
from typing import Protocol, TypeVar

from flask import current_app
from sqlalchemy import Connection

from pb import clock
from pb.codes.code import normalise
from pb.db import db, glance, may_write
from pb.limits.service import check, count_failure
from pb.voting.admission import LIMIT, SCOPE, UnknownCode
from pb.web.addresses import visitor_subject

Answer = TypeVar("Answer", covariant=True)


class Question(Protocol[Answer]):
    """What one wants to know of a code; see `pb.voting.admission`."""

    def __call__(
        self, session: Connection, code: str, *, key: bytes, now: datetime
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
    subject, now = visitor_subject(), clock.now()
    key = current_app.config["CODE_KEY"]
    try:
        with glance().connect() as connection:
            check(connection, SCOPE, subject, limit=LIMIT, now=now)
            return question(connection, code, key=key, now=now)
    except UnknownCode:
        _count(subject, now)
        raise


def _count(subject: str, now: datetime) -> None:
    """Count a failure; of many at the same moment no more than LIMIT are answered."""
    session = db.session()
    may_write(session)
    try:
        count_failure(session, SCOPE, subject, now=now)
        check(session, SCOPE, subject, limit=LIMIT + 1, now=now)
    finally:
        session.rollback()
