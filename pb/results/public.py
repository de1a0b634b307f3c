"""Finding what is public of a result, or answering that it is not there."""

from flask import abort
from flask_babel import gettext as _

from pb.db import db
from pb.results import listing
from pb.results.models import Publication
from pb.rounds.models import BudgetRound
from pb.web.preview import current_preview
from pb.web.rounds import public_round


def published_version(
    slug: str, version: int | None
) -> tuple[BudgetRound, Publication]:
    """Return a round and one version of its result, the newest for None; or 404."""
    preview = current_preview()
    if preview is not None and preview.publication is not None:
        return preview.budget_round, preview.publication
    budget_round = public_round(slug)
    if not budget_round.is_published:
        abort(404, _("De uitslag van deze ronde is er nog niet."))
    publication = listing.find_publication(db.session(), budget_round, version)
    return budget_round, publication or abort(404)


def versions_of(
    publication: Publication, budget_round: BudgetRound
) -> list[Publication]:
    """Return all versions of a result, oldest first; of a preview, only itself."""
    if current_preview() is not None:
        return [publication]
    return listing.list_publications(db.session(), budget_round)
