"""`buurtgeld staff`: accounts for who can reach the server but no page."""

import json
from collections.abc import Callable
from typing import TypeVar

import click
from argon2 import PasswordHasher
from flask import Flask, current_app
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.emails import NotAnEmail
from pb.auth.models import Role
from pb.auth.service import EmailTaken, add_staff, find_id
from pb.commands.application import application
from pb.db import db
from pb.rounds.service import list_all_rounds
from pb.staff import service
from pb.staff.service import Account, Change, LastAdministrator, list_accounts
from pb.trail.service import SYSTEM

T = TypeVar("T")


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


@staff.command("list")
def list_() -> None:
    """Print every account as a line of JSON, without secrets."""
    with application():
        session = db.session()
        slugs = {each.id: each.slug for each in list_all_rounds(session)}
        for account in list_accounts(session):
            click.echo(json.dumps(_entry(account, slugs), ensure_ascii=False))


def _entry(account: Account, slugs: dict[int, str]) -> dict[str, object]:
    member = account.member
    return {
        "email": member.email,
        "is_disabled": member.is_disabled,
        "alias": account.alias,
        "roles": list(account.roles),
        "rounds": {slugs[id_]: roles for id_, roles in account.rounds.items()},
    }


@staff.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close an account and end its sessions at once."""
    _change(email, service.disable)


@staff.command()
@click.argument("email")
def enable(email: str) -> None:
    """Open a closed account again."""
    _change(email, service.enable)


@staff.command()
@click.argument("email")
@click.option("--second-step", is_flag=True, help="The authenticator app instead.")
def reset(email: str, *, second_step: bool) -> None:
    """Make a password for one time, and print it as JSON, once.

    With --second-step a new secret for the authenticator app; recovery codes are gone.
    """
    if second_step:
        made = _change(email, _new_secret)
        click.echo(json.dumps({"email": email, "totp_secret": made}))
        return
    made = _change(
        email,
        lambda session, change: service.reset_password(
            session, change, hasher=PasswordHasher()
        ),
    )
    click.echo(json.dumps({"email": email, "password": made}))


def _new_secret(session: Session, change: Change) -> str:
    secret_key = current_app.config["SECRET_KEY"]
    return service.reset_second_step(session, change, secret_key=secret_key)


def _change(email: str, act: Callable[[Session, Change], T]) -> T:
    with application():
        session = db.session()
        staff_id = find_id(session, email)
        if staff_id is None:
            raise click.ClickException(f"{email} has no account")
        try:
            return act(session, Change(staff_id, SYSTEM, clock.now()))
        except LastAdministrator:
            raise click.ClickException(
                f"{email} is the last administrator; make another first, with"
                " buurtgeld staff add EMAIL --role administrator"
            ) from None


def _read_role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise click.UsageError(
            f"{text!r} is no role; use one of: {', '.join(Role)}",
            click.get_current_context(),
        ) from None
