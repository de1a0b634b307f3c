"""`buurtgeld check` finds what is wrong, and says that the rest is well."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from pb import clock
from pb.commands import check, main
from pb.db import db
from pb.log.acting import signer
from pb.log.checkpoints import sign_events
from pb.models import CodeBatch
from pb.mounts import is_on_network
from pb.recovery import findings
from pb.recovery.worker import show_life
from pb.urn.keyfiles import UrnFiles, WrappedKey, urn_files
from tests.pages import PageClient
from tests.recovery.factories import (
    instance_of,
    lose_log_line,
    put_on_hold,
    round_of,
    watermark_ahead,
)
from tests.urn import PUBLIC
from tests.voting.factories import Vote, cast, make_vote

FIT = {
    "environment": "production",
    "public_url": "https://stem.example.nl",
    "mail_url": "smtp://post.example.nl",
    "checkpoints_mail": "griffier@example.nl",
}


@pytest.fixture
def vote(
    app: Flask,
    client: PageClient,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Vote]:
    """A fit installation with a round in which somebody voted."""
    monkeypatch.setattr(check, "application", lambda: nullcontext(app))
    vote = vote_of_today(session)
    give_files(urn_files(instance_of(app), vote.slug))
    cast(client, vote.codes[0], vote.plans[0])
    sign_events(session, round_of(session, vote), signer())
    session.commit()
    config = app.extensions["config"]
    (tmp_path / "backup").write_text("")
    app.extensions["config"] = replace(config, **FIT, backups=tmp_path)
    show_life(config.instance)
    yield vote
    app.extensions["config"] = config


def vote_of_today(session: Session) -> Vote:
    day, now = timedelta(days=1), clock.now()
    return make_vote(
        session, codes=2, of_round={"opens_at": now - day, "closes_at": now + day}
    )


def give_files(files: UrnFiles) -> None:
    files.keep_key(WrappedKey(PUBLIC, {}, {}))
    files.make_secret()


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[str]]:
    """Return the exit code, and the lines that tell of a failure."""
    monkeypatch.setattr(sys, "argv", ["buurtgeld", "check"])
    capsys.readouterr()
    try:
        main.main()
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    db.session.remove()
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(("ok   ", "FAIL ")) for line in lines)
    return code, [line for line in lines if line.startswith("FAIL")]


Run = tuple[pytest.MonkeyPatch, pytest.CaptureFixture[str]]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return monkeypatch, capsys


def test_all_is_well(vote: Vote, machine: Run) -> None:
    assert run(*machine) == (0, [])


def test_development_is_no_place_to_vote(app: Flask, vote: Vote, machine: Run) -> None:
    config = app.extensions["config"]
    app.extensions["config"] = replace(config, environment="development")

    code, (failure,) = run(*machine)

    assert code == 1
    assert "environment" in failure


def test_a_missing_key_is_found(app: Flask, vote: Vote, machine: Run) -> None:
    urn_files(instance_of(app), vote.slug).drop_key()

    code, (failure,) = run(*machine)

    assert code == 1
    assert "restore-key" in failure


def test_a_missing_key_of_the_logbook_is_found_and_not_made(
    app: Flask, vote: Vote, machine: Run
) -> None:
    path = instance_of(app) / "keys" / "log.key"
    path.unlink()

    _code, failures = run(*machine)

    assert "log.key is not here" in failures[0]
    assert not path.exists()


def test_secrets_that_others_may_read_are_found(
    app: Flask, vote: Vote, machine: Run
) -> None:
    (instance_of(app) / "keys" / "log.key").chmod(0o644)

    _code, (failure,) = run(*machine)

    assert "log.key" in failure


def test_numbers_that_do_not_add_up_are_found(
    session: Session, vote: Vote, machine: Run
) -> None:
    session.execute(update(CodeBatch).values(count=9))
    session.commit()

    _code, (failure,) = run(*machine)

    assert "issued 9 is not unused 1 + used 1 + revoked 0" in failure


def test_an_envelope_too_many_is_found(
    session: Session, vote: Vote, machine: Run
) -> None:
    session.execute(text("UPDATE voting_code SET is_void = true"))
    session.commit()

    _code, (failure,) = run(*machine)

    assert "envelopes 1 is not used 1 - void 2" in failure


def test_a_logbook_that_lost_a_signed_line_is_found(
    session: Session, vote: Vote, machine: Run
) -> None:
    lose_log_line(session)

    _code, failures = run(*machine)

    assert any("a checkpoint knows" in failure for failure in failures)


def test_a_database_that_knew_more_is_found(
    app: Flask, session: Session, vote: Vote, machine: Run
) -> None:
    watermark_ahead(app, session, vote, used=7)

    _code, (failure,) = run(*machine)

    assert "expected_used 7, found_used 1" in failure


def test_a_hold_is_found(
    app: Flask, session: Session, vote: Vote, machine: Run
) -> None:
    put_on_hold(app, session, vote)

    code, failures = run(*machine)

    assert code == 1
    assert "on hold" in failures[0]


def test_a_round_that_vanished_is_found(
    app: Flask, session: Session, vote: Vote, machine: Run
) -> None:
    path = instance_of(app) / "urn" / "weg.watermark.json"
    path.write_text("{}")
    path.chmod(0o600)

    _code, (failure,) = run(*machine)

    assert "round weg" in failure


def test_a_worker_that_stopped_is_found(app: Flask, vote: Vote, machine: Run) -> None:
    ago = time.time() - 600
    os.utime(instance_of(app) / "worker.alive", (ago, ago))

    _code, (failure,) = run(*machine)

    assert failure == "FAIL worker: last seen 0 h 10 min ago; run: buurtgeld worker"


def test_an_old_backup_is_found_sooner_while_people_vote(
    app: Flask, session: Session, vote: Vote, machine: Run
) -> None:
    ago = time.time() - 2 * 3600
    os.utime(app.extensions["config"].backups / "backup", (ago, ago))

    _code, (failure,) = run(*machine)

    assert failure.endswith("2 h 0 min ago; at most 1 hours")


def test_an_installation_without_backups_is_not_fit(
    app: Flask, vote: Vote, machine: Run
) -> None:
    app.extensions["config"] = replace(app.extensions["config"], backups=None)

    code, (failure,) = run(*machine)

    assert code == 1
    assert "BUURTGELD_BACKUPS names no folder" in failure


def test_a_full_disk_is_found(vote: Vote, machine: Run) -> None:
    machine[0].setattr(findings, "LEAST_FREE", 1024**6)

    _code, (failure,) = run(*machine)

    assert "disk" in failure


def test_a_clock_behind_the_logbook_is_found(vote: Vote, machine: Run) -> None:
    real_now = clock.now()
    machine[0].setattr(clock, "now", lambda: real_now - timedelta(days=30))

    _code, failures = run(*machine)

    assert any("clock" in failure for failure in failures)


def test_an_old_version_of_the_tables_is_found(
    session: Session, vote: Vote, machine: Run
) -> None:
    newest = session.scalar(text("SELECT version_num FROM alembic_version"))
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    try:
        _code, (failure,) = run(*machine)
    finally:
        set_version = text("UPDATE alembic_version SET version_num = :v")
        session.execute(set_version, {"v": newest})
        session.commit()

    assert "buurtgeld db upgrade" in failure


@pytest.mark.parametrize(
    ("kind", "is_far"),
    [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False)],
)
def test_a_network_disk_is_recognised(tmp_path: Path, kind: str, is_far: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nhost:/data {tmp_path} {kind} rw 0 0\n")

    assert is_on_network(tmp_path / "folder" / "buurtgeld.db", mounts) is is_far
    assert not is_on_network(Path("/elsewhere"), mounts)
