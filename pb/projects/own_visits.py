"""Which plan a visitor may change: kept in the visitor's signed cookie."""

from flask import abort, make_response, redirect, session, url_for
from flask_wtf.csrf import CSRFError

from pb.db import db
from pb.projects.care_models import PlanAccess
from pb.projects.models import Project
from pb.projects.own_plan import mark_of, still_open
from pb.web.resending import fields_to_resend

KEY = "own_plan"


def open_own_plan(access: PlanAccess) -> None:
    """Remember that this browser opened a plan, until it is closed."""
    session.clear()  # what was there before belonged to another visit
    session[KEY] = [access.id, mark_of(access)]


def close_own_plan() -> None:
    """Forget it: for who uses somebody else's computer."""
    session.pop(KEY, None)


def current_plan() -> Project:
    """Return the plan of this visitor, or send them to where a code is asked."""
    found = plan_of_visitor()
    if found is None:
        if fields_to_resend():
            raise CSRFError  # its page keeps what was typed until the plan is open
        abort(make_response(redirect(url_for("projects.own"), 303)))
    return found


def plan_of_visitor() -> Project | None:
    """Return the plan that this visitor opened, if it is still open."""
    match session.get(KEY):
        case [int(number), str(mark)]:
            access = still_open(db.session(), number, mark)
        case _:  # nothing, or a cookie of before there were marks
            return None
    return None if access is None else db.session().get(Project, access.project_id)
