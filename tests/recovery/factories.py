"""A round with votes, and the moment at which its database forgets some."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.recovery.service import guard
from pb.recovery.watermarks import keep, present
from tests.factories import NOW
from tests.voting.factories import Vote

LATER = NOW + timedelta(minutes=5)


def instance_of(app: Flask) -> Path:
    instance: Path = app.extensions["config"].instance
    return instance


def round_of(session: Session, vote: Vote) -> BudgetRound:
    """Return the round as it is now."""
    session.rollback()
    return session.scalars(
        select(BudgetRound)
        .where(BudgetRound.slug == vote.slug)
        .execution_options(populate_existing=True)
    ).one()


def watermark_ahead(app: Flask, session: Session, vote: Vote, **more: Any) -> None:
    """Keep a watermark as if the database had known more than it does."""
    found = present(session, round_of(session, vote), NOW)
    keep(instance_of(app), vote.slug, replace(found, **more))
    session.rollback()


def put_on_hold(app: Flask, session: Session, vote: Vote) -> None:
    """Have the guard find that four ballots are missing."""
    watermark_ahead(app, session, vote, used=4)
    assert guard(session, instance_of(app), now=LATER) == [vote.slug]


def lose_log_line(session: Session) -> None:
    """Take the last line out of every logbook, as an old backup would."""
    name = session.connection().dialect.name
    if name == "sqlite":
        session.execute(text("DROP TRIGGER event_kept_delete"))
    else:
        session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
    session.execute(
        text('DELETE FROM event WHERE "index" = (SELECT max("index") FROM event)')
    )
    if name != "sqlite":
        session.execute(text("ALTER TABLE event ENABLE TRIGGER USER"))
    session.commit()
