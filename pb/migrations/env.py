"""What Alembic runs; it works on the connection that the runner hands over."""

from typing import Any

from alembic import context

from pb import models  # noqa: F401  # fills the metadata
from pb.db import Base


def include_object(
    _object: Any, name: str | None, type_: str, _reflected: bool, _compare_to: Any
) -> bool:
    """Leave the tables of the queue alone; it makes them itself."""
    return not (type_ == "table" and (name or "").startswith("huey_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=include_object,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    # SQLite can undo a half-done migration too, now that we begin transactions.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
