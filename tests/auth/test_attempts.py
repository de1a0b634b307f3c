"""Guessing a password or a code is slow: 5 times a minute, 20 from one network."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.auth import credentials, visits
from pb.auth.attempts import PER_ACCOUNT, PER_ADDRESS
from pb.auth.models import Role, StaffMember
from pb.auth.visits import Stage
from pb.db import db
from pb.limits import service as limits
from tests.auth.login import PASSWORD, SECRET_KEY, code_of, make_staff, start_visit
from tests.factories import NOW
from tests.pages import PageClient

WRONG = "iets anders dan dit"
Clock = Callable[[datetime], None]
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture
def member(session: Session) -> StaffMember:
    return make_staff(session, Role.CONFIGURATOR)


def try_password(client: PageClient, email: str, password: str = WRONG) -> int:
    data = {"email": email, "password": password}
    return client.post("/beheer/inloggen", data=data).status_code


def test_refuses_an_account_after_five_failures_in_a_minute(
    client: PageClient, member: StaffMember, now: Clock
) -> None:
    now(NOW + timedelta(seconds=20))
    statuses = [try_password(client, member.email) for _ in range(6)]
    data = {"email": member.email, "password": PASSWORD}
    answer = client.post("/beheer/inloggen", data=data)

    assert statuses == [422] * 5 + [429]
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "40"
    assert "te veel pogingen" in answer.text


def test_lets_the_account_in_again_after_that_minute(
    client: PageClient, member: StaffMember, now: Clock
) -> None:
    for _ in range(6):
        try_password(client, member.email)
    now(NOW + timedelta(seconds=60))

    assert try_password(client, member.email, PASSWORD) == 303


def test_treats_an_unknown_address_the_same(client: PageClient) -> None:
    statuses = [try_password(client, "niemand@example.org") for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_capitals_and_spaces_are_no_way_around(
    client: PageClient, member: StaffMember
) -> None:
    ways = [member.email, member.email.upper(), f" {member.email}", member.email]

    assert [try_password(client, way) for way in ways * 2] == [422] * 5 + [429] * 3


def test_refuses_a_network_after_twenty_failures(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    for number in range(20):
        assert try_password(client, f"iemand-{number}@example.org") == 422

    assert try_password(client, member.email, PASSWORD) == 429


def test_success_is_no_failure(client: PageClient, member: StaffMember) -> None:
    statuses = [try_password(client, member.email, PASSWORD) for _ in range(25)]

    assert statuses == [303] * 25


def test_counts_wrong_codes_with_wrong_passwords(
    client: PageClient, member: StaffMember
) -> None:
    for _ in range(2):
        try_password(client, member.email)
    start_visit(client, member, Stage.PASSWORD)
    page = "/beheer/inloggen/code"
    for _ in range(3):
        assert client.post(page, data={"totp": "000000"}).status_code == 422

    right = client.post(page, data={"totp": code_of(member, NOW)})
    assert right.status_code == 429


def test_an_attempt_checked_before_the_others_were_counted_is_refused_too(
    client: PageClient, member: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = limits.check

    def too_early(*args: Any, limit: int, **asked: Any) -> None:
        if limit not in (PER_ACCOUNT, PER_ADDRESS):
            check(*args, limit=limit, **asked)

    monkeypatch.setattr(limits, "check", too_early)
    statuses = [try_password(client, member.email) for _ in range(7)]

    assert statuses == [422] * 5 + [429] * 2


def test_attempts_at_the_same_moment_are_not_more(
    app: Flask, session: Session, member: StaffMember
) -> None:
    email = member.email
    session.commit()
    barrier = Barrier(8)

    def guess(_number: int) -> int:
        barrier.wait(timeout=10)
        data = {"email": email, "password": WRONG}
        return app.test_client().post("/beheer/inloggen", data=data).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(8)))

    assert set(statuses) <= {422, 429}
    assert statuses.count(422) <= 5


def test_two_browsers_cannot_use_one_code_at_the_same_moment(
    app: Flask, session: Session, member: StaffMember
) -> None:
    known = visits.read_member(member.id)
    assert known is not None
    session.commit()
    code = code_of(known, NOW)
    barrier = Barrier(4)

    def use(_number: int) -> bool:
        with app.app_context():
            barrier.wait(timeout=10)
            try:
                credentials.use_code(
                    db.session(), known, code, secret_key=SECRET_KEY, now=NOW
                )
            except credentials.WrongCode:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]
