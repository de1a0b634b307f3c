"""Overwriting what a database still holds of destroyed rows.

A deleted row stays readable in the file until its page is used again, and on
PostgreSQL every row says in which transaction it was written. After the urn is
opened the tables are written anew, so that neither links a code to a ballot.
"""

from sqlalchemy import Engine

SQLITE = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
POSTGRESQL = (
    "SET lock_timeout = '30s'",
    "VACUUM FULL envelope",
    "VACUUM FULL ballot",
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
    connection = engine.raw_connection()
    try:
        driver = connection.driver_connection
        if engine.dialect.name != "sqlite":
            driver.autocommit = True  # type: ignore[union-attr]  # psycopg
        cursor = connection.cursor()
        for statement in SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL:
            cursor.execute(statement)
        cursor.close()
    except engine.dialect.loaded_dbapi.Error as error:
        raise NotScrubbed from error
    finally:
        connection.invalidate()  # with its settings; it is not for others
