"""Photos of news stay as long as their news, whoever tidies up."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.delivery.models import News, NewsPhoto
from pb.delivery.photo_files import news_folder, remove_stray_photos
from pb.delivery.service import take_up
from pb.projects.photos import Picture, photo_folder, save_picture
from pb.projects.post import tell_and_tidy
from tests.delivery.factories import make_past_round, plan_of
from tests.factories import NOW

OLD = NOW - timedelta(days=2)


@pytest.fixture
def instance(app: Flask) -> Path:
    found: Path = app.extensions["config"].instance
    return found


def put(folder: Path, changed_at: datetime) -> Path:
    """Put a picture on the disk, as if at a moment."""
    path = folder / save_picture(folder, Picture(b"\xff\xd8", 4, 3))
    os.utime(path, (changed_at.timestamp(), changed_at.timestamp()))
    return path


def make_news(session: Session, name: str) -> None:
    """Keep news with a photo of this name."""
    past = make_past_round(session)
    project = plan_of(session, past, "A")
    take_up(session, past, project)
    news = News(project_id=project.id, text="Kijk eens", written_at=OLD)
    session.add(news)
    session.flush()
    session.add(
        NewsPhoto(news_id=news.id, name=name, description="Boom", width=4, height=3)
    )
    session.commit()


def tidy(app: Flask, session: Session, instance: Path) -> None:
    """Do what the worker does in every minute of an hour at which it tidies up."""
    for minute in (40, 41, 42, 43, 44):
        now = NOW.replace(minute=minute)
        with app.app_context():
            tell_and_tidy(app, now)
            remove_stray_photos(session, instance, now)


def test_a_photo_of_news_is_still_there_days_later(
    app: Flask, session: Session, instance: Path
) -> None:
    path = put(news_folder(instance), OLD)
    make_news(session, path.name)

    tidy(app, session, instance)

    assert path.exists()


def test_a_photo_of_no_news_goes_after_a_day(
    app: Flask, session: Session, instance: Path
) -> None:
    old, new = put(news_folder(instance), OLD), put(news_folder(instance), NOW)

    tidy(app, session, instance)

    assert (old.exists(), new.exists()) == (False, True)


def test_a_photo_of_no_plan_still_goes(
    app: Flask, session: Session, instance: Path
) -> None:
    stray = put(photo_folder(instance), OLD)

    tidy(app, session, instance)

    assert not stray.exists()
