"""Answers of the API: JSON that may be kept a while, and problems (RFC 9457)."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, abort, current_app, request

from pb import clock
from pb.api.blueprint import API, VERSION, bp
from pb.limits.traffic import Traffic
from pb.web.addresses import visitor_subject

PROBLEM = "application/problem+json"
SECONDS_KEPT = 30
METHODS = "GET, HEAD, OPTIONS"
DETAILS = {
    400: "The request can't be read: see the description at /api/v1/openapi.json.",
    404: "There is nothing at this address, or it is not public yet.",
    405: "This API can only be read.",
    429: "Too many requests in this minute; wait and try again.",
    500: "Something went wrong here. It is in our log.",
    503: "The data can't be reached now; try again in a minute.",
}
NAME = "api-traffic"


@bp.record_once
def _count_traffic(state: Any) -> None:
    state.app.extensions[NAME] = Traffic()


@bp.before_request
def _refuse_floods() -> None:
    now = clock.now().timestamp()
    seconds = current_app.extensions[NAME].wait(visitor_subject(), now)
    if seconds:
        abort(problem(HTTPStatus.TOO_MANY_REQUESTS, retry_after=seconds))


def answer(document: Mapping[str, Any], mimetype: str = "application/json") -> Response:
    """Answer with a document; who has it already is told so."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    response = Response(text.encode(), mimetype=mimetype)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    response.add_etag()
    response.make_conditional(request.environ)
    return response


def problem(
    status: int, detail: str = "", *, retry_after: str | int | None = None
) -> Response:
    """Answer that something can't be given, in the form of RFC 9457."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail or DETAILS.get(status, DETAILS[500 if status >= 500 else 400]),
    }
    response = Response(json.dumps(document).encode(), status, mimetype=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = "en"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


@bp.after_app_request
def speak_to_programs(response: Response) -> Response:
    """Give every answer under /api what a program needs, also one that found nothing.

    What no route answered comes as a page for people.
    """
    if not request.path.startswith("/api/"):
        return response
    if response.status_code >= HTTPStatus.BAD_REQUEST and response.mimetype != PROBLEM:
        status, allow = response.status_code, response.headers.get("Allow")
        response = problem(status, retry_after=response.headers.get("Retry-After"))
        if allow:
            response.headers["Allow"] = allow
    response.headers["API-Version"] = VERSION
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "API-Version, ETag, Link"
    if request.method == "OPTIONS" and response.status_code == HTTPStatus.OK:
        response.status_code = HTTPStatus.NO_CONTENT
        del response.headers["Content-Type"]
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def self_link(path: str) -> str:
    """Return the absolute address of something in the API."""
    return f"{current_app.config['PUBLIC_URL']}{API}{path}"
