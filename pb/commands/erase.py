"""`buurtgeld erase`: forget one person, or all whose time has come."""

import json

import click
from flask import current_app

from pb import clock
from pb.commands.application import application
from pb.db import db
from pb.retention.service import erase_due, erase_person, find_person
from pb.trail.service import SYSTEM


@click.group()
def erase() -> None:
    """Erase personal data. Rounds, results and logbooks stay as they are."""


@erase.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Erase; without it, only tell what there is.")
def person(email: str, *, yes: bool) -> None:
    """Erase all there is of the e-mail address EMAIL; print how much, as JSON."""
    with application():
        session = db.session()
        if yes:
            found = erase_person(session, email, actor=SYSTEM, now=clock.now())
        else:
            found = find_person(session, email)
        click.echo(json.dumps({"erased": yes, "found": found}))


@erase.command()
def due() -> None:
    """Erase what has had its time, as the worker does every hour."""
    with application():
        months = current_app.extensions["keep_months"]
        count = erase_due(db.session(), months, now=clock.now())
        click.echo(json.dumps({"erased": count}))
