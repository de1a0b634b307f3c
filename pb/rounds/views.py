"""The public page of a round, and the desk of staff."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from pb import clock
from pb.auth.access import staff_required
from pb.db import db
from pb.rounds.models import BudgetRound
from pb.rounds.service import find_public_round, find_round

bp = Blueprint("rounds", __name__)


@bp.get("/rondes/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a round to residents."""
    budget_round = find_public_round(db.session(), slug)
    if budget_round is None:
        abort(404)
    return render_template(
        "rounds/show.html", budget_round=budget_round, now=clock.now()
    )


@bp.get("/beheer/rondes/<slug>")
@staff_required()
def desk(slug: str) -> ResponseReturnValue:
    """Show staff where a round is."""
    return render_template(
        "rounds/desk.html", budget_round=_round_or_404(slug), now=clock.now()
    )


def _round_or_404(slug: str) -> BudgetRound:
    found = find_round(db.session(), slug)
    if found is None:
        abort(404)
    return found
