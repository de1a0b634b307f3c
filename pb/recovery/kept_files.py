"""The files that rows of the database name: photos, and what evaluators attached.

A file is written before the row that names it and never changes, so what one snapshot
of the database names is on the disk, unless it was removed since.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Table, select

from pb.files import sync_folder, write_anew

# Folder in the instance, table, and the column that names the file.
KEPT = (
    ("photos", "plan_photo", "file_name"),
    ("news-photos", "delivery_photo", "name"),
    ("attachments", "plan_attachment", "file_name"),
)
FOLDERS = "|".join(folder for folder, _table, _column in KEPT)
NAME = re.compile(rf"(?:{FOLDERS})/[0-9a-f]{{32}}(?:\.jpg)?")
LARGEST = 16 * 1024 * 1024  # bytes; three times what a form takes


def find_named(connection: Connection, tables: list[Table]) -> Iterator[str]:
    """Return the file that each row names, as `folder/name`."""
    by_name = {table.name: table for table in tables}
    for folder, table_name, column in KEPT:
        table = by_name.get(table_name)  # an older version does not have it
        if table is not None:
            names = connection.scalars(select(table.c[column]).order_by(column))
            yield from (f"{folder}/{name}" for name in names)


def find_missing(connection: Connection, tables: list[Table], where: Path) -> list[str]:
    """Return the files that rows name and that are not on the disk."""
    named = find_named(connection, tables)
    return [name for name in named if not (where / name).is_file()]


def is_name(name: str) -> bool:
    """Say whether a name can be that of a file we keep, and of nothing else."""
    return NAME.fullmatch(name) is not None


def put_file(where: Path, name: str, content: bytes) -> None:
    """Write a file into its folder of an instance, unless it is there like this."""
    path = where / name
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_anew(path, content)


def settle(where: Path) -> None:
    """Wait until the disk holds which files were put."""
    for folder, _table, _column in KEPT:
        if (where / folder).is_dir():
            sync_folder(where / folder)
