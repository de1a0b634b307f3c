"""`buurtgeld demo`: load the demo, or bring it back to its beginning."""

import shutil

import click
from flask import Flask
from sqlalchemy.orm import Session

from pb import clock
from pb.commands.application import application
from pb.config import Config
from pb.db import db
from pb.demo.loading import VOTING, DemoIsLost, demo_file, describe, load, top_up
from pb.log.acting import signer
from pb.log.keeping import sign_all
from pb.migrations.runner import downgrade_database, upgrade_database
from pb.recovery import watermarks
from pb.rounds.service import find_round

DEFAULT_CODES = 200


@click.command()
@click.option("--reset", is_flag=True, help="Remove everything first.")
@click.option(
    "--codes",
    type=click.IntRange(0, 100_000),
    default=DEFAULT_CODES,
    show_default=True,
    help="Unused codes that the voting round is to have.",
)
def demo(*, reset: bool, codes: int) -> None:
    """Load an invented deelgemeente with a round in every phase.

    What is there stays, unless --reset is given. The accounts and the unused codes
    are in demo.json of the instance folder.
    """
    with application() as app:
        config: Config = app.extensions["config"]
        if config.is_production:
            raise click.ClickException(
                "the demo is not for production: its passwords lie in a file;"
                " unset BUURTGELD_ENV"
            )
        if reset:
            empty(app, config)
        _load(config, codes)
        sign_all(db.session(), signer())
    click.echo(f"demo ready; accounts and codes: {demo_file(config).path}")


def empty(app: Flask, config: Config) -> None:
    """Remove every row, every waiting job, and what lies beside the database."""
    db.session.remove()
    downgrade_database("base", guarded=False)
    upgrade_database()
    app.extensions["queue"].flush()
    for folder in ("urn", "letters", "new-letters", "publications", "keys"):
        shutil.rmtree(config.instance / folder, ignore_errors=True)
    demo_file(config).path.unlink(missing_ok=True)


def _load(config: Config, codes: int) -> None:
    """Load in one transaction: the demo is there as a whole, or not at all."""
    file, now = demo_file(config), clock.now()
    known = file.read()
    if find_round(db.session(), VOTING) is None:
        for slug in watermarks.slugs(config.instance):
            watermarks.forget(config.instance, slug)  # of a database that is gone
    db.session.rollback()
    try:
        with db.engine.connect() as connection, connection.begin():
            session = Session(connection, join_transaction_mode="create_savepoint")
            with session:
                staff = load(session, config, known, now=now)
                unused = top_up(session, config, known, wanted=codes)
                content = describe(session, config, staff=staff, codes=unused, now=now)
    except DemoIsLost:
        raise click.ClickException(
            f"{file.path} is gone, and with it the passwords of the demo; start anew:"
            " buurtgeld demo --reset"
        ) from None
    file.write(content)
