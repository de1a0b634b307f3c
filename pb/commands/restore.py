"""`buurtgeld restore`: put a backup back, once it is proven whole."""

from pathlib import Path

import click
from flask import Flask

from exports.checkpoint import Key
from pb import clock
from pb.commands.application import application
from pb.db import db
from pb.log.signing import find_key
from pb.recovery.archive import BadBackup, Manifest
from pb.recovery.kept_files import find_missing
from pb.recovery.restore import CannotRestore
from pb.recovery.restore import restore as put_back
from pb.recovery.service import guard
from pb.recovery.tables import find_tables


@click.command()
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, exists=True, readable=True)
)
@click.option(
    "--replace", is_flag=True, help="Remove what the database holds, in one go."
)
def restore(file: Path, *, replace: bool) -> None:
    """Put the backup in FILE back. Stop server and worker first.

    Nothing changes unless the file is whole, its signature right, and every round in
    it holds together. Rounds of which this machine knew more are put on hold.
    """
    with application() as app:
        config = app.extensions["config"]
        key = find_key(config.instance, config.host)
        try:
            manifest = put_back(
                file, instance=config.instance, key=key, replaces=replace
            )
        except (BadBackup, CannotRestore) as error:
            raise click.ClickException(f"nothing was restored: {error}") from error
        _tell(app, manifest, key)


def _tell(app: Flask, manifest: Manifest, key: Key | None) -> None:
    instance = app.extensions["config"].instance
    click.echo(f"restored: the database as it was at {manifest.made_at}")
    click.echo(f"  with {len(manifest.files)} photos and attachments")
    with db.engine.connect() as connection:
        for name in find_missing(connection, find_tables(connection), instance):
            click.echo(f"  warning: {name} is not there", err=True)
    if key is None:
        click.echo(
            "warning: instance/keys/log.key is not here, so the signature was compared"
            " with the key that the backup itself names. Put the folders keys and urn"
            " back before you start."
        )
    for slug in guard(db.session(), instance, now=clock.now()):
        click.echo(
            f"ON HOLD {slug}: this machine knew more than the backup. Look for a newer"
            " one; else two persons decide at the desk."
        )
