"""All plans of a round on its map, beside the same as a list."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from pb.db import db
from pb.maps.clusters import cluster
from pb.maps.service import find_map
from pb.projects.blueprint import PUBLIC, bp, public_round
from pb.projects.facts import read_pins
from pb.projects.listing import Filter, list_projects
from pb.projects.models import ProjectStatus
from pb.projects.statuses import words_of


@bp.get(f"{PUBLIC}/kaart")
def on_map(slug: str) -> ResponseReturnValue:
    """Show where the plans of a round are; those that were taken back are left out."""
    budget_round = public_round(slug)
    session = db.session()
    map_ = find_map(session, budget_round)
    if map_ is None:
        abort(404)
    found = list_projects(session, budget_round, Filter()).projects
    plans = {p.id: p for p in found if p.status is not ProjectStatus.WITHDRAWN}
    pins = read_pins(session, plans)
    ordered = [(number, pins[number]) for number in plans if number in pins]
    places = cluster(map_.frame, ordered)
    shown = {number for place in places for number in place.plans}
    return render_template(
        "projects/on_map.html",
        budget_round=budget_round,
        map=map_,
        places=places,
        plans=plans,
        elsewhere=[plan for number, plan in plans.items() if number not in shown],
        words_of=words_of,
    )
