"""SQLite as this program uses it: durable, and one writer at a time without a crowd.

SQLite lets writers sleep and try again, up to a tenth of a second each time. With
many threads and processes that is slow and unfair, so they wait in line here.
"""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import exc
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from pb import clock
from pb.line import Line
from pb.mounts import is_on_network

PATIENCE = 15  # seconds that a writer waits
PRAGMAS = (
    f"busy_timeout = {PATIENCE * 1000}",
    "journal_mode = wal",
    "synchronous = full",
    "foreign_keys = on",
    "secure_delete = on",
)
PROMISED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
LEAST_PATIENCE = 5000  # milliseconds
_line = Line()


class LinedUp(sqlite3.Connection):
    """A connection whose writing waits in line with that of others."""

    def __init__(self, database: str, *options: Any, **more: Any) -> None:
        super().__init__(database, *options, **more)
        self._database = database

    _is_first = False
    _reads = False
    _is_durable = True

    def begin(self, *, reads: bool, relaxed: bool) -> None:
        """Begin a transaction.

        Args:
            reads: Whether every write is to be refused.
            relaxed: Whether a power cut may undo it. It never undoes another.

        Raises:
            sqlite3.OperationalError: Others wrote for too long.
        """
        if self._reads is not reads:
            self.execute(f"PRAGMA query_only = {int(reads)}")
            self._reads = reads
        if reads:
            self.execute("BEGIN")
            return
        self._promise_durability(not relaxed)
        self._wait_in_line()
        try:
            self.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            self._leave_line()
            raise

    def commit(self) -> None:
        """Commit, and let the next one write."""
        super().commit()
        self._leave_line()

    def rollback(self) -> None:
        """Roll back, and let the next one write."""
        try:
            super().rollback()
        finally:
            self._leave_line()

    def close(self) -> None:
        """Close; whatever was not committed is undone."""
        self._is_durable = True  # nothing more is said to a closed connection
        try:
            super().close()
        finally:
            self._leave_line()

    def _promise_durability(self, is_wanted: bool) -> None:
        if self._is_durable is not is_wanted:
            self.execute(f"PRAGMA synchronous = {'full' if is_wanted else 'normal'}")
            self._is_durable = is_wanted

    def _wait_in_line(self) -> None:
        if not _line.wait(self._database, PATIENCE):
            raise sqlite3.OperationalError("database is locked")
        self._is_first = True

    def _leave_line(self) -> None:
        try:
            self._promise_durability(True)
        finally:
            if self._is_first:
                self._is_first = False
                _line.leave()


def configure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Set the rules of a new connection."""
    driver = _ours(connection)
    driver.isolation_level = None  # transactions are begun by name
    for pragma in PRAGMAS:
        driver.execute(f"PRAGMA {pragma}")
    driver.create_function("buurtgeld_now", 0, _now)


def begin(connection: Connection, *, reads: bool, relaxed: bool) -> None:
    """Begin a transaction past SQLAlchemy's own statements.

    This runs several times in every request.

    Raises:
        sqlalchemy.exc.OperationalError: Others wrote for too long.
    """
    driver = _ours(connection.connection.dbapi_connection)
    try:
        driver.begin(reads=reads, relaxed=relaxed)
    except sqlite3.OperationalError as error:  # what a listener raises is not wrapped
        raise exc.OperationalError("BEGIN", None, error) from error


def health(connection: Connection) -> dict[str, bool]:
    """Say for each promise whether a connection keeps it."""

    def read(pragma: str) -> Any:
        return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()

    kept = {pragma: read(pragma) == value for pragma, value in PROMISED.items()}
    kept["busy_timeout"] = read("busy_timeout") >= LEAST_PATIENCE
    # After a change of tables there is a temporary database beside the main one.
    path = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    # Across a network nobody keeps promises about locks and disks.
    kept["local_disk"] = not is_on_network(Path(path))
    return kept


def _ours(connection: Any) -> LinedUp:
    if not isinstance(connection, LinedUp):
        raise TypeError("this is not our SQLite connection")
    return connection


def _now() -> str:
    """Return the present moment as SQLite keeps it: this machine has one clock."""
    return clock.now().replace(tzinfo=None).isoformat(" ", "microseconds")
