"""Staff propose to let a round go on that was on hold."""

from http import HTTPStatus

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb.approvals.acts import TwoPersonAct
from pb.approvals.proposing import propose_here
from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.recovery.acts import PROPOSERS, NothingOnHold, facts_of
from pb.recovery.forms import ReleaseForm
from pb.recovery.service import hold_numbers
from pb.rounds.blueprint import DESK
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round

bp = Blueprint("recovery", __name__)


@bp.post(f"{DESK}/release-hold")
@staff_required(*PROPOSERS)
def release(slug: str) -> ResponseReturnValue:
    """Propose that a round goes on."""
    budget_round, form = desk_round(slug), ReleaseForm()
    if budget_round.on_hold_at is None:
        abort(HTTPStatus.CONFLICT, _("Deze ronde ligt niet stil."))
    if not form.validate_on_submit():
        page = render_template(
            "recovery/release.html", budget_round=budget_round, form=form
        )
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    act, reason = TwoPersonAct.RELEASE_HOLD, {"reason": form.reason.data}
    roles = (Role.CONFIGURATOR, Role.APPROVER, Role.ADMINISTRATOR)
    try:
        return propose_here(budget_round, act, reason, *roles)
    except NothingOnHold:
        db.session().rollback()
        abort(HTTPStatus.CONFLICT, _("Deze ronde ligt niet stil."))


@bp.app_template_global()
def hold_facts(budget_round: BudgetRound) -> list[tuple[str, str]]:
    """Return in words why a round is on hold."""
    return facts_of(hold_numbers(db.session(), budget_round))


@bp.app_template_global()
def release_form() -> ReleaseForm | None:
    """Return an empty form, for who may propose that a round goes on."""
    return ReleaseForm(formdata=None) if has_role(*PROPOSERS) else None
