"""Photos of news, as files: in a folder of their own, apart from those of plans."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Response, abort, current_app, send_from_directory
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.delivery.models import NewsPhoto
from pb.projects.photos import remove_picture

# A picture can be looked at; whatever else a browser takes it for can do nothing.
ONLY_LOOK = "default-src 'none'; sandbox"
# A photo is on the disk a moment before its row: this is long enough for any form.
STRAYS_KEPT = timedelta(days=1)
ONCE_AN_HOUR = 43  # minutes past


def news_folder(instance: Path) -> Path:
    """Return where photos of news are kept.

    Not with those of plans: each kind removes the files that it does not know.
    """
    return instance / "news-photos"


def remove_stray_photos(session: Session, instance: Path, now: datetime) -> None:
    """Remove, once an hour, the files of photos that belong to no news."""
    if now.minute != ONCE_AN_HOUR:
        return
    folder, before = news_folder(instance), now - STRAYS_KEPT
    known = set(session.scalars(select(NewsPhoto.name)))
    session.rollback()
    for path in folder.glob("*.jpg"):
        if path.name not in known and path.stat().st_mtime < before.timestamp():
            remove_picture(folder, path.name)


def send_photo(photo: NewsPhoto | None) -> Response:
    """Send a photo that was found, or answer 404."""
    if photo is None:
        abort(404)
    folder = news_folder(current_app.extensions["config"].instance)
    response = send_from_directory(folder, photo.name, mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = ONLY_LOOK
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
