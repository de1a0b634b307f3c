"""The application as commands need it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg
from flask import Flask
from sqlalchemy.exc import OperationalError

from pb import logs
from pb.application import create_app
from pb.config import ConfigurationError


def make_app() -> Flask:
    """Return the application, or refuse with a sentence.

    Raises:
        click.ClickException: The environment is not fit to start with.
    """
    os.umask(0o077)  # what we write is nobody else's to read
    try:
        app = create_app()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    except (OperationalError, psycopg.OperationalError) as error:
        why = str(error).strip().splitlines()[0]
        raise click.ClickException(
            f"the database does not answer ({why}); check BUURTGELD_DATABASE_URL"
        ) from error
    logs.configure(as_json=app.extensions["config"].is_production)
    return app


@contextmanager
def application() -> Iterator[Flask]:
    """Open the application for one command; say plainly when its database fails.

    Raises:
        click.ClickException: The environment or the database is not fit.
    """
    app = make_app()
    with app.app_context():
        try:
            yield app
        except OperationalError as error:
            raise click.ClickException(
                f"the database does not answer or is not up to date ({error.orig});"
                " check BUURTGELD_DATABASE_URL and run: buurtgeld db upgrade"
            ) from error
