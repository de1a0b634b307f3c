"""Overwriting what a database still holds of destroyed rows.

A deleted row stays readable in the file until its page is used again, and on
PostgreSQL every row says in which transaction it was written. After the urn is
opened the tables are written anew, so that neither links a code to a ballot.
"""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPICursor

PATIENCE = 30  # seconds that others have to leave the tables alone
SQLITE = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
POSTGRESQL = (
    "VACUUM FULL envelope",
    "VACUUM FULL ballot",
    "VACUUM FULL paper_sheet",
    # Also puts the codes in the order of their random ids.
    "CLUSTER voting_code USING pk_voting_code",
    "VACUUM FULL web_session",
)


class NotScrubbed(Exception):
    """Somebody kept the tables in use; nothing was lost, but traces are left."""


def scrub(engine: Engine) -> None:
    """Write the tables of the vote anew.

    Raises:
        NotScrubbed: The tables were in use for too long.
    """
    _do(engine, sqlite=SQLITE, postgresql=POSTGRESQL)


def scrub_codes(engine: Engine) -> None:
    """Give up the room of deleted codes, without locking a vote that goes on.

    Raises:
        NotScrubbed: The tables were in use for too long.
    """
    _do(engine, sqlite=SQLITE[1:], postgresql=("VACUUM voting_code",))


def _do(engine: Engine, *, sqlite: Sequence[str], postgresql: Sequence[str]) -> None:
    connection = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            _scrub_sqlite(connection.cursor(), sqlite)
        else:
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]  # psycopg
            _scrub_postgresql(connection.cursor(), postgresql)
    except engine.dialect.loaded_dbapi.Error as error:
        raise NotScrubbed from error
    finally:
        connection.invalidate()  # with its settings; it is not for others


def _scrub_sqlite(cursor: DBAPICursor, statements: Sequence[str]) -> None:
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
    for statement in statements:
        cursor.execute(statement)
    outcome = cursor.fetchone()
    # It is no error that somebody still reads the old pages in the log.
    if outcome is None or outcome[0]:
        raise NotScrubbed


def _scrub_postgresql(cursor: DBAPICursor, statements: Sequence[str]) -> None:
    cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
    for statement in statements:
        cursor.execute(statement)
