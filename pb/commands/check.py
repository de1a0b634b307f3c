"""`buurtgeld check`: is this installation fit for a vote, and is all still there?"""

import sys
from collections.abc import Iterator

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from pb import clock
from pb.commands.application import application
from pb.db import db, may_write, only_read
from pb.health.checking import find_all
from pb.recovery.findings import Finding


@click.command()
def check() -> None:
    """Look at configuration and integrity, a line a finding; exit 1 on any failure."""
    is_fit = True
    for finding in _findings():
        verdict = "ok  " if finding.is_ok else "FAIL"
        click.echo(f"{verdict} {finding.name}: {finding.text}")
        is_fit = is_fit and finding.is_ok
    if not is_fit:
        sys.exit(1)


def _findings() -> Iterator[Finding]:
    try:
        with application() as app:
            yield from _about(app)
    except click.ClickException as error:
        yield Finding(is_ok=False, name="start", text=error.format_message())
    except SQLAlchemyError as error:
        yield Finding(is_ok=False, name="database", text=str(error).splitlines()[0])


def _about(app: Flask) -> Iterator[Finding]:
    session = db.session()
    session.rollback()
    only_read(session)  # it takes a while, and keeps no voter waiting
    try:
        yield from find_all(app, session, clock.now())
    finally:
        may_write(session)
