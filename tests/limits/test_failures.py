"""Failures are counted per minute, for all processes together."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.limits.models import FailureCount
from pb.limits.service import TooManyFailures, check, count_failure, delete_old
from tests.factories import NOW

AT = NOW + timedelta(seconds=15)


def fail(session: Session, times: int, subject: str = "a") -> None:
    for _ in range(times):
        count_failure(session, "code", subject, now=AT)


def test_allows_up_to_the_limit(session: Session) -> None:
    fail(session, 9)

    check(session, "code", "a", limit=10, now=AT)


def test_refuses_from_the_limit_on_and_says_how_long(session: Session) -> None:
    fail(session, 10)

    with pytest.raises(TooManyFailures) as refusal:
        check(session, "code", "a", limit=10, now=AT)

    assert refusal.value.retry_after == 45


def test_counts_each_subject_and_each_scope_apart(session: Session) -> None:
    fail(session, 10)

    check(session, "code", "b", limit=10, now=AT)
    check(session, "login", "a", limit=10, now=AT)


def test_begins_anew_each_minute(session: Session) -> None:
    fail(session, 10)

    check(session, "code", "a", limit=10, now=NOW + timedelta(seconds=60))


def test_forgets_after_an_hour(session: Session) -> None:
    fail(session, 1)

    delete_old(session, now=NOW + timedelta(hours=2))

    assert session.scalars(select(FailureCount)).all() == []
