"""The public pages of a result."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from pb.db import db
from pb.results import (
    desk_views,
    embed_views,
    file_views,
    past_views,
    replay_views,
    why_views,
)
from pb.results.beside_plans import aim_rows, beside_of
from pb.results.blueprint import PUBLIC, VERSION, bp
from pb.results.bundle import hides_ballots
from pb.results.counting import read_results
from pb.results.differences import Changed, differences
from pb.results.models import Publication
from pb.results.page import make_page
from pb.results.public import published_version, versions_of
from pb.results.shelves import kept_hash, unit_name
from pb.results.withdrawals import withdrawals_of
from pb.rounds.configuration import FrozenConfig, read_config

# Importing them adds their routes.
__all__ = [
    "bp",
    "desk_views",
    "embed_views",
    "file_views",
    "past_views",
    "replay_views",
    "why_views",
]


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
    session = db.session()
    beside = beside_of(session, budget_round, publication)
    versions = versions_of(publication, budget_round)
    return render_template(
        "results/show.html",
        budget_round=budget_round,
        config=config,
        publication=publication,
        versions=versions,
        withdrawn=withdrawals_of(session, budget_round),
        changes=_changes(config, versions, publication),
        channels=beside.channels,
        aims=aim_rows(beside, page.published.contests),
        asked=beside.asked,
        page=page,
        hides_ballots=hides_ballots,
        bundle_hash=kept_hash(publication, slug),
    )


def _changes(
    config: FrozenConfig, versions: list[Publication], publication: Publication
) -> list[Changed]:
    """Return what a correction changed; nothing for a first version."""
    before = [each for each in versions if each.version < publication.version]
    if not before:
        return []
    return differences(
        read_results(config, before[-1].result_json),
        read_results(config, publication.result_json),
        locale=str(get_locale() or "nl"),
    )
