"""A round with votes, and the moment at which its database forgets some."""

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.db import db
from pb.log.acting import signer
from pb.log.signing import find_key
from pb.models import BudgetRound
from pb.recovery.archive import Manifest
from pb.recovery.backup import make_backup
from pb.recovery.restore import restore
from pb.recovery.service import guard
from pb.recovery.tables import find_tables, read_lines
from pb.recovery.watermarks import keep, present
from tests.factories import NOW
from tests.voting.factories import Vote

LATER = NOW + timedelta(minutes=5)


def instance_of(app: Flask) -> Path:
    instance: Path = app.extensions["config"].instance
    return instance


def round_of(session: Session, vote: Vote) -> BudgetRound:
    """Return the round as it is now."""
    session.rollback()
    return session.scalars(
        select(BudgetRound)
        .where(BudgetRound.slug == vote.slug)
        .execution_options(populate_existing=True)
    ).one()


def watermark_ahead(app: Flask, session: Session, vote: Vote, **more: Any) -> None:
    """Keep a watermark as if the database had known more than it does."""
    found = present(session, round_of(session, vote), NOW)
    keep(instance_of(app), vote.slug, replace(found, **more))
    session.rollback()


def put_on_hold(app: Flask, session: Session, vote: Vote) -> None:
    """Have the guard find that four ballots are missing."""
    watermark_ahead(app, session, vote, used=4)
    assert guard(session, instance_of(app), now=LATER) == [vote.slug]


def lose_log_line(session: Session) -> None:
    """Take the last line out of every logbook, as an old backup would."""
    name = session.connection().dialect.name
    if name == "sqlite":
        session.execute(text("DROP TRIGGER event_kept_delete"))
    else:
        session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
    session.execute(
        text('DELETE FROM event WHERE "index" = (SELECT max("index") FROM event)')
    )
    if name != "sqlite":
        session.execute(text("ALTER TABLE event ENABLE TRIGGER USER"))
    session.commit()


def save(app: Flask, path: Path) -> Manifest:
    """Make a backup of an application."""
    with app.app_context():
        instance = instance_of(app)
        return make_backup(db.engine, path, instance=instance, signer=signer(), now=NOW)


def put_back(app: Flask, path: Path, *, replaces: bool = False) -> Manifest:
    """Restore a backup into an application, with its key if it has one."""
    config = app.extensions["config"]
    key = find_key(config.instance, config.host)
    with app.app_context():
        return restore(path, instance=config.instance, key=key, replaces=replaces)


def contents(app: Flask) -> dict[str, list[bytes]]:
    """Return every row of the database of an application, by table."""
    with app.app_context():
        db.session.remove()
        with db.engine.connect() as connection:
            return {
                table.name: sorted(read_lines(connection, table))
                for table in find_tables(connection)
            }


def give_keys(app: Flask, other: Flask) -> None:
    """Put the key of the logbook on another machine."""
    shutil.copytree(instance_of(app) / "keys", instance_of(other) / "keys")


def altered(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Return a copy of a backup in which one file is another."""
    to = path.with_suffix(".altered")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(to, "w") as copy:
        for each in archive.namelist():
            content = archive.read(each)
            copy.writestr(each, change(content) if each == name else content)
    return to
