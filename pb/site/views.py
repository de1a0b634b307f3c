"""Pages of the site itself."""

from datetime import datetime, timedelta
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from pb import clock
from pb.db import db, health
from pb.formatting import iso
from pb.site.service import home_rounds
from pb.site.settings import SiteSettings
from pb.web.languages import COOKIE, LANGUAGES
from pb.web.redirects import local_path

bp = Blueprint("site", __name__)
ONE_YEAR = timedelta(days=365)
# Renewed every day; a copy that someone kept stays valid half a year.
SECURITY_TXT_VALID = timedelta(days=183)


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show the rounds now and past, and where to start."""
    now = clock.now()
    rounds = home_rounds(db.session(), now)
    return render_template("site/home.html", rounds=rounds, now=now)


@bp.get("/uitleg")
def explained() -> ResponseReturnValue:
    """Explain how the rules divide the money, with one small example."""
    return render_template("site/explained.html")


@bp.get("/stemgeheim")
def secrecy() -> ResponseReturnValue:
    """Say whether a vote is secret, and what is not promised."""
    return render_template("site/secrecy.html")


@bp.get("/hulp")
def help_page() -> ResponseReturnValue:
    """Answer what residents ask most, and say whom to call."""
    return render_template("site/help.html")


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Say which data is kept, why, how long, and what one can do about it."""
    return render_template("site/privacy.html")


@bp.get("/toegankelijkheid")
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement."""
    return render_template("site/accessibility.html")


# A page under /stem or /beheer has a session of its own, and its token with it.
@bp.post("/taal")
@bp.post("/stem/taal")
@bp.post("/beheer/taal")
def choose_language() -> ResponseReturnValue:
    """Keep the visitor's language in a cookie and go back."""
    language = request.form.get("taal", "")
    if language not in LANGUAGES:
        abort(HTTPStatus.BAD_REQUEST)
    response = redirect(
        local_path(request.form.get("terug")), code=HTTPStatus.SEE_OTHER
    )
    response.set_cookie(
        COOKIE,
        language,
        max_age=ONE_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.get("/.well-known/security.txt")
def security_txt() -> ResponseReturnValue:
    """Say whom to tell of a weakness (RFC 9116)."""
    lines = _security_lines(current_app.extensions["site"], clock.now())
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _security_lines(site: SiteSettings, now: datetime) -> list[str]:
    public_url = current_app.config["PUBLIC_URL"]
    contact = site.security_contact or f"{public_url}/hulp"
    expires = (now + SECURITY_TXT_VALID).replace(hour=0, minute=0, second=0)
    return [
        f"Contact: {contact}",
        f"Expires: {iso(expires)}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {public_url}/.well-known/security.txt",
    ]


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Tell the operator whether this process can serve: 200, or 503."""
    try:
        checks = health(db.session())
    except SQLAlchemyError:
        checks = {"database": False}
    is_ok = all(checks.values())
    answer = jsonify(status="ok" if is_ok else "error", checks=checks)
    answer.status_code = HTTPStatus.OK if is_ok else HTTPStatus.SERVICE_UNAVAILABLE
    answer.headers["Cache-Control"] = "no-store"
    return answer
