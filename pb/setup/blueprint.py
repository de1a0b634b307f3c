"""Where the pages are that make setting a round up less work."""

from typing import Any

from flask import Blueprint, request

from pb.codes.tables import LARGEST
from pb.web.security import LARGEST_BODY

bp = Blueprint("setup", __name__)
DESK = "/beheer/rondes/<slug>"


@bp.url_value_preprocessor
def take_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a file in: before the form is read, so before the view."""
    if endpoint == "setup.send_table":
        request.max_content_length = LARGEST + LARGEST_BODY
