"""The map of a round as a picture, and what is said of a point on it."""

from flask import Response, jsonify, render_template, request
from flask_babel import gettext as _

from pb.db import db, reading_session
from pb.maps.blueprint import bp
from pb.maps.frame import NotAPoint, Pin, read_pin
from pb.maps.pointing import PICTURES, height_of
from pb.maps.service import Map, find_map
from pb.maps.words import Spot
from pb.rounds.models import BudgetRound
from pb.web.asking import too_often
from pb.web.rounds import found_or_404, public_round

PUBLIC = "/rondes/<slug>/kaart"
# A picture can be looked at; whatever else a browser takes it for can do nothing.
ONLY_LOOK = "default-src 'none'; sandbox"


@bp.get(f"{PUBLIC}.svg")
def picture(slug: str) -> Response:
    """Send the map as a picture of one of two widths, to press on without a script."""
    reading_session()
    map_ = found_or_404(find_map(db.session(), public_round(slug)))
    width = PICTURES["kaart" if request.args.get("breed") == "ja" else "kaartje"]
    drawing = render_template(
        "maps/picture.svg", map=map_, width=width, height=height_of(map_, width)
    )
    response = Response(drawing, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = ONLY_LOOK
    return response


@bp.get(f"{PUBLIC}/punt")
def point(slug: str) -> Response:
    """Say where a point lies, for a script."""
    reading_session()
    if (refusal := too_often("map-questions")) is not None:
        return refusal
    map_ = found_or_404(find_map(db.session(), public_round(slug)))
    try:
        pin = read_pin(request.args.get("punt", ""))
    except NotAPoint:
        return jsonify(text=_("Er staat nog geen punt op de kaart."), area="")
    chosen = request.args.get("wijk", "")[:9]
    spot = Spot(db.session(), map_, pin=pin, chosen=chosen)
    return jsonify(
        text=str(spot),
        area=str(spot.area_id or ""),
        is_wrong=spot.is_elsewhere or not spot.is_on_map,
    )


@bp.app_template_global()
def map_of(budget_round: BudgetRound) -> Map | None:
    """Return the map of a round, for any page that shows where something is."""
    return find_map(db.session(), budget_round)


@bp.app_template_global()
def spot_of(map_: Map | None, pin: Pin | None, area_id: int | None) -> Spot | None:
    """Return where a point lies, beside the area that a plan is in."""
    if map_ is None or pin is None:
        return None
    chosen = str(area_id or "")
    return Spot(db.session(), map_, pin=pin, chosen=chosen)
