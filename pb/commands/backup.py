"""`buurtgeld backup`: one file with all that the database holds."""

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
    """Write a backup of the database to FILE, also while people vote.

    Keep the folders urn and keys of the instance folder apart from it: with both in
    one hand, one person holds ballots and the wrapped key.
    """
    with application():
        try:
            manifest = make_backup(db.engine, file, signer=signer(), now=clock.now())
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
    click.echo(f"SHA-256 {digest}")
