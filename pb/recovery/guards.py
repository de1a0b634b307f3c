"""Triggers out of the way while a whole database is put back, and only then."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text


@contextmanager
def guards_down(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Let rows come and go that the triggers of the tables would refuse.

    All in the transaction of the connection: when it fails, the triggers are as before.
    """
    if connection.dialect.name == "sqlite":
        # Rows may refer to rows that come later; at the commit all must be there.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = on")
        triggers = _triggers(connection)
        for name in triggers:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for sql in triggers.values():
            connection.exec_driver_sql(sql)
        return
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    yield
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')


def _triggers(connection: Connection) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    return {row.name: row.sql for row in connection.execute(text(query))}


def remove_rows(connection: Connection, tables: Sequence[Table]) -> None:
    """Empty tables whose guards are down."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in tables)
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
        return
    for table in reversed(tables):
        connection.execute(table.delete())


def continue_numbers(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL number new rows after those that were put back."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            _continue(connection, table.name, column.name)


def _continue(connection: Connection, table: str, column: str) -> None:
    sequence = connection.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": f'"{table}"', "column": column},
    ).scalar()
    if sequence:
        connection.exec_driver_sql(
            f"SELECT setval('{sequence}', coalesce(max(\"{column}\"), 1),"  # noqa: S608  # names from the catalogue
            f' max("{column}") IS NOT NULL) FROM "{table}"'
        )
