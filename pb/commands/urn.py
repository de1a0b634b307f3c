"""`buurtgeld urn`: what an administrator can do about urns, which is little."""

import json
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.commands.application import application
from pb.db import db
from pb.rounds.models import BudgetRound
from pb.urn.keyfiles import WrappedKey, urn_files
from pb.urn.scrub import NotScrubbed
from pb.urn.scrub import scrub as overwrite


@click.group()
def urn() -> None:
    """Look after the urns of rounds."""


@urn.command()
def scrub() -> None:
    """Overwrite what the database still holds of destroyed envelopes."""
    with application():
        engine = db.engine
        db.session.remove()
        try:
            overwrite(engine)
        except NotScrubbed:
            raise click.ClickException(
                "the tables are in use; try again when nobody votes"
            ) from None
    click.echo("the tables of the vote were written anew")


@urn.command("restore-key")
@click.argument("slug", metavar="ROUND")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
def restore_key(slug: str, sheet: Path) -> None:
    """Put the wrapped key of ROUND back, from the text of its emergency sheet.

    It still takes two passphrases to open the urn.
    """
    with application() as app:
        wrapped = _read(sheet)
        expected = _public_key(db.session(), slug)
        if wrapped.public_key != expected:
            raise click.ClickException(f"{sheet}: this is not the key of {slug}")
        files = urn_files(app.extensions["config"].instance, slug)
        try:
            files.keep_key(wrapped)
            files.take_sheet()  # it is on paper already
        except FileExistsError as error:
            raise click.ClickException(f"the key is there: {error}") from None
    click.echo(f"the wrapped key of {slug} is back")


def _read(sheet: Path) -> WrappedKey:
    try:
        # A long line that was typed over may have been broken anywhere.
        text = "".join(sheet.read_text(encoding="utf-8").split())
        return WrappedKey.from_json(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise click.ClickException(
            f"{sheet}: this is not the text of an emergency sheet; copy all of it,"
            " from the first brace to the last"
        ) from None


def _public_key(session: Session, slug: str) -> str:
    found = session.execute(
        select(BudgetRound.public_key, BudgetRound.key_destroyed_at).where(
            BudgetRound.slug == slug
        )
    ).first()
    if found is None or found.public_key is None:
        raise click.ClickException(f"there is no round {slug!r} with a key")
    if found.key_destroyed_at is not None:
        raise click.ClickException(
            f"the key of {slug} was destroyed; destroy its emergency sheet too"
        )
    return str(found.public_key)
