"""The paper ballot of an area, to print."""

from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb.auth.access import staff_required
from pb.codes.fonts import CharactersMissing, FontMissing, face_for
from pb.codes.press import PressBroke, press_sheet
from pb.db import db
from pb.paper.ballot_text import LANGUAGES, write_ballot
from pb.paper.blueprint import bp
from pb.rounds.configuration import read_config
from pb.web.rounds import desk_round, found_or_404

TEMPLATE = Path(__file__).with_name("ballot.typ")


@bp.get("/biljet-<int(max=1000000000):area_id>.pdf")
@staff_required()
def ballot(slug: str, area_id: int) -> ResponseReturnValue:
    """Give the ballot of an area as PDF, from what is frozen."""
    budget_round = desk_round(slug)
    if not budget_round.is_frozen:
        abort(HTTPStatus.CONFLICT, _("Deze ronde staat nog niet vast."))
    language = request.args.get("taal", "nl")
    if language not in LANGUAGES:
        abort(404)
    config = read_config(budget_round)
    text = write_ballot(
        config,
        found_or_404(config.area(area_id)),
        site=current_app.extensions["site"],
        language=language,
        large=bool(request.args.get("groot")),
    )
    db.session().rollback()  # nobody waits while it is printed
    try:
        pdf = press_sheet(
            TEMPLATE, asdict(text), face=face_for(str(text)), standards=["ua-1"]
        )
    except (CharactersMissing, FontMissing, PressBroke):
        current_app.logger.exception("a paper ballot could not be printed")
        abort(HTTPStatus.SERVICE_UNAVAILABLE)
    response = Response(pdf, mimetype="application/pdf")
    size = "-groot" if text.large else ""
    name = f"stembiljet-{slug}-{area_id}-{language}{size}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
