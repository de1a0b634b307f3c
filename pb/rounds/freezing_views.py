"""Staff propose to freeze a round, and see beforehand what would be fixed."""

from http import HTTPStatus

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.approvals.acts import TwoPersonAct
from pb.approvals.proposals import list_open
from pb.approvals.proposing import propose_here
from pb.approvals.subjects import is_as_proposed
from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.rounds.act_forms import FreezeForm
from pb.rounds.act_views import refused
from pb.rounds.blueprint import DESK, bp
from pb.rounds.fixing import ConfigurationIncomplete, canonical_json, make_config
from pb.rounds.freezing import NotFreezable, SmallAreas, small_areas
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round


@bp.post(f"{DESK}/freeze")
@staff_required(Role.CONFIGURATOR)
def freeze(slug: str) -> ResponseReturnValue:
    """Propose to fix everything; a colleague who sees all of it does so."""
    budget_round, form = desk_round(slug), FreezeForm()
    has_small = bool(small_areas(budget_round)) and not budget_round.is_frozen
    if has_small and not form.validate_on_submit():
        return _again(budget_round, form)
    arguments = {
        "small_areas_reason": (form.small_areas_reason.data or "") if has_small else "",
    }
    try:
        return propose_here(
            budget_round, TwoPersonAct.FREEZE, arguments, Role.CONFIGURATOR
        )
    except NotFreezable as impossible:
        return refused(budget_round, impossible.reason)
    except SmallAreas:  # an area became small a moment ago
        db.session().rollback()
        return _again(budget_round, FreezeForm())


@bp.get(f"{DESK}/vast-te-zetten.json")
@staff_required()
def draft_config(slug: str) -> ResponseReturnValue:
    """Give the bytes that would be fixed now; their hash is in the proposal."""
    budget_round = desk_round(slug)
    try:
        config = make_config(db.session(), budget_round)
    except ConfigurationIncomplete:
        abort(
            HTTPStatus.CONFLICT,
            _("Nog niet alles is ingevuld. Kijk op de pagina van de ronde wat mist."),
        )
    return Response(canonical_json(config), mimetype="application/json")


def _again(budget_round: BudgetRound, form: FreezeForm) -> ResponseReturnValue:
    page = render_template("rounds/freeze.html", budget_round=budget_round, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.app_template_global()
def freeze_form(budget_round: BudgetRound) -> FreezeForm | None:
    """Return an empty form, for who may propose to freeze."""
    return FreezeForm(formdata=None) if has_role(Role.CONFIGURATOR) else None


@bp.app_template_global()
def small_areas_of(budget_round: BudgetRound) -> list[str]:
    """Return the names of the areas that need a word before freezing."""
    return [area.name for area in small_areas(budget_round)]


@bp.app_template_global()
def waits_for_second(budget_round: BudgetRound, act: str) -> bool:
    """Say whether an act was proposed that a second person can do now."""
    session = db.session()
    return any(
        proposal.act == act
        and is_as_proposed(session, budget_round, proposal, clock.now())
        for proposal in list_open(session, budget_round)
    )
