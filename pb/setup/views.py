"""Making a round from an earlier one; the other pages are in modules beside this."""

from http import HTTPStatus

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.rounds.editing import refused_setup
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.rounds.service import list_all_rounds
from pb.rounds.setup import RoundIsFrozen, SlugTaken
from pb.setup import (
    group_views,
    import_views,
    letter_views,
    map_views,
    preview_views,
    trial_views,
)
from pb.setup.blueprint import DESK, bp
from pb.setup.copying import copy_round
from pb.web.rounds import desk_round

# Importing them adds their routes.
__all__ = [
    "bp",
    "group_views",
    "import_views",
    "letter_views",
    "map_views",
    "preview_views",
    "trial_views",
]


@bp.post("/beheer/rondes/overnemen")
@staff_required(Role.CONFIGURATOR)
def copy() -> ResponseReturnValue:
    """Make a round as an earlier one was."""
    source = desk_round(request.form.get("source", ""))
    try:
        made = copy_round(db.session(), source, clock.now())
    except SlugTaken as reason:
        return refused_setup(None, reason)
    flash(
        _(
            "De ronde is gemaakt naar het voorbeeld van %(title)s. Kijk nu de data na."
            " Bewoners zien haar nog niet.",
            title=source.title,
        ),
        "ok",
    )
    return redirect(url_for("rounds.desk", slug=made.slug), HTTPStatus.SEE_OTHER)


@bp.post(f"{DESK}/dates-checked")
@staff_required(Role.CONFIGURATOR)
def check_dates(slug: str) -> ResponseReturnValue:
    """Note that somebody looked at dates that came from an earlier round."""
    session, budget_round = db.session(), desk_round(slug)
    lock_round(session, budget_round)
    if budget_round.is_frozen:
        return refused_setup(budget_round, RoundIsFrozen())
    budget_round.dates_from = None
    session.commit()
    flash(_("De data zijn nagekeken."), "ok")
    address = url_for("rounds.desk", slug=slug, _anchor="gegevens")
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.app_template_global()
def rounds_to_copy() -> list[BudgetRound]:
    """Return what a new round can be made from, the newest first."""
    return list_all_rounds(db.session()) if has_role(Role.CONFIGURATOR) else []
