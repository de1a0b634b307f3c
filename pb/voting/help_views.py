"""A device on which many people vote, such as a tablet in the community house.

It is a mark in the browser and nothing else. After each vote the device forgets the
voter and begins again, also when nobody presses anything.
"""

from datetime import timedelta
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb.db import db
from pb.rehearsal.player import forget_player
from pb.sessions import store
from pb.sessions.interface import cookie_name, drop_cookie
from pb.voting import words
from pb.voting.ballot_views import refuse
from pb.voting.blueprint import bp
from pb.voting.help_device import MARK, is_help_device
from pb.voting.voter import current_row

KEPT = timedelta(hours=12)  # a day in the community house
IDLE = 180  # seconds without a key or a touch
SHOWN = 60  # seconds that the last page stays
# Without a script nobody can see whether a voter still reads: the session's time.
IDLE_WITHOUT_SCRIPT = 900
FORGET = '"cache", "storage"'


@bp.app_context_processor
def help_device() -> dict[str, Any]:
    """Tell every page of the vote whether it is on such a device."""
    if not request.path.startswith("/stem"):
        return {}
    times = {"idle": IDLE, "shown": SHOWN, "without_script": IDLE_WITHOUT_SCRIPT}
    return {"help_device": is_help_device(), "help_times": times}


@bp.get("/stem/hulp")
def help_mode() -> ResponseReturnValue:
    """Explain the mode, and offer to turn it on or off."""
    return render_template("voting/help.html")


@bp.post("/stem/hulp")
def set_help_mode() -> ResponseReturnValue:
    """Mark this device, or take the mark away."""
    wanted = request.form.get("stand")
    if wanted not in {"aan", "uit"}:
        return refuse(words.malformed("stand"), 422)
    response = make_response(redirect(url_for("voting.enter_code"), 303))
    if wanted == "uit":
        drop_cookie(current_app, response, MARK)
        return response
    flash(_("De hulpstand staat aan. Dit apparaat vergeet elke stemmer."), "ok")
    response.set_cookie(
        cookie_name(current_app, MARK),
        "1",
        max_age=KEPT,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
        path="/",
    )
    return response


@bp.post("/stem/hulp/volgende")
def next_voter() -> ResponseReturnValue:
    """Forget this voter and begin again."""
    row = current_row()
    if row is not None:
        store.end(row.id_hash)
    response = make_response(redirect(url_for("voting.enter_code"), 303))
    return _forget(response)


@bp.before_request
def forget_who_left() -> ResponseReturnValue | None:
    """Let a marked device that is back at the start know nobody any more.

    A GET stores nothing, so only the browser forgets; the row of the session, which
    nobody can find then, ends with its time. The start is asked for once more, so
    that its form has a token of the browser and not of the voter who left.
    """
    is_start = request.method == "GET" and request.path == "/stem"
    is_known = cookie_name(current_app, "voter") in request.cookies
    if is_start and is_known and is_help_device():
        return _forget(make_response(redirect(url_for("voting.enter_code"), 303)))
    return None


@bp.after_request
def forget_who_voted(response: Response) -> Response:
    """End a session with the receipt, so that the page cannot be asked for again.

    Elsewhere it lives on for whoever sends a vote again because no answer came. Here
    the next voter may stand at the device before this one has read it.
    """
    has_voted = request.endpoint == "voting.cast" and response.status_code == 200
    if not has_voted or not is_help_device():
        return response
    row = current_row()
    if row is not None:
        # The first page of a round in this process looked the round up.
        db.session.rollback()
        store.end(row.id_hash)
    return _forget(response)


def _forget(response: Response) -> Response:
    drop_cookie(current_app, response, "voter")
    forget_player(response)
    response.headers["Clear-Site-Data"] = FORGET
    return response
