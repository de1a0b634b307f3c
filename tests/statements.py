"""Seeing each statement before the database gets it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from pb import prepared


@contextmanager
def before_each_statement(do: Callable[[str], None]) -> Iterator[None]:
    """Tell `do` the SQL of each statement; what it raises comes in its place."""
    run = prepared.run

    def on_prepared(connection: Any, driver: Any, sql: str, parameters: Any) -> Any:
        do(sql)
        return run(connection, driver, sql, parameters)

    def on_execute(_c: object, _cursor: object, sql: str, *_rest: object) -> None:
        do(sql)

    event.listen(Engine, "before_cursor_execute", on_execute)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prepared, "run", on_prepared)
            yield
    finally:
        event.remove(Engine, "before_cursor_execute", on_execute)
