"""Putting the application together."""

import os
from collections.abc import Callable
from typing import Any

from flask import Flask

from pb import (
    formatting,
    models,  # noqa: F401  # every table is known before one is used
)
from pb.auth.provider import read_provider
from pb.config import Config, read_config
from pb.db import db, engine_options, prepare_engine
from pb.features import register_features
from pb.jobs.queue import connect, make_queue
from pb.retention.settings import keep_months
from pb.sessions.interface import SessionInterface
from pb.site.errors import register_error_handlers
from pb.site.settings import SiteSettings
from pb.web import languages, security
from pb.web.assets import serve_assets


class Application(Flask):
    """The application of Flask, whose functions are all plain ones."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func`: to find that none is a coroutine took 13 looks a request."""
        return func


def create_app(config: Config | None = None, *, immediate_jobs: bool = False) -> Flask:
    """Return the application.

    Args:
        config: Read from the environment when not given.
        immediate_jobs: Do background work at once, in the same process (tests).

    Raises:
        ConfigurationError: The environment is not fit to start with.
    """
    config = config or read_config()
    app = Application(__name__, instance_path=str(config.instance), static_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        CODE_KEY=config.code_key,
        PUBLIC_URL=config.public_url,
    )
    app.extensions["config"] = config
    app.session_interface = SessionInterface()
    security.protect(app, config)
    languages.speak(app)
    _open_database(app, config)
    connect(app, make_queue(config, immediate=immediate_jobs))
    site = SiteSettings.from_environ(os.environ)
    app.extensions["site"] = site
    app.jinja_env.globals["site"] = site
    formatting.register(app)
    register_features(app)
    app.extensions["provider"] = read_provider(os.environ)
    app.extensions["keep_months"] = keep_months(
        os.environ, contacts=site.keep_contacts_months
    )
    register_error_handlers(app)
    serve_assets(app)
    return app


def _open_database(app: Flask, config: Config) -> None:
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
    )
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
