"""`buurtgeld demo`: a deelgemeente with a round in every phase."""

import json
import stat
import sys
from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.models import Role
from pb.codes.code import mac
from pb.commands import demo, main
from pb.db import db
from pb.demo.paper import INVALID
from pb.demo.plan import AREAS
from pb.models import Ballot, BudgetRound, CodeState, StaffMember, VotingCode
from pb.recovery import watermarks
from pb.recovery.service import guard
from pb.recovery.tables import find_tables, read_lines, read_row
from pb.recovery.watermarks import Watermark
from tests.pages import PageClient


@pytest.fixture(autouse=True)
def this_database(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = replace(app.extensions["config"], instance=tmp_path)
    monkeypatch.setitem(app.extensions, "config", config)
    monkeypatch.setattr(demo, "application", lambda: nullcontext(app))
    # The usual costs are for one log-in, not for eleven accounts in every test.
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("pb.auth.service.PasswordHasher", lambda: cheap)
    few = dict.fromkeys(AREAS, 60)
    monkeypatch.setattr("pb.demo.rounds.AREAS", few)


@pytest.fixture
def only_voting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the other rounds out, where a test is about accounts and codes."""
    for name in ("make_published", "make_reviewing", "make_collecting"):
        monkeypatch.setattr(f"pb.demo.rounds.{name}", lambda _maker: None)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["buurtgeld", "demo", *arguments])
    try:
        main.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def read(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "demo.json").read_text("utf-8"))
    return content


def codes_of(folder: Path) -> list[str]:
    return [code for entry in read(folder)["rounds"] for code in entry["codes"]]


def test_a_new_demo_is_not_held_to_the_numbers_of_one_that_is_gone(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    only_voting: None,
) -> None:
    watermarks.keep(tmp_path, "buurtbudget", Watermark(9, "ab" * 32, 9, 9, ""))

    assert run(monkeypatch) == 0

    assert guard(session, tmp_path, now=clock.now()) == []


def test_holds_a_round_in_each_phase(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run(monkeypatch) == 0

    content = read(tmp_path)
    phases = {entry["phase"]: entry for entry in content["rounds"]}
    assert phases.keys() == {"collecting", "reviewing", "voting", "published"}
    assert {phase: len(entry["codes"]) for phase, entry in phases.items()} == {
        "collecting": 0,
        "reviewing": 0,
        "voting": 200,
        "published": 0,
    }
    assert content["base_url"] == "http://localhost"
    mode = stat.S_IMODE((tmp_path / "demo.json").stat().st_mode)
    assert mode == 0o600


@pytest.mark.usefixtures("only_voting")
def test_every_account_can_log_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, session: Session
) -> None:
    run(monkeypatch)

    staff = read(tmp_path)["staff"]

    roles = [entry["roles"] for entry in staff]
    assert staff[0]["email"].startswith("beheer@")
    assert all([role.value] in roles for role in Role)
    assert all(entry["password"] and entry["totp_secret"] for entry in staff)
    members = session.scalars(select(StaffMember)).all()
    assert not any(member.must_change_password for member in members)


def test_every_page_of_the_demo_can_be_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, client: PageClient
) -> None:
    run(monkeypatch)

    for entry in read(tmp_path)["rounds"]:
        for page in ("", "/plannen"):
            assert client.get(f"/rondes/{entry['slug']}{page}").status_code == 200
        result = client.get(f"/rondes/{entry['slug']}/uitslag").status_code
        assert result == (200 if entry["phase"] == "published" else 404)


def test_the_past_vote_looks_like_one(
    monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    monkeypatch.setattr("pb.demo.rounds.AREAS", AREAS)
    run(monkeypatch)
    past = session.scalars(
        select(BudgetRound).where(BudgetRound.slug == "buurtbudget-vorig-jaar")
    ).one()

    ballots = select(func.count()).where(Ballot.budget_round_id == past.id)
    states = session.scalars(
        select(VotingCode.state).where(VotingCode.budget_round_id == past.id)
    )

    voters = session.scalar(ballots)
    assert voters is not None
    assert 1_100 <= voters <= 1_300
    # A paper ballot that is invalid is a used code too.
    assert Counter(states)[CodeState.USED] == voters + sum(INVALID.values())


@pytest.mark.usefixtures("only_voting")
def test_a_second_run_keeps_everything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, session: Session
) -> None:
    run(monkeypatch)
    first = read(tmp_path)

    assert run(monkeypatch) == 0

    assert read(tmp_path) == first
    assert session.scalar(select(func.count()).select_from(BudgetRound)) == 1


@pytest.mark.usefixtures("only_voting")
def test_tops_codes_up_and_drops_those_that_were_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, app: Flask, session: Session
) -> None:
    run(monkeypatch, "--codes", "6")
    before = codes_of(tmp_path)
    voting = session.scalars(
        select(BudgetRound).where(BudgetRound.slug == "buurtbudget")
    ).one()
    hashes = [mac(code, voting.id, app.config["CODE_KEY"]) for code in before[:2]]
    session.execute(
        update(VotingCode)
        .where(VotingCode.mac.in_(hashes))
        .values(state=CodeState.USED)
    )
    session.commit()

    run(monkeypatch, "--codes", "9")

    after = codes_of(tmp_path)
    assert len(before) == 6
    assert after[:4] == before[2:]
    assert len(after) == len(set(after)) == 9


@pytest.mark.usefixtures("only_voting")
def test_reset_makes_everything_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(monkeypatch, "--codes", "3")
    before = codes_of(tmp_path)
    folders = ("publications", "letters", "new-letters")
    for folder in folders:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "of-before").write_bytes(b"x")

    assert run(monkeypatch, "--reset", "--codes", "3") == 0

    assert not set(before) & set(codes_of(tmp_path))
    assert not any((tmp_path / name / "of-before").exists() for name in folders)
    # The session of before is gone with everything else.
    assert db.session.scalar(select(func.count()).select_from(BudgetRound)) == 1


@pytest.mark.usefixtures("only_voting")
def test_a_lost_file_is_told_and_nothing_is_changed(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(monkeypatch, "--codes", "0")
    (tmp_path / "demo.json").unlink()

    assert run(monkeypatch) == 2

    assert "buurtgeld demo --reset" in capsys.readouterr().err
    assert not (tmp_path / "demo.json").exists()


def test_a_demo_that_breaks_off_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, session: Session
) -> None:
    def fail(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pb.demo.rounds.make_voting", fail)

    assert run(monkeypatch) == 130

    assert session.scalar(select(func.count()).select_from(BudgetRound)) == 0
    assert session.scalar(select(func.count()).select_from(StaffMember)) == 0
    assert not (tmp_path / "demo.json").exists()


@pytest.mark.parametrize("arguments", [[], ["--reset"]])
def test_is_refused_in_production(
    monkeypatch: pytest.MonkeyPatch,
    app: Flask,
    session: Session,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    config = replace(app.extensions["config"], environment="production")
    monkeypatch.setitem(app.extensions, "config", config)

    assert run(monkeypatch, *arguments) == 2

    assert "not for production" in capsys.readouterr().err
    assert session.scalar(select(func.count()).select_from(BudgetRound)) == 0


def test_every_row_survives_a_backup(
    monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    """The demo has rows of nearly every kind."""
    assert run(monkeypatch) == 0

    with db.engine.connect() as connection:
        for table in find_tables(connection):
            names = [column.name for column in table.columns]
            query = select(table).order_by(*table.primary_key.columns)
            rows = [dict(row._mapping) for row in connection.execute(query)]
            lines = list(read_lines(connection, table))
            assert [dict(read_row(table, names, line)) for line in lines] == rows
