"""Staff propose what to tell about envelopes that could not be read."""

from http import HTTPStatus
from typing import NoReturn

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb.approvals.acts import TwoPersonAct
from pb.approvals.proposing import propose_here
from pb.auth.access import has_role, staff_required
from pb.db import db
from pb.rounds.blueprint import DESK
from pb.rounds.models import BudgetRound
from pb.urn.closing import unexplained
from pb.urn.explaining import PROPOSERS, NothingUnexplained
from pb.urn.forms import ExplainForm
from pb.web.rounds import desk_round

bp = Blueprint("explaining", __name__)


@bp.post(f"{DESK}/explain-unreadable")
@staff_required(*PROPOSERS)
def explain(slug: str) -> ResponseReturnValue:
    """Propose why envelopes could not be read."""
    budget_round, form = desk_round(slug), ExplainForm()
    if not unexplained(db.session(), budget_round):
        _refuse()
    if not form.validate_on_submit():
        page = render_template("urn/explain.html", budget_round=budget_round, form=form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    act, reason = TwoPersonAct.EXPLAIN_UNREADABLE, {"reason": form.reason.data or ""}
    try:
        return propose_here(budget_round, act, reason, *PROPOSERS)
    except NothingUnexplained:
        _refuse()


def _refuse() -> NoReturn:
    db.session().rollback()
    abort(HTTPStatus.CONFLICT, _("Er zijn geen enveloppen die uitleg nodig hebben."))


@bp.app_template_global()
def explain_form(budget_round: BudgetRound) -> ExplainForm | None:
    """Return an empty form, when something is to be explained by who asks."""
    if not has_role(*PROPOSERS) or not unexplained(db.session(), budget_round):
        return None
    return ExplainForm(formdata=None)
