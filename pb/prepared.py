"""Statements that run very often, made ready once for each kind of database.

While hundreds vote in the same minute, SQLAlchemy takes several times as long over a
statement as the database. These go to the driver as they are; types are written and
read as SQLAlchemy does, and what fails is raised as its exceptions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Update, exc
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from pb.db import GLANCE

Values = Mapping[str, Any]
Change = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement in the words of one kind of database."""

    sql: str
    parameters: tuple[tuple[str, Change], ...]  # with how each value is written
    own: Values  # those that stand in the statement, written
    columns: tuple[Change, ...]  # how each value is read
    takes_names: bool

    def filled(self, values: Values) -> Any:
        """Return the parameters as the driver takes them."""
        written = dict(self.own)
        for name, write in self.parameters:
            if name not in written:
                value = values[name]
                written[name] = write(value) if write else value
        if self.takes_names:
            return written
        return tuple(written[name] for name, _write in self.parameters)

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return a row as SQLAlchemy would."""
        both = zip(self.columns, row, strict=True)
        return tuple(read(value) if read else value for read, value in both)


class Prepared:
    """A statement; the values it is carried out with have the names of its binds."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update) -> None:
        self.statement = statement
        self._ready: dict[str, _Ready] = {}

    def rows(
        self, asked: Connection | Session, values: Values
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""
        ready, cursor = self._carry_out(asked, values)
        return [ready.read(row) for row in cursor.fetchall()]

    def scalar(self, asked: Connection | Session, values: Values) -> Any:
        """Return the first value of the first row, or None."""
        rows = self.rows(asked, values)
        return rows[0][0] if rows else None

    def change(self, connection: Connection, values: Values) -> int:
        """Carry out a change; return how many rows it touched."""
        return int(self._carry_out(connection, values)[1].rowcount)

    def _carry_out(
        self, asked: Connection | Session, values: Values
    ) -> tuple[_Ready, Any]:
        connection = asked.connection() if isinstance(asked, Session) else asked
        ready = self._made_ready(connection.dialect)
        _begin(connection, self.statement)
        driver: Any = connection.connection.dbapi_connection
        return ready, run(connection, driver, ready.sql, ready.filled(values))

    def _made_ready(self, dialect: Dialect) -> _Ready:
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _make_ready(self.statement, dialect)
        return self._ready[dialect.name]


def _begin(connection: Connection, statement: object) -> None:
    """Begin a transaction; a glance does without, and so it only asks."""
    if connection.get_execution_options().get(GLANCE):
        if not isinstance(statement, Select):
            raise TypeError("a glance only asks")
    elif not connection.in_transaction():
        connection.begin()


def run(connection: Connection, driver: Any, sql: str, parameters: Any) -> Any:
    """Let the driver carry out a statement; return its cursor.

    Raises:
        sqlalchemy.exc.DBAPIError: As SQLAlchemy would, without the values.
    """
    dialect = connection.dialect
    base: Any = dialect.loaded_dbapi.Error
    try:
        return driver.execute(sql, parameters)
    except base as error:
        is_lost = dialect.is_disconnect(error, driver, None)
        if is_lost:
            connection.invalidate(error)
            connection.engine.dispose()  # the others of the pool are as lost
        raise exc.DBAPIError.instance(
            sql,
            None,
            error,
            base,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=dialect,
        ) from error


def _make_ready(
    statement: Select[*tuple[Any, ...]] | Insert | Update, dialect: Dialect
) -> _Ready:
    compiled: Any = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("this is not a statement about rows")
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    names = compiled.positiontup or list(binds)
    writes = {name: _writing(binds[name].type, dialect) for name in names}
    own = {}
    for name in names:
        if not binds[name].required:
            write, value = writes[name], binds[name].effective_value
            own[name] = write(value) if write else value
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    return _Ready(
        sql=compiled.string,
        parameters=tuple((name, writes[name]) for name in names),
        own=own,
        columns=tuple(_reading(column.type, dialect) for column in columns),
        takes_names=not compiled.positiontup,
    )


def _writing(type_: TypeEngine[Any], dialect: Dialect) -> Change:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _reading(type_: TypeEngine[Any], dialect: Dialect) -> Change:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
