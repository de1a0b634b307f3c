"""Whether this browser is a device on which many people vote."""

from flask import current_app, request

from pb.sessions.interface import cookie_name

MARK = "hulp"  # the kind of the cookie


def is_help_device() -> bool:
    """Say whether this browser is marked as a device that many people use."""
    return cookie_name(current_app, MARK) in request.cookies
