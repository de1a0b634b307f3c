"""`buurtgeld backup`: one file with the database, photos and attachments."""

import hashlib
from pathlib import Path

import click

from pb import clock
from pb.commands.application import application
from pb.db import db
from pb.log.acting import signer
from pb.recovery.backup import CannotBackUp, make_backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write a backup to FILE, also while people vote.

    It holds the database, and the photos and attachments that it names. Keep the
    folders urn and keys of the instance folder apart from it: with both in one hand,
    one person holds ballots and the wrapped key.
    """
    with application() as app:
        instance = app.extensions["config"].instance
        try:
            manifest = make_backup(
                db.engine, file, instance=instance, signer=signer(), now=clock.now()
            )
        except (CannotBackUp, OSError) as error:
            raise click.ClickException(f"no backup was made: {error}") from error
    with file.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    rows = sum(part.rows for part in manifest.parts.values())
    click.echo(f"{file}: {rows} rows of version {manifest.migration}")
    for slug, known in manifest.rounds.items():
        click.echo(
            f"  {slug}: {known['size']} lines in the log,"
            f" {known['envelopes']} envelopes"
        )
    click.echo(f"  {len(manifest.files)} photos and attachments")
    for name in manifest.missing:
        click.echo(f"  warning: {name} is not in the instance folder", err=True)
    click.echo(f"SHA-256 {digest}")
