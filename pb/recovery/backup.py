"""Making a backup while people vote.

Everything is read in one transaction that sees the database as it was at one moment:
on PostgreSQL REPEATABLE READ, on SQLite any reading one. Nobody waits for it.
Photos and attachments that its rows name go along; first, for they can be removed.
"""

import os
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from pb.db import READ_ONLY
from pb.formatting import iso
from pb.log.models import Event
from pb.log.signing import Signer
from pb.migrations.runner import current_revision
from pb.recovery.archive import (
    KeptFile,
    Manifest,
    Part,
    write_file,
    write_manifest,
    write_part,
)
from pb.recovery.kept_files import find_named
from pb.recovery.tables import find_tables, read_lines
from pb.recovery.watermarks import root_of
from pb.rounds.models import BudgetRound
from pb.urn.models import Envelope

QUICKLY = 1  # what is sealed can't be made smaller anyway


class CannotBackUp(Exception):
    """No backup was made; the message says why."""


def make_backup(
    engine: Engine, path: Path, *, instance: Path, signer: Signer, now: datetime
) -> Manifest:
    """Write a backup of database and files into a new file, whole or not at all.

    Args:
        engine: Of the database.
        path: Where to; nothing is ever overwritten.
        instance: The folder with the photos and attachments.
        signer: Of the installation.
        now: In UTC.

    Raises:
        CannotBackUp: There is such a file, or the database has no tables.
        OSError: It can't be written.
    """
    if path.exists():
        raise CannotBackUp(f"{path} exists already; choose another name")
    with _draft(path) as draft, _snapshot(engine) as connection:
        migration = current_revision(connection)
        if migration is None:
            raise CannotBackUp("the database has no tables; run: buurtgeld db upgrade")
        with zipfile.ZipFile(
            draft, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICKLY
        ) as archive:
            kept, missing = _write_files(archive, connection, instance)
            manifest = Manifest(
                made_at=iso(now),
                migration=migration,
                database=connection.dialect.name,
                log_key=signer.key.text,
                rounds=_rounds(connection),
                parts=_write_parts(archive, connection),
                files=kept,
                missing=missing,
            )
            write_manifest(archive, manifest, signer)
    return manifest


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """Give a file beside `path` that becomes it when all went well."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        _to_disk(draft)
        try:
            os.link(draft, path)
        except FileExistsError:
            raise CannotBackUp(f"{path} exists already; choose another name") from None
        _to_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    options = {READ_ONLY: True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"  # type: ignore[assignment]  # both kinds
    with engine.execution_options(**options).connect() as connection:
        yield connection


def _write_files(
    archive: zipfile.ZipFile, connection: Connection, instance: Path
) -> tuple[dict[str, KeptFile], list[str]]:
    """Copy what rows name; return also what was not there.

    A plan can be erased while we read: its row is in the backup, its file is not.
    """
    kept: dict[str, KeptFile] = {}
    missing: list[str] = []
    # All names first: on SQLite an open cursor would stay while files are copied.
    for name in list(find_named(connection, find_tables(connection))):
        written = write_file(archive, name, instance / name)
        if written is None:
            missing.append(name)
        else:
            kept[name] = written
    return kept, missing


def _write_parts(
    archive: zipfile.ZipFile, connection: Connection
) -> Mapping[str, Part]:
    return {
        table.name: write_part(
            archive,
            table.name,
            table.columns.keys(),
            read_lines(connection, table),
        )
        for table in find_tables(connection)
    }


def _rounds(connection: Connection) -> dict[str, dict[str, object]]:
    """Return how far each logbook is, for who compares backups."""
    found = {}
    with Session(connection) as session:
        for id_, slug in session.execute(select(BudgetRound.id, BudgetRound.slug)):
            hashes = session.scalars(
                select(Event.hash)
                .where(Event.budget_round_id == id_)
                .order_by(Event.index)
            ).all()
            envelopes = session.scalar(
                select(func.count()).where(Envelope.budget_round_id == id_)
            )
            found[slug] = {
                "size": len(hashes),
                "root": root_of(list(hashes)),
                "envelopes": envelopes,
            }
    return found
