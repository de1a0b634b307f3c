"""Recovery codes: for who is logged in, shown once, to print."""

from flask import current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from pb import clock
from pb.auth import recovery
from pb.auth.access import account_required, current_staff
from pb.auth.blueprint import bp
from pb.auth.checking import is_confirmed
from pb.auth.forms import ConfirmForm
from pb.db import db
from pb.trail.kinds import Kind
from pb.trail.service import note


@bp.route("/herstelcodes", methods=["GET", "POST"])
@account_required
def recovery_codes() -> ResponseReturnValue:
    """Say how many codes are left, and make new ones."""
    member, session, form = current_staff(), db.session(), ConfirmForm()
    if form.validate_on_submit() and is_confirmed(form, member):
        note(session, Kind.RECOVERY_CODES_MADE, at=clock.now(), actor=member.id)
        secret_key = current_app.config["SECRET_KEY"]
        made = recovery.make_codes(session, member.id, secret_key=secret_key)
        once = make_response(render_template("auth/recovery.html", made=made))
        once.headers["Cache-Control"] = "no-store"
        return once
    left = recovery.codes_left(session, member.id)
    page = render_template(
        "auth/recovery.html", form=form, left=left, to_make=recovery.COUNT
    )
    return page, 422 if form.errors else 200
