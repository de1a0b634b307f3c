"""The catalogue of open data."""

import json

from flask import Response, current_app
from markupsafe import Markup

from pb import clock
from pb.api.answers import answer
from pb.api.blueprint import bp
from pb.api.catalog import catalog, for_search_engines
from pb.db import db
from pb.results.listing import find_publication
from pb.results.models import Publication
from pb.results.withdrawals import newest_is_withdrawn
from pb.rounds.models import BudgetRound
from pb.rounds.public import list_rounds

LD_JSON = "application/ld+json"
# What could end the block of a page in which the document stands.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@bp.get("/data/catalog.jsonld")
def catalogue() -> Response:
    """List the published results and their files, for catalogues of open data."""
    session = db.session()
    found = [
        (each, find_publication(session, each))
        for each in list_rounds(session, clock.now())
        if each.is_published and not newest_is_withdrawn(session, each)
    ]
    published = [(each, version) for each, version in found if version is not None]
    response = answer(
        catalog(
            published,
            site=current_app.extensions["site"],
            public_url=current_app.config["PUBLIC_URL"],
        ),
        LD_JSON,
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.app_template_global()
def linked_data(budget_round: BudgetRound, publication: Publication) -> Markup:
    """Return a result for search engines, to stand in a page as data.

    A browser runs no block of this type, so no policy about scripts concerns it.
    """
    document = for_search_engines(
        budget_round,
        publication,
        site=current_app.extensions["site"],
        public_url=current_app.config["PUBLIC_URL"],
    )
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(ESCAPES))  # noqa: S704  # nothing in it ends a block
