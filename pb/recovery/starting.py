"""Looking at every round before a process begins its work."""

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from pb import clock
from pb.db import db
from pb.recovery.service import guard

log = structlog.get_logger(__name__)


def guard_rounds(app: Flask) -> None:
    """Hold the rounds of which the database knows less than it did.

    A database that does not answer stops nobody here: it takes no ballots either, and
    the worker looks again within five minutes.
    """
    instance = app.extensions["config"].instance
    with app.app_context():
        try:
            guard(db.session(), instance, now=clock.now())
        except (SQLAlchemyError, OSError) as error:
            log.error("no round was compared with its watermark", error=str(error))
        finally:
            db.session.remove()
