"""Entering a voting code."""

from datetime import datetime

from flask import (
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Connection

from pb import clock
from pb.db import db
from pb.limits.service import TooManyFailures
from pb.rehearsal import playing
from pb.rehearsal.player import forget_player
from pb.sessions import store
from pb.sessions.interface import drop_cookie, set_cookie
from pb.voting import words
from pb.voting.admission import NotAdmitted, UnknownCode, admit
from pb.voting.attempts import ask
from pb.voting.blueprint import bp
from pb.voting.forms import CodeForm, typed
from pb.voting.pages import vote_page
from pb.voting.voter import current_row

TEMPLATE = "voting/enter_code.html"


@bp.get("/stem")
def enter_code() -> ResponseReturnValue:
    """Ask for the code of the letter."""
    if request.args:
        abort(404)  # a code in an address would stay in logs and histories
    return vote_page(TEMPLATE, {}, context=lambda: {"form": CodeForm(formdata=None)})


@bp.post("/stem")
def accept_code() -> ResponseReturnValue:
    """Let the browser of a valid code go on to its ballot."""
    try:
        admitted = ask(typed(request.form, "code"), _admit_anyone)
    except UnknownCode:
        form = CodeForm()
        form.code.errors = [unknown_code()]
        return _page(form, 422)
    except NotAdmitted as refusal:
        return _page(CodeForm(), 409, words.not_admitted(refusal))
    except TooManyFailures as failures:
        response = make_response(_page(CodeForm(), 429, words.too_often()))
        response.headers["Retry-After"] = str(failures.retry_after)
        return response
    return _practise(admitted) if isinstance(admitted, int) else _enter(admitted)


def _admit_anyone(
    session: Connection, code: str, *, key: bytes, now: datetime
) -> str | int:
    """Return the id of a voting code, or the number of a play code."""
    play_code_id = playing.find_play_code(session, code)
    if play_code_id is not None:
        return play_code_id
    return admit(session, code, key=key, now=now)


def unknown_code() -> str:
    """Return one text for a mistyped, unknown, revoked or past code.

    So guessing teaches nothing.
    """
    text = _(
        "Vergelijk elk groepje met uw brief. Kijk ook of u de nieuwste brief heeft."
    )
    return str(text)


def _enter(code_id: str) -> ResponseReturnValue:
    """Start a new session under a new id; one that was there ends."""
    row = current_row()
    if row is not None:
        store.end(row.id_hash)
    cookie = store.start("voter", now=clock.now(), code_id=code_id)
    response = make_response(redirect(url_for("voting.ballot"), 303))
    set_cookie(current_app, response, "voter", cookie)
    forget_player(response)
    return response


def _practise(play_code_id: int) -> ResponseReturnValue:
    """Let whoever holds a play code go on; a voter who was here before is gone."""
    try:
        response = playing.enter(play_code_id)
    except playing.CannotPractise as refusal:
        return _page(CodeForm(), 409, refusal.words)
    row = current_row()
    if row is not None:
        db.session.rollback()
        store.end(row.id_hash)
        drop_cookie(current_app, response, "voter")
    return response


def _page(
    form: CodeForm, status: int = 200, refusal: words.Words | None = None
) -> tuple[str, int]:
    page = render_template(TEMPLATE, form=form, refusal=refusal)
    return page, status
