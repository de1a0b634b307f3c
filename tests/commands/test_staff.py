"""`buurtgeld staff add` makes an account and prints it once."""

import json
import sys
from contextlib import nullcontext

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember
from pb.commands import main, staff

ENTRY = {"email", "password", "totp_secret", "roles", "urn_passphrase"}


@pytest.fixture(autouse=True)
def this_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "application", lambda: nullcontext(app))


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["buurtgeld", "staff", "add", *arguments])
    try:
        main.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.mark.parametrize(
    "roles",
    [
        pytest.param(["--role", "evaluator", "--role", "counter"], id="repeated"),
        pytest.param(["--role", "evaluator", "counter"], id="in a row"),
    ],
)
def test_prints_an_entry_of_demo_json(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    roles: list[str],
) -> None:
    assert run(monkeypatch, "Jan@example.org", *roles) == 0

    entry = json.loads(capsys.readouterr().out)
    member = session.scalars(select(StaffMember)).one()
    assert set(entry) == ENTRY
    assert (entry["email"], entry["urn_passphrase"]) == ("jan@example.org", None)
    assert entry["roles"] == ["evaluator", "counter"]
    assert member.roles == {Role.EVALUATOR, Role.COUNTER}
    assert member.must_change_password


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["jan", "--role", "counter"], "is no e-mail address", id="email"),
        pytest.param(["jan@example.org", "--role", "boss"], "is no role", id="role"),
        pytest.param(["jan@example.org"], "Missing option '--role'", id="no role"),
        pytest.param(
            ["taken@example.org", "--role", "auditor"], "has an account", id="taken"
        ),
    ],
)
def test_refuses_in_one_line(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    run(monkeypatch, "taken@example.org", "--role", "counter")
    capsys.readouterr()

    assert run(monkeypatch, *arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert words in output.err
    assert output.err.count("\n") == 1
    assert session.scalar(select(func.count()).select_from(StaffMember)) == 1
