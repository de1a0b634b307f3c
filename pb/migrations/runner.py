"""Running the migrations, and making new ones."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from pb.db import db
from pb.migrations.guard import refuse_downgrade, refuse_upgrade

FOLDER = Path(__file__).parent


def alembic_config() -> AlembicConfig:
    """Return the configuration of Alembic for this folder."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade_database(revision: str = "head", *, guarded: bool = True) -> None:
    """Bring the database of the running application up to `revision`.

    Args:
        revision: The version to reach.
        guarded: Whether to refuse while people vote; not for a database that is being
            put back and serves nobody yet.

    Raises:
        MigrationRefused: See `pb.migrations.guard`.
    """
    config = alembic_config()
    with db.engine.connect() as connection:
        if guarded:
            current, newest = current_revision(connection), known_revisions()[-1]
            refuse_upgrade(connection, current=current, newest=newest)
            connection.rollback()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade_database(revision: str, *, guarded: bool = True) -> None:
    """Bring the database of the running application down to `revision`.

    Args:
        revision: The version to reach.
        guarded: Whether to refuse while people vote or envelopes are sealed; not to
            empty a demo.

    Raises:
        MigrationRefused: See `pb.migrations.guard`.
    """
    config = alembic_config()
    with db.engine.connect() as connection:
        if guarded:
            refuse_downgrade(connection)
            connection.rollback()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def current_revision(connection: Connection) -> str | None:
    """Return the version of a database; None for one without tables."""
    return MigrationContext.configure(connection).get_current_revision()


def known_revisions() -> list[str]:
    """Return the versions that this program knows, oldest first."""
    script = ScriptDirectory.from_config(alembic_config())
    return [each.revision for each in script.walk_revisions()][::-1]
