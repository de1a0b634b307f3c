"""`buurtgeld staff add`: make an account for a member of staff."""

import json

import click
from flask import Flask

from pb import clock
from pb.auth.emails import NotAnEmail
from pb.auth.models import Role
from pb.auth.service import EmailTaken, add_staff
from pb.commands.application import application
from pb.db import db


@click.group()
def staff() -> None:
    """Look after the accounts of staff."""


@staff.command()
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    metavar="ROLE",
    help=f"What this member may do; may be repeated. One of: {', '.join(Role)}.",
)
@click.argument("more_roles", nargs=-1, metavar="[ROLE]...")
def add(email: str, roles: tuple[str, ...], more_roles: tuple[str, ...]) -> None:
    """Make an account and print it as JSON, with its secrets, once.

    The password must be changed when it is first used.
    """
    wanted = [_read_role(role) for role in (*roles, *more_roles)]
    with application() as app:
        click.echo(json.dumps(_make(app, email, wanted), ensure_ascii=False))


def _make(app: Flask, email: str, roles: list[Role]) -> dict[str, object]:
    try:
        member = add_staff(
            db.session(),
            email,
            roles,
            secret_key=app.config["SECRET_KEY"],
            now=clock.now(),
        )
    except NotAnEmail as error:
        raise click.ClickException(f"{email!r} is no e-mail address: {error}") from None
    except EmailTaken as error:
        raise click.ClickException(f"{error} has an account already") from None
    return member.as_json()


def _read_role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise click.UsageError(
            f"{text!r} is no role; use one of: {', '.join(Role)}",
            click.get_current_context(),
        ) from None
