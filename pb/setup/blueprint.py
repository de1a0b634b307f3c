"""Where the pages are that make setting a round up less work."""

from typing import Any

from flask import Blueprint, request

from pb.codes.tables import LARGEST
from pb.maps.geojson import LARGEST as LARGEST_MAP
from pb.web.security import LARGEST_BODY

bp = Blueprint("setup", __name__)
DESK = "/beheer/rondes/<slug>"


@bp.url_value_preprocessor
def take_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a file in: before the form is read, so before the view."""
    largest = {"setup.send_table": LARGEST, "setup.send_map": LARGEST_MAP}
    if endpoint in largest:
        request.max_content_length = largest[endpoint] + LARGEST_BODY
