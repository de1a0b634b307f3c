"""The page that tells of one plan why it did or did not get money."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from pb.db import db
from pb.projects.themes import theme_of
from pb.results.blueprint import PUBLIC, VERSION, bp
from pb.results.cases import cases_of
from pb.results.listing import list_publications
from pb.results.public import published_version
from pb.results.why import tell
from pb.rounds.configuration import read_config


@bp.get(f"{PUBLIC}/plannen/<int:project_id>")
def why(slug: str, project_id: int) -> ResponseReturnValue:
    """Tell why a plan did or did not get money, in the newest result."""
    return _why(slug, project_id, None)


@bp.get(f"{VERSION}/plannen/<int:project_id>")
def why_then(slug: str, version: int, project_id: int) -> ResponseReturnValue:
    """Tell the same of one version of the result."""
    return _why(slug, project_id, version)


def _why(slug: str, project_id: int, version: int | None) -> ResponseReturnValue:
    budget_round, publication = published_version(slug, version)
    config = read_config(budget_round)
    locale = str(get_locale() or "nl")
    cases = cases_of(budget_round, config, publication, locale=locale)
    case = next((c for c in cases if c.line.number == project_id), None)
    if case is None:
        abort(404, _("Dit plan stond niet op de stemlijst van deze ronde."))
    return render_template(
        "results/why.html",
        budget_round=budget_round,
        config=config,
        publication=publication,
        versions=list_publications(db.session(), budget_round) or [publication],
        version=version,
        case=case,
        story=tell(case),
        theme=theme_of(case.line.category),
    )
