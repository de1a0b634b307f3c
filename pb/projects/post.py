"""What the worker does for plans every minute: tell proposers, and tidy up."""

from datetime import datetime, timedelta

from flask import Flask

from pb.db import db
from pb.mail.delivery import make_transport, send_due
from pb.projects.drafts import DRAFTS_KEPT, remove_old_drafts
from pb.projects.news import write_news
from pb.projects.photo_keeping import remove_strays, remove_unwanted
from pb.projects.photos import photo_folder, remove_picture

# So long a plan that was taken back can be looked at again by staff who were asked.
KEPT_FOR_STAFF = timedelta(days=30)
ONCE_AN_HOUR = 41  # minutes past


def tell_and_tidy(app: Flask, now: datetime) -> None:
    """Send the mails that are due; forget drafts, photos and points in time."""
    session = db.session()
    write_news(session, now=now)
    transport = make_transport(app.extensions["config"], app.extensions["site"])
    send_due(session, transport, now=now)
    gone = remove_old_drafts(session, before=now - DRAFTS_KEPT)
    gone += remove_unwanted(session, before=now - KEPT_FOR_STAFF)
    session.commit()
    folder = photo_folder(app.extensions["config"].instance)
    for name in gone:
        remove_picture(folder, name)
    if now.minute == ONCE_AN_HOUR:
        remove_strays(session, folder, before=now - timedelta(days=1))
        session.rollback()
