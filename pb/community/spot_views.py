"""The page of white spots, for the broker."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from pb import clock
from pb.auth.access import staff_required
from pb.community.blueprint import BROKERS, DESK, bp
from pb.community.spots import spots_of, themes_of
from pb.db import reading_session
from pb.projects.themes import theme_of
from pb.rounds.public import find_public_round, list_rounds


@bp.get(f"{DESK}/witte-vlekken")
@staff_required(*BROKERS)
def spots() -> ResponseReturnValue:
    """Show where few plans, helpers and votes are, in one round."""
    session = reading_session()
    rounds = [r for r in list_rounds(session, clock.now()) if not r.imported_from]
    slug = request.args.get("ronde", rounds[0].slug if rounds else "")
    budget_round = find_public_round(session, slug)
    if budget_round is None and slug:
        abort(404)
    return render_template(
        "community/spots.html",
        rounds=rounds,
        budget_round=budget_round,
        spots=spots_of(session, budget_round) if budget_round else [],
        themes=themes_of(session, budget_round) if budget_round else [],
        theme_of=theme_of,
    )
