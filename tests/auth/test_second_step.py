"""The second step: codes of the app and recovery codes, each once, few tries (T33)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth import recovery
from pb.auth.attempts import CODES_PER_DAY, PASSWORDS_PER_DAY
from pb.auth.models import RecoveryCode, Role, StaffMember
from pb.auth.visits import Stage
from pb.limits.service import delete_old
from tests.auth.login import (
    PASSWORD,
    SECRET_KEY,
    code_of,
    log_in,
    make_staff,
    start_visit,
)
from tests.factories import NOW
from tests.html_tree import parse
from tests.pages import PageClient

Clock = Callable[[datetime], None]
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture
def member(session: Session) -> StaffMember:
    return make_staff(session, Role.AUDITOR)


def try_code(client: PageClient, code: str) -> int:
    return client.post("/beheer/inloggen/code", data={"totp": code}).status_code


def make_codes(client: PageClient, member: StaffMember) -> list[str]:
    log_in(client, member)
    data = {"current_password": PASSWORD}
    page = parse(client.post("/beheer/herstelcodes", data=data).text).root
    return [e["data-recovery-code"] for e in page.all("li") if e["data-recovery-code"]]


def test_shows_ten_codes_once_and_keeps_none_of_them(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    codes = make_codes(client, member)
    kept = " ".join(session.scalars(select(RecoveryCode.code_hash)))

    assert len(set(codes)) == 10
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    again = client.get("/beheer/herstelcodes").text
    assert not any(code in again for code in codes)
    assert "10 herstelcodes die werken" in again
    assert "Maak 10 herstelcodes" in again


def test_a_recovery_code_opens_the_second_step_once(
    client: PageClient, member: StaffMember
) -> None:
    code = make_codes(client, member)[3]
    start_visit(client, member, Stage.PASSWORD)

    assert try_code(client, code.lower().replace("-", " ")) == 303
    start_visit(client, member, Stage.PASSWORD)
    assert try_code(client, code) == 422


def test_new_codes_end_the_old_ones(client: PageClient, member: StaffMember) -> None:
    old, new = make_codes(client, member), make_codes(client, member)
    start_visit(client, member, Stage.PASSWORD)

    assert try_code(client, old[0]) == 422
    assert try_code(client, new[0]) == 303


def test_the_code_of_a_colleague_opens_nothing(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    codes = recovery.make_codes(session, member.id, secret_key=SECRET_KEY)
    start_visit(client, make_staff(session, Role.AUDITOR), Stage.PASSWORD)

    assert try_code(client, codes[0]) == 422


def test_codes_are_not_made_without_the_password(
    client: PageClient, session: Session, member: StaffMember
) -> None:
    log_in(client, member)
    answer = client.post("/beheer/herstelcodes", data={"current_password": "x"})

    assert answer.status_code == 422
    assert session.scalar(select(RecoveryCode)) is None


def test_wrong_codes_are_stopped_for_the_day(
    client: PageClient, member: StaffMember, now: Clock
) -> None:
    """T33: five a minute would be one chance in fifty each day."""
    for number in range(CODES_PER_DAY):
        now(NOW + timedelta(minutes=number // 5))
        start_visit(client, member, Stage.PASSWORD)
        assert try_code(client, "000000") == 422
    later = NOW + timedelta(minutes=50)
    now(later)
    start_visit(client, member, Stage.PASSWORD)

    assert try_code(client, code_of(member, later)) == 429
    tomorrow = NOW + timedelta(days=1)
    now(tomorrow)
    start_visit(client, member, Stage.PASSWORD)
    assert try_code(client, code_of(member, tomorrow)) == 303


def test_a_stranger_elsewhere_cannot_lock_somebody_out_for_the_day(
    client: PageClient, member: StaffMember, now: Clock
) -> None:
    wrong = {"email": member.email, "password": "iets anders"}
    for number in range(PASSWORDS_PER_DAY + 1):
        now(NOW + timedelta(minutes=number // 5))
        answer = client.post(
            "/beheer/inloggen", data=wrong, environ_base={"REMOTE_ADDR": "192.0.2.9"}
        )
    assert answer.status_code == 429
    now(NOW + timedelta(hours=1))
    right = wrong | {"password": PASSWORD}

    assert client.post("/beheer/inloggen", data=right).status_code == 303


def test_sweeping_keeps_what_counts_per_day(
    client: PageClient, session: Session, member: StaffMember, now: Clock
) -> None:
    for number in range(CODES_PER_DAY):
        now(NOW + timedelta(minutes=number // 5))
        start_visit(client, member, Stage.PASSWORD)
        try_code(client, "000000")
    now(NOW + timedelta(hours=3))
    delete_old(session, now=NOW + timedelta(hours=3))
    start_visit(client, member, Stage.PASSWORD)

    assert try_code(client, "000000") == 429
