"""Where the pages are that make setting a round up less work."""

from typing import Any

from flask import Blueprint, request

from pb.web.security import LARGEST_WITH_FILE

bp = Blueprint("setup", __name__)
DESK = "/beheer/rondes/<slug>"


@bp.url_value_preprocessor
def take_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a file in: before the form is read, so before the view."""
    if endpoint in {"setup.send_table", "setup.send_map"}:
        request.max_content_length = LARGEST_WITH_FILE
