"""Staff pause, resume and extend a vote."""

from functools import partial
from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.approvals.acts import TwoPersonAct
from pb.approvals.proposing import propose_here
from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.formatting import iso
from pb.log.acting import acting, sign
from pb.rounds import voting_acts
from pb.rounds.act_forms import ExtendForm, PauseForm
from pb.rounds.act_views import refused
from pb.rounds.acts import MOVES, Act
from pb.rounds.blueprint import DESK, bp
from pb.rounds.extending import NotExtendable, NotLater
from pb.rounds.models import BudgetRound
from pb.rounds.service import ActRefused, check_admission
from pb.rounds.words import ACTS
from pb.web.forms import Form
from pb.web.rounds import desk_round


@bp.post(f"{DESK}/pause")
@staff_required(Role.CONFIGURATOR)
def pause(slug: str) -> ResponseReturnValue:
    """Take no ballots for now, for a reason that everybody reads."""
    budget_round, form = desk_round(slug), PauseForm()
    try:
        check_admission(db.session(), budget_round, Act.PAUSE, clock.now())
        if not form.validate_on_submit():
            return _again(budget_round, Act.PAUSE, form)
        actor = acting(budget_round, Role.CONFIGURATOR)
        do = partial(voting_acts.pause, reason=form.reason.data or "", actor=actor)
        do(db.session(), budget_round, clock.now())
    except ActRefused as reason:
        return refused(budget_round, reason)
    sign(budget_round)
    flash(str(ACTS[Act.PAUSE].done), "ok")
    return redirect(url_for("rounds.desk", slug=slug), HTTPStatus.SEE_OTHER)


@bp.post(f"{DESK}/extend")
@staff_required(Role.CONFIGURATOR)
def extend(slug: str) -> ResponseReturnValue:
    """Propose to let people vote longer; a colleague decides."""
    budget_round, form = desk_round(slug), ExtendForm()
    try:
        check_admission(db.session(), budget_round, Act.EXTEND, clock.now())
    except ActRefused as reason:
        return refused(budget_round, reason)
    if not form.validate_on_submit() or form.closes_at.data is None:
        return _again(budget_round, Act.EXTEND, form)
    arguments = {"closes_at": iso(form.closes_at.data), "reason": form.reason.data}
    try:
        return propose_here(
            budget_round, TwoPersonAct.EXTEND, arguments, Role.CONFIGURATOR
        )
    except NotExtendable as impossible:
        return refused(budget_round, impossible.reason)
    except NotLater:
        db.session().rollback()
        later = _("Kies een tijd na de sluitingstijd van nu. Korter kan niet.")
        form.closes_at.errors = [str(later)]
        return _again(desk_round(slug), Act.EXTEND, form)


def _again(budget_round: BudgetRound, act: Act, form: Form) -> ResponseReturnValue:
    page = render_template(
        "rounds/vote_act.html", budget_round=budget_round, act=act, form=form
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.app_template_global()
def vote_forms(budget_round: BudgetRound) -> dict[str, Form]:
    """Return empty forms for what can be done with a vote that goes on."""
    now = clock.now()
    begins, ends = MOVES[Act.PAUSE].begins, budget_round.closes_at
    is_going_on = budget_round.stage is begins and ends is not None and now < ends
    if not is_going_on or not has_role(Role.CONFIGURATOR):
        return {}
    return {"pause": PauseForm(formdata=None), "extend": ExtendForm(formdata=None)}
