"""The page of health, and the numbers for Prometheus."""

import hmac
from collections.abc import Iterable

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from pb import clock
from pb.auth.access import staff_required
from pb.auth.models import Role
from pb.db import reading_session
from pb.health.checking import find_all
from pb.health.metrics import write_metrics
from pb.health.words import name_of, say
from pb.recovery.findings import Finding

bp = Blueprint("health", __name__)
KIND = "text/plain; version=0.0.4; charset=utf-8"


@bp.get("/beheer/gezondheid")
@staff_required(Role.ADMINISTRATOR, Role.AUDITOR)
def show() -> ResponseReturnValue:
    """Say what is well and what is not, as `buurtgeld check` does."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy
    found = list(find_all(app, reading_session(), clock.now()))
    return render_template(
        "health/show.html",
        wrong=_together(each for each in found if not each.is_ok),
        well=_together(each for each in found if each.is_ok),
        now=clock.now(),
    )


def _together(found: Iterable[Finding]) -> dict[tuple[str, str], list[str]]:
    """Return the texts by name and Dutch sentence: the same is said once."""
    texts: dict[tuple[str, str], list[str]] = {}
    for each in found:
        texts.setdefault((name_of(each), say(each)), []).append(each.text)
    return texts


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Give numbers to who knows the token; without a token there is no such page."""
    config = current_app.extensions["config"]
    token = config.metrics_token
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {token}"
    if not token or not hmac.compare_digest(given.encode(), wanted.encode()):
        abort(404)
    text = write_metrics(reading_session(), config, clock.now())
    response = Response(text, content_type=KIND)
    response.headers["Cache-Control"] = "no-store"
    return response
