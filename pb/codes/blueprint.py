"""Where the pages about codes and letters are, and which of them is the desk."""

from typing import Any

from flask import Blueprint, request, url_for

from pb.web.security import LARGEST_WITH_FILE

bp = Blueprint("codes", __name__, url_prefix="/beheer/rondes/<slug>")


@bp.url_value_preprocessor
def take_a_list(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a list of addresses in: before the form is read, so before the view."""
    if endpoint in {"codes.send_addresses", "codes.sample"}:
        request.max_content_length = LARGEST_WITH_FILE


def desk(slug: str) -> str:
    """Return the address of the desk, at its codes."""
    return url_for("rounds.desk", slug=slug, _anchor="codes")
