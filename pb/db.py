"""The database: engine, session, and the base of every table.

SQLite is used with a write-ahead log and full synchronisation, and every
transaction that may write begins with BEGIN IMMEDIATE: a deferred one that
becomes a writer later fails at once when another writer came between.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from flask import current_app, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    BigInteger,
    DateTime,
    Engine,
    Function,
    MetaData,
    event,
    func,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from pb import sqlite

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# Of one process, kept open: as many as its threads use at once. Opening one takes
# longer than what a request does with it.
CONNECTIONS = 16
MORE_CONNECTIONS = 4  # for a moment
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READ_ONLY = "buurtgeld_read_only"
# Of a transaction that a power cut may undo: that somebody typed a code. Never of a
# ballot, and never of ending a session.
RELAXED = "buurtgeld_relaxed"
# Of questions that need no transaction.
GLANCE = "buurtgeld_glance"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored without zone, in UTC; read back with its zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: object
    ) -> datetime | None:
        """Refuse a moment without a zone, which could mean anything."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: datetime | None, dialect: object
    ) -> datetime | None:
        """Give the moment its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


# An amount of money in cents. 64 bits: a city's budget does not fit in 32.
Cents = Annotated[int, mapped_column(BigInteger)]


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime()}


class AppSession(FlaskSession):
    """A session that can be told only to read; then the database refuses writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_request_context() and request.method in SAFE_METHODS:
            only_read(self)  # the database itself refuses that a GET changes anything

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Return the engine, marked when this session only reads."""
        bind = super().get_bind(*args, **kwargs)
        return reader() if self.info.get(READ_ONLY) and bind is db.engine else bind


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": AppSession})


def reader() -> Engine:
    """Return the engine whose transactions the database lets read only."""
    return _marked(READ_ONLY)


def glance() -> Engine:
    """Return the engine for questions that need not be answered at one moment.

    It is for `pb.prepared`, which then asks outside of any transaction: to begin and
    to end one takes longer than the question.
    """
    return _marked(GLANCE)


def relaxed_writer() -> Engine:
    """Return the engine whose transactions a power cut may undo."""
    return _marked(RELAXED)


def _marked(mark: str) -> Engine:
    """Return the engine with a mark, the same each time.

    A transaction keeps one connection for each engine it meets, so a new one for
    every statement would take connections until the pool is empty.
    """
    marked: dict[str, Engine] = current_app.extensions.setdefault("engines", {})
    if mark not in marked:
        options: dict[str, Any] = {mark: True}
        if mark == GLANCE and db.engine.dialect.name != "sqlite":
            options["isolation_level"] = "AUTOCOMMIT"
        marked[mark] = db.engine.execution_options(**options)
    return marked[mark]


def reading_session() -> Session:
    """Return the session of this request, which only reads from now on."""
    session = db.session()
    only_read(session)
    return session


def is_writing() -> bool:
    """Say whether the session of this request has a transaction open."""
    return db.session.registry.has() and db.session().in_transaction()


def only_read(session: Session) -> None:
    """Make every transaction of this session refuse to write, from the next on."""
    session.info[READ_ONLY] = True


def may_write(session: Session) -> None:
    """End what the session was reading, and let it write from now on."""
    session.rollback()
    session.info.pop(READ_ONLY, None)


@contextmanager
def writing() -> Iterator[Session]:
    """Let a service write; before and after it, pages only read.

    So a form that is shown again does not keep others from writing meanwhile.
    """
    session = db.session()
    may_write(session)
    try:
        yield session
    finally:
        session.rollback()
        only_read(session)


def database_now() -> Function[datetime]:
    """Return the SQL function that tells the time of the vote, in UTC.

    It is read when its statement runs, so after the wait for any lock that an
    earlier statement of the transaction took.
    """
    return func.buurtgeld_now(type_=UtcDateTime())


def engine_options(url: str) -> dict[str, Any]:
    """Return what an engine for this database is made with."""
    # A failing statement must not put its values in the log.
    options: dict[str, Any] = {
        "hide_parameters": True,
        "pool_size": CONNECTIONS,
        "max_overflow": MORE_CONNECTIONS,
    }
    if url.startswith("sqlite"):
        options["connect_args"] = {"factory": sqlite.LinedUp}
    return options


def prepare_engine(engine: Engine) -> None:
    """Set the rules of a connection and of a transaction, per kind of database."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", sqlite.configure)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    sqlite.begin(
        connection,
        reads=bool(options.get(READ_ONLY, False)),
        relaxed=bool(options.get(RELAXED, False)),
    )


def _begin_postgresql(connection: Connection) -> None:
    """Say what kind of transaction the driver begins with the first statement."""
    options = connection.get_execution_options()
    reads = bool(options.get(READ_ONLY, False))
    driver: Any = connection.connection.dbapi_connection
    if bool(driver.read_only) is not reads:
        driver.read_only = reads
    if options.get(RELAXED, False):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def connections_allowed(session: Session) -> int | None:
    """Return how many connections all processes together may have; None: any."""
    if session.connection().dialect.name == "sqlite":
        return None
    names = ("max_connections", "superuser_reserved_connections")
    most, reserved = (int(session.scalar(text(f"SHOW {n}")) or 0) for n in names)
    return most - reserved


def health(session: Session) -> dict[str, bool]:
    """Say for each promise the database must keep whether it keeps it."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return sqlite.health(connection)
    return {
        setting: session.execute(text(f"SHOW {setting}")).scalar() != "off"
        for setting in ("fsync", "synchronous_commit", "full_page_writes")
    }
