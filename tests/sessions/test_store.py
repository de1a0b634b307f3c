"""Sessions of voters and staff live in rows, and die there (T36)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import WebSession
from pb.sessions import store
from tests.auth.login import make_staff
from tests.factories import NOW

Travel = Callable[[datetime], None]


@pytest.fixture
def staff_id(session: Session, now: Travel) -> int:
    member = make_staff(session)
    staff_id = member.id
    session.commit()
    return staff_id


def test_is_found_by_its_cookie_only(session: Session, staff_id: int) -> None:
    cookie = store.start("staff", now=NOW, staff_id=staff_id)

    found = store.find(cookie, kind="staff", now=NOW)

    assert found is not None
    assert found.staff_id == staff_id
    assert store.find(cookie + "x", kind="staff", now=NOW) is None
    assert store.find(cookie, kind="voter", now=NOW) is None
    assert store.find(found.id_hash, kind="staff", now=NOW) is None


def test_the_cookie_itself_is_not_stored(session: Session, staff_id: int) -> None:
    cookie = store.start("staff", now=NOW, staff_id=staff_id)

    row = session.scalars(select(WebSession)).one()

    assert cookie not in str(vars(row))
    assert len(cookie) >= 43  # 256 bits


def test_ends_when_unused_for_long(session: Session, staff_id: int) -> None:
    cookie = store.start("staff", now=NOW, staff_id=staff_id)
    idle, _ = store.LIFETIMES["staff"]

    assert store.find(cookie, kind="staff", now=NOW + idle) is None


def test_ends_after_its_longest_life_however_busy(
    session: Session, staff_id: int
) -> None:
    cookie = store.start("staff", now=NOW, staff_id=staff_id)
    idle, absolute = store.LIFETIMES["staff"]
    moment, step = NOW, idle - timedelta(minutes=1)
    while moment + step < NOW + absolute:
        moment += step
        assert store.find(cookie, kind="staff", now=moment) is not None

    assert store.find(cookie, kind="staff", now=NOW + absolute) is None


def test_remembers_what_it_is_told(session: Session, staff_id: int) -> None:
    cookie = store.start("staff", now=NOW, staff_id=staff_id)
    row = store.find(cookie, kind="staff", now=NOW)
    assert row is not None

    store.save_values(row.id_hash, {"stage": "x"})

    again = store.find(cookie, kind="staff", now=NOW)
    assert again is not None
    assert again.values == {"stage": "x"}


def test_expired_sessions_are_swept(session: Session, staff_id: int) -> None:
    store.start("staff", now=NOW - timedelta(days=1), staff_id=staff_id)
    kept = store.start("staff", now=NOW, staff_id=staff_id)

    assert store.delete_expired(NOW) == 1
    assert store.find(kept, kind="staff", now=NOW) is not None


def test_refuses_to_wait_for_the_transaction_around_it(
    session: Session, staff_id: int
) -> None:
    session.execute(select(WebSession))

    with pytest.raises(RuntimeError, match="commit"):
        store.start("staff", now=NOW, staff_id=staff_id)
