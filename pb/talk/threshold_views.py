"""Staff decide about plans with too few supporters, before there is a list."""

import re

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db, reading_session, writing
from pb.projects.blueprint import frozen
from pb.projects.service import RoundTakesNoPlans
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.talk.blueprint import ITEM, bp, plan_of
from pb.talk.forms import WaiverForm
from pb.talk.threshold import (
    NotShort,
    OthersShort,
    StillSupported,
    let_pass,
    too_few,
    turn_down,
)
from pb.web.rounds import desk_round

SUPPORT = "/beheer/rondes/<slug>/steun"
ID = re.compile("[1-9][0-9]{0,8}")


@bp.get(SUPPORT)
@staff_required(Role.EVALUATOR, Role.CONFIGURATOR)
def short_of_support(slug: str) -> ResponseReturnValue:
    """Show the plans that have too few supporters for the list."""
    reading_session()
    return _page(desk_round(slug))


@bp.post(f"{SUPPORT}/weg")
@staff_required(Role.EVALUATOR)
def turn_down_unsupported(slug: str) -> ResponseReturnValue:
    """Turn down those that were shown, with the numbers as the reason."""
    reading_session()
    budget_round = desk_round(slug)
    shown = {int(text) for text in request.form.getlist("plan") if ID.fullmatch(text)}
    try:
        with writing() as session:
            count = turn_down(
                session,
                budget_round,
                shown,
                staff_id=current_staff().id,
                now=clock.now(),
            )
    except OthersShort as refusal:
        return _page(budget_round, 409, changed=refusal)
    except StillSupported:
        abort(409, _("Bewoners kunnen nog steunen. Wacht tot het indienen voorbij is."))
    except RoundTakesNoPlans:
        abort(409, frozen())
    flash(
        ngettext(
            "%(num)s plan gaat niet op de lijst. De indiener krijgt bericht.",
            "%(num)s plannen gaan niet op de lijst. De indieners krijgen bericht.",
            count,
        )
    )
    return redirect(url_for(".short_of_support", slug=slug), 303)


@bp.post(f"{SUPPORT}/{ITEM}")
@staff_required(Role.EVALUATOR)
def let_plan_pass(slug: str, item_id: int) -> ResponseReturnValue:
    """Let one plan go on, with a reason for everyone."""
    reading_session()
    budget_round = desk_round(slug)
    plan_of(budget_round, item_id)
    form = WaiverForm(prefix=f"plan{item_id}-")
    if not form.validate():
        return _page(budget_round, 422, {item_id: form})
    try:
        with writing() as session:
            let_pass(
                session,
                budget_round,
                item_id,
                form.reason.data or "",
                staff_id=current_staff().id,
                now=clock.now(),
            )
    except NotShort:
        abort(409, _("Dit plan heeft genoeg steun, of het ging al door."))
    except RoundTakesNoPlans:
        abort(409, frozen())
    flash(_("Het plan gaat door. Uw reden staat op de pagina van het plan."))
    return redirect(url_for(".short_of_support", slug=slug), 303)


def _page(
    budget_round: BudgetRound,
    status: int = 200,
    filled_in: dict[int, WaiverForm] | None = None,
    *,
    changed: OthersShort | None = None,
) -> ResponseReturnValue:
    short = too_few(db.session(), budget_round)
    forms = {
        each.project.id: WaiverForm(prefix=f"plan{each.project.id}-", formdata=None)
        for each in short
    }
    page = render_template(
        "talk/short.html",
        budget_round=budget_round,
        short=short,
        forms=forms | (filled_in or {}),
        is_evaluator=has_role(Role.EVALUATOR),
        wrong=next(iter((filled_in or {}).values()), None),
        changed=changed,
        may_turn_down=budget_round.phase(clock.now()) is not Phase.COLLECTING,
    )
    return page, status
