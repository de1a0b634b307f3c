"""The public pages of a result."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from pb.db import db
from pb.results import desk_views, file_views, listing, replay_views, why_views
from pb.results.blueprint import PUBLIC, VERSION, bp
from pb.results.bundle import hides_ballots
from pb.results.page import make_page
from pb.results.public import published_version
from pb.results.shelves import kept_hash, unit_name
from pb.rounds.configuration import read_config

# Importing them adds their routes.
__all__ = ["bp", "desk_views", "file_views", "replay_views", "why_views"]


@bp.get(PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """Show the newest version of a result."""
    return _show(slug, None)


@bp.get(VERSION)
def version(slug: str, version: int) -> ResponseReturnValue:
    """Show one version of a result."""
    return _show(slug, version)


def _show(slug: str, version: int | None) -> ResponseReturnValue:
    budget_round, publication = published_version(slug, version)
    config = read_config(budget_round)
    page = make_page(
        budget_round,
        config,
        publication,
        unit=unit_name(),
        locale=str(get_locale() or "nl"),
    )
    versions = listing.list_publications(db.session(), budget_round)
    return render_template(
        "results/show.html",
        budget_round=budget_round,
        config=config,
        publication=publication,
        versions=versions,
        page=page,
        hides_ballots=hides_ballots,
        bundle_hash=kept_hash(publication, slug),
    )
