"""Staff propose to let a round go on that was on hold."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.approvals.acts import TwoPersonAct
from pb.approvals.service import propose
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.log.acting import acting, sign
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
    try:
        _propose(budget_round, {"reason": form.reason.data})
    except NothingOnHold:
        db.session().rollback()
        abort(HTTPStatus.CONFLICT, _("Deze ronde ligt niet stil."))
    sign(budget_round)
    flash(_("Uw voorstel ligt klaar. Een collega moet het nu goedkeuren."), "ok")
    address = url_for("rounds.desk", slug=slug, _anchor="voorstellen")
    return redirect(address, HTTPStatus.SEE_OTHER)


def _propose(budget_round: BudgetRound, arguments: Mapping[str, Any]) -> None:
    actor = acting(budget_round, Role.CONFIGURATOR, Role.APPROVER, Role.ADMINISTRATOR)
    propose(
        db.session(),
        budget_round,
        TwoPersonAct.RELEASE_HOLD,
        arguments,
        staff_id=current_staff().id,
        now=clock.now(),
        actor=actor,
    )


@bp.app_template_global()
def hold_facts(budget_round: BudgetRound) -> list[tuple[str, str]]:
    """Return in words why a round is on hold."""
    return facts_of(hold_numbers(db.session(), budget_round))


@bp.app_template_global()
def release_form() -> ReleaseForm | None:
    """Return an empty form, for who may propose that a round goes on."""
    return ReleaseForm(formdata=None) if has_role(*PROPOSERS) else None
