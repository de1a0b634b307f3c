"""Questions that a script asks while somebody types or points: often, not endlessly."""

from http import HTTPStatus

from flask import Response, current_app, jsonify

from pb import clock
from pb.limits.traffic import Traffic
from pb.web.addresses import visitor_subject


def too_often(name: str) -> Response | None:
    """Count a question; return the answer that refuses it, None when it is welcome.

    Args:
        name: Of the kind of question, which has a count of its own.
    """
    traffic: Traffic = current_app.extensions.setdefault(name, Traffic())
    seconds = traffic.wait(visitor_subject(), clock.now().timestamp())
    if not seconds:
        return None
    refusal = jsonify()
    refusal.status_code = HTTPStatus.TOO_MANY_REQUESTS
    refusal.headers["Retry-After"] = str(seconds)
    return refusal
