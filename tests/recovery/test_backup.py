"""A backup is whole, or says that it is not, and comes back in an empty database."""

import json
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.db import db
from pb.log.acting import signer
from pb.log.checkpoints import sign_events
from pb.migrations.runner import (
    current_revision,
    downgrade_database,
    known_revisions,
    upgrade_database,
)
from pb.models import CodeBatch, Job
from pb.recovery import watermarks
from pb.recovery.archive import BadBackup
from pb.recovery.backup import CannotBackUp
from pb.recovery.restore import CannotRestore, NotSound
from pb.rounds.service import find_round
from tests.auth.login import log_in, make_staff
from tests.desk.factories import Clock
from tests.factories import NOW, make_round
from tests.pages import PageClient
from tests.recovery.factories import (
    altered,
    contents,
    give_keys,
    instance_of,
    put_back,
    round_of,
    save,
)
from tests.results.factories import make_armed_round, make_published_round
from tests.voting.factories import Vote, cast, make_vote


@pytest.fixture
def vote(client: PageClient, session: Session, now: Clock) -> Vote:
    """A vote with two ballots, a signed logbook, staff and somebody logged in."""
    vote = make_vote(session, codes=4)
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    for code in vote.codes[:2]:
        cast(client, code, vote.plans[0])
    sign_events(session, round_of(session, vote), signer())
    session.commit()
    return vote


@pytest.fixture
def saved(app: Flask, vote: Vote, tmp_path: Path) -> Path:
    path = tmp_path / "backup"
    save(app, path)
    return path


def test_comes_back_row_for_row(
    app: Flask, session: Session, other: Flask, now: Clock, tmp_path: Path
) -> None:
    vote = make_vote(session, codes=2)
    past = find_round(session, make_armed_round(session))
    assert past is not None
    make_published_round(session, past)
    session.add(Job(kind="count", arguments={"é": [1, None]}, created_at=NOW))
    session.commit()
    save(app, tmp_path / "backup")

    put_back(other, tmp_path / "backup")

    before = contents(app)
    assert contents(other) == before
    assert len(before["voting_code"]) == len(vote.codes)
    assert before["ballot"]
    assert before["publication"]


def test_nobody_is_logged_in_after_it(app: Flask, other: Flask, saved: Path) -> None:
    put_back(other, saved)

    with other.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM web_session")) == 0
    with zipfile.ZipFile(saved) as archive:
        assert not [name for name in archive.namelist() if "session" in name]


def test_the_database_guards_and_numbers_on_as_before(
    other: Flask, saved: Path, vote: Vote
) -> None:
    put_back(other, saved)

    with other.app_context():
        make_round(db.session(), slug="daarna")
        db.session.commit()
        with pytest.raises(Exception, match="events are kept"):
            db.session.execute(text("DELETE FROM event"))


def test_is_for_us_alone_and_never_over_another_file(
    app: Flask, saved: Path, vote: Vote
) -> None:
    content = saved.read_bytes()

    with pytest.raises(CannotBackUp, match="exists already"):
        save(app, saved)

    assert saved.stat().st_mode & 0o777 == 0o600
    assert saved.read_bytes() == content
    assert [p.name for p in saved.parent.iterdir() if "backup" in p.name] == ["backup"]


def test_holds_no_key(app: Flask, saved: Path) -> None:
    secret = (instance_of(app) / "keys" / "log.key").read_text().split()[1]
    with zipfile.ZipFile(saved) as archive:
        names = archive.namelist()
        assert all(secret.encode() not in archive.read(name) for name in names)

    assert {name.partition("/")[0] for name in names} == {
        "manifest.json",
        "manifest.sig",
        "tables",
    }


def test_a_failed_backup_leaves_nothing_behind(app: Flask, tmp_path: Path) -> None:
    downgrade_database("base", guarded=False)
    try:
        with pytest.raises(CannotBackUp, match="no tables"):
            save(app, tmp_path / "backup")
    finally:
        upgrade_database(guarded=False)

    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


def places_of(path: Path) -> list[int]:
    """Return where the bytes of the files in a backup are, without zip's own."""
    whole, places = path.read_bytes(), list[int]()
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            lengths = whole[part.header_offset + 26 : part.header_offset + 30]
            start = part.header_offset + 30 + sum(struct.unpack("<HH", lengths))
            places.extend(range(start, start + part.compress_size))
    return places


def content_of(path: Path) -> dict[str, bytes] | None:
    """Return what is in a zip; None when it can't be read."""
    try:
        with zipfile.ZipFile(path) as backup:
            return {name: backup.read(name) for name in backup.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return None


def test_any_changed_byte_is_found(app: Flask, saved: Path, other: Flask) -> None:
    give_keys(app, other)
    content, refused = content_of(saved), 0
    whole, chance = saved.read_bytes(), random.Random(23)  # noqa: S311  # no secret
    broken_file = saved.with_suffix(".broken")
    for place in chance.sample(places_of(saved), 200):
        broken = bytearray(whole)
        broken[place] ^= 0xFF  # one bit may be padding of the compression
        broken_file.write_bytes(broken)
        if content_of(broken_file) == content:
            continue  # the last byte of a part may be padding: nothing changed
        with pytest.raises(BadBackup):
            put_back(other, broken_file)
        refused += 1
    assert refused > 190


@pytest.mark.parametrize("name", ["manifest.json", "tables/voting_code.jsonl"])
def test_a_rewritten_part_is_refused(
    app: Flask, other: Flask, saved: Path, name: str
) -> None:
    give_keys(app, other)
    forged = altered(saved, name, lambda text: text.replace(b"e", b"a", 1))

    with pytest.raises(BadBackup):
        put_back(other, forged)


def test_a_backup_of_another_installation_is_refused(other: Flask, saved: Path) -> None:
    with other.app_context():
        signer()  # makes a key of its own

    with pytest.raises(BadBackup, match="another installation"):
        put_back(other, saved)


@pytest.mark.parametrize("content", [b"", b"PK", b"SQLite format 3\0", b"{}" * 99])
def test_anything_else_is_refused(other: Flask, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no-backup"
    path.write_bytes(content)

    with pytest.raises(BadBackup):
        put_back(other, path)


def test_a_database_that_is_not_empty_is_kept(
    app: Flask, saved: Path, session: Session
) -> None:
    make_round(session, slug="nieuw")
    session.commit()
    before = contents(app)

    with pytest.raises(CannotRestore, match="not empty"):
        put_back(app, saved)

    assert contents(app) == before


def test_a_database_is_replaced_when_asked(
    app: Flask, saved: Path, session: Session
) -> None:
    before = contents(app)
    make_round(session, slug="nieuw")
    session.commit()

    put_back(app, saved, replaces=True)

    assert contents(app) == before


def test_a_backup_that_does_not_add_up_changes_nothing(
    app: Flask, other: Flask, session: Session, vote: Vote, tmp_path: Path
) -> None:
    session.execute(update(CodeBatch).values(count=99))
    session.commit()
    save(app, tmp_path / "backup")
    with other.app_context():
        upgrade_database(guarded=False)
    before = contents(other)

    with pytest.raises(NotSound, match="issued 99"):
        put_back(other, tmp_path / "backup")

    assert contents(other) == before


def test_a_backup_of_a_newer_program_is_refused(
    app: Flask, other: Flask, vote: Vote, tmp_path: Path
) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        save(app, tmp_path / "backup")
    finally:
        newest = known_revisions()[-1]
        with db.engine.begin() as connection:
            set_version = text("UPDATE alembic_version SET version_num = :v")
            connection.execute(set_version, {"v": newest})

    with pytest.raises(CannotRestore, match="newer program"):
        put_back(other, tmp_path / "backup")


def test_a_backup_of_an_older_version_is_brought_up(
    app: Flask, other: Flask, vote: Vote, tmp_path: Path
) -> None:
    before = contents(app)
    db.session.remove()
    downgrade_database("0007", guarded=False)
    try:
        save(app, tmp_path / "backup")
    finally:
        upgrade_database(guarded=False)

    put_back(other, tmp_path / "backup")

    with other.app_context(), db.engine.connect() as connection:
        assert current_revision(connection) == known_revisions()[-1]
    assert contents(other) == before


def test_the_manifest_tells_how_far_each_round_is(
    session: Session, saved: Path, vote: Vote
) -> None:
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("manifest.json"))

    hashes = watermarks.hashes_of(session, round_of(session, vote))
    assert manifest["rounds"][vote.slug] == {
        "size": len(hashes),
        "root": watermarks.root_of(hashes),
        "envelopes": 2,
    }
