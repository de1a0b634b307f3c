"""The public pages of a round, shown to staff before they are public."""

import re
from collections.abc import Mapping
from typing import Any

from flask import (
    abort,
    current_app,
    g,
    make_response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import allocation
from pb import clock
from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.maps.service import find_map
from pb.projects.listing import Filter, list_projects
from pb.projects.steps import STEPS
from pb.rehearsal.service import find_rehearsal, list_codes
from pb.rounds.models import BudgetRound
from pb.setup.blueprint import DESK, bp
from pb.setup.previews import DRAFT, SHOWN, NothingToShow, preview_result
from pb.talk.settings import GOING_ON, read_rules
from pb.web.preview import Preview, current_preview
from pb.web.rounds import desk_round

PREVIEW = f"{DESK}/voorbeeld"
ROUND = "ronde"  # stands for the page of the round itself


@bp.get(PREVIEW)
@staff_required()
def previews(slug: str) -> ResponseReturnValue:
    """List the public pages of a round."""
    session, budget_round = db.session(), desk_round(slug)
    rehearsal = find_rehearsal(session, budget_round)
    codes = list_codes(session, rehearsal) if rehearsal else []
    plans = list_projects(session, budget_round, Filter()).projects
    return render_template(
        "setup/previews.html",
        budget_round=budget_round,
        draft=DRAFT,
        steps=STEPS,
        plan=next((each for each in plans if each.status in GOING_ON), None),
        rules=read_rules(session, budget_round),
        has_map=find_map(session, budget_round) is not None,
        counted=next((each for each in plans if each.cost is not None), None),
        play_code=next((code.code for code in codes if not code.is_used), ""),
        may_configure=has_role(Role.CONFIGURATOR),
    )


@bp.get(f"{PREVIEW}/<path:rest>")
@staff_required()
def preview(slug: str, rest: str) -> ResponseReturnValue:
    """Show a page as residents will see it."""
    budget_round = desk_round(slug)
    endpoint, arguments = _view_at(slug, rest)
    g.preview = _preview(budget_round, endpoint)
    view = current_app.view_functions[endpoint]
    response = make_response(current_app.ensure_sync(view)(**arguments))
    if response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(_stay(slug, response.get_data(as_text=True)))
    return response


@bp.app_context_processor
def say_that_it_is_a_preview() -> dict[str, Any]:
    """Tell the frame of every page whether it is a preview."""
    return {"preview": current_preview()}


def _view_at(slug: str, rest: str) -> tuple[str, Mapping[str, Any]]:
    """Return which view shows an address to residents."""
    path = f"/rondes/{slug}" + ("" if rest == ROUND else f"/{rest}")
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        abort(404)
    endpoint, arguments = adapter.match(path, method="GET")
    if endpoint not in SHOWN:
        abort(404, _("Deze bladzijde heeft geen voorbeeld."))
    return endpoint, arguments


def _preview(budget_round: BudgetRound, endpoint: str) -> Preview:
    look = SHOWN[endpoint]
    if look is preview_result and budget_round.is_published:
        abort(404, _("De uitslag is al openbaar. Bekijk de echte uitslag."))
    try:
        return look(db.session(), budget_round, clock.now())
    except NothingToShow:
        abort(
            409,
            _(
                "Er is nog niets om te tonen. Zorg voor een wijk, een pot en een"
                " haalbaar plan met een prijs."
            ),
        )
    except allocation.NotComputed:
        abort(409, _("Deze uitslag uitrekenen duurt te lang voor een voorbeeld."))


def _stay(slug: str, page: str) -> str:
    """Let the links of a page lead to other previews."""
    address = re.escape(f"/rondes/{slug}")
    there = f"/beheer/rondes/{slug}/voorbeeld"
    page = re.sub(rf'(href|action)="{address}(?=["?#])', rf'\1="{there}/{ROUND}', page)
    return re.sub(rf'(href|action)="{address}/', rf'\1="{there}/', page)
