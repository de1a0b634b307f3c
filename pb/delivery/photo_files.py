"""Photos of news, as files."""

from flask import Response, abort, current_app, send_from_directory

from pb.delivery.models import NewsPhoto
from pb.projects.photos import photo_folder

# A picture can be looked at; whatever else a browser takes it for can do nothing.
ONLY_LOOK = "default-src 'none'; sandbox"


def send_photo(photo: NewsPhoto | None) -> Response:
    """Send a photo that was found, or answer 404."""
    if photo is None:
        abort(404)
    folder = photo_folder(current_app.extensions["config"].instance)
    response = send_from_directory(folder, photo.name, mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = ONLY_LOOK
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
