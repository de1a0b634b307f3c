"""Running the migrations, and making new ones."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig

from pb.db import db

FOLDER = Path(__file__).parent


def alembic_config() -> AlembicConfig:
    """Return the configuration of Alembic for this folder."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade_database(revision: str = "head") -> None:
    """Bring the database of the running application up to `revision`."""
    config = alembic_config()
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade_database(revision: str) -> None:
    """Bring the database of the running application down to `revision`."""
    config = alembic_config()
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
