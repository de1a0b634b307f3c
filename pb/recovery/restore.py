"""Putting a backup back, when it is whole and holds together.

All is written in one transaction: whatever is wrong, the database stays what it was.
Files come before the rows that name them; one without a row is removed in a day.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exports.checkpoint import Key, read_key
from pb.db import db
from pb.migrations.runner import (
    current_revision,
    downgrade_database,
    known_revisions,
    upgrade_database,
)
from pb.recovery.archive import (
    BadBackup,
    Manifest,
    check_files,
    check_parts,
    file_of,
    lines_of,
    read_manifest,
)
from pb.recovery.guards import continue_numbers, guards_down, remove_rows
from pb.recovery.kept_files import put_file, settle
from pb.recovery.soundness import find_faults
from pb.recovery.tables import (
    AT_ONCE,
    BadRow,
    find_all_tables,
    find_tables,
    read_row,
)
from pb.rounds.models import BudgetRound


class CannotRestore(Exception):
    """Nothing was put back; the message says why."""


class NotSound(CannotRestore):
    """What the backup holds does not hold together."""


def restore(path: Path, *, instance: Path, key: Key | None, replaces: bool) -> Manifest:
    """Put a backup back into database and folders of the running application.

    Args:
        path: Of the file.
        instance: The folder for photos and attachments.
        key: With which this installation signs; None on a machine without it.
        replaces: Whether what the database holds may be removed.

    Raises:
        BadBackup: The file is not whole, or was changed.
        CannotRestore: The database is not fit for it, or it for the database.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = read_manifest(archive, key)
            check_parts(archive, manifest)
            check_files(archive, manifest)
            _prepare(manifest, replaces=replaces)
            _put_files(archive, manifest, instance)
            _put_back(archive, manifest, key or read_key(manifest.log_key))
    except (zipfile.BadZipFile, FileNotFoundError, IsADirectoryError) as error:
        raise BadBackup(f"{path} is not a backup that can be read") from error
    return manifest


def _prepare(manifest: Manifest, *, replaces: bool) -> None:
    """Give an empty database the tables of the backup's version."""
    known, wanted = known_revisions(), manifest.migration
    if wanted not in known:
        raise CannotRestore(
            f"the backup is of version {wanted}, which this program does not know;"
            " use the newer program that made it"
        )
    with db.engine.connect() as connection:
        current = current_revision(connection)
        is_empty = current is None or _is_empty(connection)
    if not is_empty and not replaces:
        raise CannotRestore(
            "the database is not empty; to remove what it holds, add --replace"
        )
    if current == wanted:
        return
    if not is_empty:
        raise CannotRestore(
            f"the database is of version {current} and the backup of {wanted};"
            " restore it into an empty database"
        )
    if current is not None and known.index(wanted) < known.index(current):
        downgrade_database(wanted)
    else:
        upgrade_database(wanted)


def _is_empty(connection: Connection) -> bool:
    return not any(
        connection.scalar(select(func.count()).select_from(table))
        for table in find_tables(connection)
    )


def _put_files(archive: zipfile.ZipFile, manifest: Manifest, instance: Path) -> None:
    try:
        for name in manifest.files:
            put_file(instance, name, file_of(archive, manifest, name))
        settle(instance)
    except OSError as error:
        raise CannotRestore(f"a file can't be written: {error}") from error


def _put_back(archive: zipfile.ZipFile, manifest: Manifest, key: Key) -> None:
    newest = known_revisions()[-1]
    try:
        with db.engine.begin() as connection:
            _fill(connection, archive, manifest)
            if manifest.migration == newest:
                check_database(connection, key)
    except (BadRow, IntegrityError) as error:
        raise NotSound(f"rows do not fit together: {error}") from error
    if manifest.migration != newest:
        upgrade_database(guarded=False)  # it serves nobody yet
        with db.engine.connect() as connection:
            check_database(connection, key)


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    tables = find_tables(connection)
    _compare(tables, manifest)
    everything = find_all_tables(connection)
    with guards_down(connection, everything):
        remove_rows(connection, everything)
        for table in tables:
            names = manifest.parts[table.name].columns
            rows = (
                read_row(table, names, line) for line in lines_of(archive, table.name)
            )
            for batch in _batches(rows):
                connection.execute(insert(table), batch)
    continue_numbers(connection, tables)


def _compare(tables: Sequence[Table], manifest: Manifest) -> None:
    ours = {table.name: set(table.columns.keys()) for table in tables}
    theirs = {name: set(part.columns) for name, part in manifest.parts.items()}
    if ours != theirs:
        raise CannotRestore("its tables are not those of its version")


def _batches(rows: Iterator[Mapping[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(dict(row))
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def check_database(connection: Connection, key: Key) -> None:
    """Look whether a database is whole and every round in it holds together.

    Raises:
        NotSound: It is not; the message tells the first fault.
    """
    if connection.dialect.name == "sqlite":
        for pragma in ("integrity_check", "foreign_key_check"):
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").first()
            if found is not None and found[0] != "ok":
                raise NotSound(f"{pragma} of SQLite says: {found[0]}")
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        for budget_round in session.scalars(select(BudgetRound)).all():
            fault = next(find_faults(session, key, budget_round), None)
            if fault is not None:
                raise NotSound(f"round {budget_round.slug}: {fault.text}")
