"""Which session a request has, and where it is kept.

Under /stem a voter's session, under /beheer a member of staff's: rows of the
database, found by a hash of the random id in the cookie. Everywhere else, and
before a code or a password was accepted, a signed cookie that holds only what a
form needs against forgery. So a GET writes nothing, and two people who use one
browser, a voter and a clerk, stay apart.
"""

import hashlib
import hmac
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from pb import clock
from pb.db import db
from pb.sessions import store


class RowSession(SecureCookieSession):
    """A session that lives in the database."""

    def __init__(self, row: store.SessionRow) -> None:
        super().__init__(row.values)
        self.row = row


class SessionInterface(SecureCookieSessionInterface):
    """Opens and saves the session that belongs to the address asked for."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the voter's or staff's session, else the visitor's."""
        kind = kind_of(request.path)
        if kind is not None:
            cookie = request.cookies.get(cookie_name(app, kind), "")
            row = store.find(cookie, kind=kind, now=clock.now()) if cookie else None
            if row is not None:
                return RowSession(row)
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Keep what changed; tell the browser about it."""
        if session is None:
            return  # none could be opened: the database did not answer
        if not isinstance(session, RowSession):
            super().save_session(app, session, response)
            return
        if session.modified:
            db.session.rollback()  # the answer is made: nothing more is kept
            store.save_values(session.row.id_hash, dict(session))

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the visitor's cookie; one is made once for each key."""
        kept: dict[Any, Any] = app.extensions.setdefault("cookie_signers", {})
        if app.secret_key not in kept:
            kept[app.secret_key] = super().get_signing_serializer(app)
        signer: URLSafeTimedSerializer | None = kept[app.secret_key]
        return signer

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name of the visitor's cookie."""
        return cookie_name(app, "bezoek")

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the cookie is for https only."""
        return bool(app.config["SESSION_COOKIE_SECURE"])


def kind_of(path: str) -> str | None:
    """Return which kind of session rows serves this address."""
    if path == "/stem" or path.startswith("/stem/"):
        return "voter"
    if path == "/beheer" or path.startswith("/beheer/"):
        return "staff"
    return None


def cookie_name(app: Flask, kind: str) -> str:
    """Return the cookie's name; with secure cookies it is bound to this host."""
    name = {"voter": "stem", "staff": "beheer"}.get(kind, kind)
    return f"__Host-{name}" if app.config["SESSION_COOKIE_SECURE"] else name


def set_cookie(app: Flask, response: Response, kind: str, cookie: str) -> None:
    """Give the browser the id of a new session, until the browser closes."""
    response.set_cookie(
        cookie_name(app, kind),
        cookie,
        secure=app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict" if kind == "staff" else "Lax",
        path="/",
    )


def drop_cookie(app: Flask, response: Response, kind: str) -> None:
    """Take the id of a session back."""
    response.delete_cookie(
        cookie_name(app, kind),
        secure=app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        path="/",
    )


def subject_key(secret: str, subject: str) -> str:
    """Return a keyed hash of `subject`, so that it need not be stored itself."""
    return hmac.new(secret.encode(), subject.encode(), hashlib.sha256).hexdigest()
