"""`buurtgeld db upgrade`: bring the database to the newest version."""

import click

from pb.commands.application import application
from pb.migrations.guard import MigrationRefused
from pb.migrations.runner import upgrade_database


@click.group(name="db")
def database() -> None:
    """Look after the database."""


@database.command()
def upgrade() -> None:
    """Bring the database to the newest version; nothing entered is lost."""
    with application():
        try:
            upgrade_database()
        except MigrationRefused as reason:
            raise click.ClickException(str(reason)) from None
