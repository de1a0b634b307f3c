"""`buurtgeld staff` looks after accounts when no page can be reached."""

import json
import sys
from contextlib import nullcontext

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember
from pb.commands import main, staff
from pb.sessions.models import WebSession
from tests.auth.login import SECRET_KEY, log_in, make_staff
from tests.pages import PageClient


@pytest.fixture(autouse=True)
def this_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "application", lambda: nullcontext(app))


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["buurtgeld", "staff", *arguments])
    try:
        main.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_lists_every_account_without_secrets(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    member = make_staff(session, Role.AUDITOR)
    kept = member.totp_secret

    assert run(monkeypatch, "list") == 0
    out = capsys.readouterr().out
    entry = json.loads(out)
    assert entry["email"] == member.email
    assert (entry["roles"], entry["rounds"]) == (["auditor"], {})
    assert kept not in out
    assert "argon2" not in out


def test_closes_an_account_and_opens_it(
    client: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make_staff(session, Role.AUDITOR)
    email, staff_id = member.email, member.id
    log_in(client, member)

    assert run(monkeypatch, "disable", email.upper()) == 0
    assert client.get("/beheer").status_code == 303
    session.rollback()
    assert session.query(WebSession).count() == 0
    assert run(monkeypatch, "enable", email) == 0
    assert not session.get_one(StaffMember, staff_id).is_disabled


@pytest.mark.parametrize(
    ("options", "name"), [([], "password"), (["--second-step"], "totp_secret")]
)
def test_prints_a_new_secret_once(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    name: str,
) -> None:
    member = make_staff(session, Role.AUDITOR)
    before = (member.password_hash, member.totp_secret)
    session.commit()

    assert run(monkeypatch, "reset", member.email, *options) == 0
    made = json.loads(capsys.readouterr().out)
    assert len(made[name]) > 20
    session.expire_all()
    assert (member.password_hash, member.totp_secret) != before
    assert SECRET_KEY not in str(made)


def test_refuses_what_it_can_not_do_in_one_line(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    last = make_staff(session, Role.ADMINISTRATOR).email
    session.commit()

    assert run(monkeypatch, "disable", "niemand@example.org") == 2
    assert run(monkeypatch, "disable", last) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert "has no account" in errors[0]
    assert "is the last administrator" in errors[1]
