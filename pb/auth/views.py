"""Logging in and out, a password of one's own, and the start page of the desk."""

from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth import passwords, provider_views, recovery, recovery_views, visits
from pb.auth.access import account_required, current_staff, has_role
from pb.auth.addresses import page_of_the_desk
from pb.auth.blueprint import bp
from pb.auth.checking import is_accepted, is_changed, member_of
from pb.auth.forms import CodeForm, LoginForm, NewPasswordForm
from pb.auth.manual import read_manual
from pb.auth.menu import staff_menu
from pb.auth.models import Role
from pb.auth.roles import in_words as roles_in_words
from pb.auth.visits import Stage
from pb.db import db
from pb.rounds.service import list_all_rounds
from pb.web.forms import Form

__all__ = ["bp", "provider_views", "recovery_views"]  # importing them adds their routes


@bp.get("")
@account_required
def start() -> ResponseReturnValue:
    """Show the rounds, and what this member of staff may do."""
    member = current_staff()
    every = list_all_rounds(db.session()) if member.has_any_role else []
    # Who has roles in some rounds only sees those.
    rounds = [each for each in every if member.roles_in(each.id)]
    return render_template(
        "auth/start.html",
        rounds=rounds,
        has_role=member.has_any_role,
        roles=roles_in_words(member.roles),
        round_roles=[
            (each, roles_in_words(member.roles_in(each.id) - member.roles))
            for each in rounds
            if member.roles_in(each.id) - member.roles
        ],
        may_configure=has_role(Role.CONFIGURATOR),
        codes_left=recovery.codes_left(db.session(), member.id),
        now=clock.now(),
    )


@bp.route("/inloggen", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Ask for the e-mail address and the password."""
    form = LoginForm()
    if form.validate_on_submit() and (member := member_of(form)):
        next_step = _to(url_for(".second_step", verder=_wanted()))
        visits.replace(next_step, member, Stage.PASSWORD, now=clock.now())
        return next_step
    if request.method == "GET" and _is_logged_in():
        return _to(_onward())
    return render_template("auth/login.html", form=form), _status(form)


@bp.route("/inloggen/code", methods=["GET", "POST"])
def second_step() -> ResponseReturnValue:
    """Ask for the code of the authenticator app."""
    visit = visits.current_visit()
    if visit is None:
        return _to(url_for(".login", verder=_wanted()))
    if visit.stage is Stage.COMPLETE:
        return _to(_onward())
    form = CodeForm()
    if form.validate_on_submit() and is_accepted(form, visit.member):
        inside = _to(_onward())
        visits.replace(inside, visit.member, Stage.COMPLETE, now=clock.now())
        return inside
    return render_template("auth/code.html", form=form), _status(form)


@bp.route("/wachtwoord", methods=["GET", "POST"])
@account_required
def change_password() -> ResponseReturnValue:
    """Let staff choose a password of their own."""
    member = current_staff()
    form = NewPasswordForm(must_change=member.must_change_password)
    if form.validate_on_submit() and is_changed(form, member):
        flash(_("Uw nieuwe wachtwoord is bewaard."))
        onward = _to(_onward())
        visits.replace(onward, member, Stage.COMPLETE, now=clock.now())
        return onward
    page = render_template(
        "auth/password.html",
        form=form,
        shortest=passwords.SHORTEST,
        must_change=member.must_change_password,
    )
    return page, _status(form)


@bp.post("/uitloggen")
def logout() -> ResponseReturnValue:
    """End this browser's session."""
    goodbye = _to(url_for(".login", uitgelogd=1))
    visits.leave(goodbye)
    return goodbye


@bp.get("/handleiding")
@account_required
def manual() -> ResponseReturnValue:
    """Show the manual for staff."""
    try:
        text, chapters = read_manual()
    except OSError:
        abort(404, _("De handleiding staat niet op deze server."))
    return render_template("auth/manual.html", manual=text, chapters=chapters)


@bp.app_context_processor
def _frame() -> dict[str, Any]:
    """Tell the frame of the desk who is logged in."""
    member = g.get("staff")
    if member is None:
        return {}
    frame: dict[str, Any] = {
        "staff_name": member.email,
        "log_out_action": url_for("auth.logout"),
    }
    if not member.must_change_password:
        holds_key = Role.KEY_HOLDER in member.roles_anywhere
        frame["staff_menu"] = staff_menu(member.roles, holds_key=holds_key)
    return frame


def _is_logged_in() -> bool:
    visit = visits.current_visit()
    return visit is not None and visit.stage is Stage.COMPLETE


def _to(address: str) -> Response:
    return current_app.make_response(redirect(address, 303))


def _onward() -> str:
    return _wanted() or url_for(".start")


def _wanted() -> str | None:
    return page_of_the_desk(request.args.get("verder"))


def _status(form: Form) -> int:
    return 422 if form.errors else 200
