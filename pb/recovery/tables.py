"""The tables of a database as they are, and their rows as lines of text.

Read from the database itself and not from the models: a backup may be of an older
version of this program.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    select,
)

# Who is logged in, and who mistyped a code: worth nothing tomorrow. A session of a
# voter even names a code, and would say when it was used. A file that was not taken in
# is gone in a day.
LEFT_OUT = frozenset({"web_session", "failure_count", "table_draft"})
VERSION, QUEUE = "alembic_version", "huey_"
AT_ONCE = 1000  # rows

Encode = Callable[[Any], Any]


class BadRow(Exception):
    """A line is not a row of its table."""


def find_tables(connection: Connection) -> list[Table]:
    """Return the tables that belong in a backup, each after those it refers to."""
    tables = find_all_tables(connection)
    return [table for table in tables if table.name not in LEFT_OUT]


def find_all_tables(connection: Connection) -> list[Table]:
    """Return every table of the program, each after those it refers to."""
    metadata = MetaData()
    metadata.reflect(connection, only=_is_ours)
    return metadata.sorted_tables


def _is_ours(name: str, _metadata: MetaData) -> bool:
    return name != VERSION and not name.startswith(QUEUE)


def read_lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Return the rows of a table as lines, by primary key: never by age."""
    encoders = [_encoder(column) for column in table.columns]
    query = select(table).order_by(*table.primary_key.columns)
    rows = connection.execution_options(yield_per=AT_ONCE).execute(query)
    for row in rows:
        values = [encode(value) for encode, value in zip(encoders, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def read_row(table: Table, names: list[str], line: bytes) -> Mapping[str, Any]:
    """Return a line as a row of a table.

    Args:
        table: Where it is to go.
        names: Of the columns, in the order of the line.
        line: As `read_lines` wrote it.

    Raises:
        BadRow: It is not such a line.
    """
    try:
        values = json.loads(line)
        return {
            name: _decode(table.columns[name], value)
            for name, value in zip(names, values, strict=True)
        }
    except (ValueError, TypeError, KeyError) as error:
        raise BadRow(f"a line of {table.name} is not a row of it") from error


def _encoder(column: Column[Any]) -> Encode:
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64encode(value).decode()
    if isinstance(column.type, Date | DateTime):
        return lambda value: None if value is None else value.isoformat()
    return lambda value: value


def _decode(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value, validate=True)
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return value
