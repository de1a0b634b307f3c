"""When the tables stay as they are: while people vote, or ballots lie in them (T49)."""

from sqlalchemy import Connection, inspect, text

# A round that was open in version 0.1 comes along: its ballots lie in `ballot`, stay
# there as they are, and more are taken once its key is made.
FIRST_RELEASE = "0002"


class MigrationRefused(Exception):
    """Nothing was changed; the message is one sentence that says what to do."""


def refuse_upgrade(connection: Connection, *, current: str | None, newest: str) -> None:
    """Refuse to change tables under a vote.

    Args:
        connection: To the database as it is.
        current: Its version; None without tables.
        newest: The version of this program.

    Raises:
        MigrationRefused: A round takes ballots, and the version would change.
    """
    if current not in {None, FIRST_RELEASE, newest}:
        _refuse_open(connection)


def refuse_downgrade(connection: Connection) -> None:
    """Refuse to take tables away from a vote, or from its envelopes.

    Raises:
        MigrationRefused: A round takes ballots, or envelopes are not opened yet.
    """
    _refuse_open(connection)
    if _has_table(connection, "envelope") and connection.scalar(
        text("SELECT count(*) FROM envelope")
    ):
        raise MigrationRefused(
            "the database holds sealed ballots, which an older version can't keep;"
            " open the urn first"
        )


def _refuse_open(connection: Connection) -> None:
    if not _has_table(connection, "budget_round"):
        return
    query = "SELECT slug FROM budget_round WHERE stage = 'armed' ORDER BY slug"
    slugs = list(connection.scalars(text(query)))
    if slugs:
        raise MigrationRefused(
            f"the database stays as it is while people vote ({', '.join(slugs)}): close"
            " the round with the version it began with, or empty a demo with buurtgeld"
            " demo --reset"
        )


def _has_table(connection: Connection, name: str) -> bool:
    return inspect(connection).has_table(name)
