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
from pb.results.models import Publication
from pb.results.public import published_version
from pb.results.story import Case
from pb.results.why import letter, tell
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound


@bp.get(f"{PUBLIC}/plannen/<int:project_id>")
def why(slug: str, project_id: int) -> ResponseReturnValue:
    """Tell why a plan did or did not get money, in the newest result."""
    return _why(slug, project_id, None)


@bp.get(f"{VERSION}/plannen/<int:project_id>")
def why_then(slug: str, version: int, project_id: int) -> ResponseReturnValue:
    """Tell the same of one version of the result."""
    return _why(slug, project_id, version)


@bp.get(f"{PUBLIC}/plannen/<int:project_id>/brief")
def why_letter(slug: str, project_id: int) -> ResponseReturnValue:
    """Show the same story as a letter to who made the plan, ready to print."""
    budget_round, publication = published_version(slug, None)
    if budget_round.imported_from is not None:
        abort(404)
    case = _case(budget_round, publication, project_id)
    paragraphs = letter(case, place=budget_round.title)
    return render_template(
        "results/letter.html",
        budget_round=budget_round,
        publication=publication,
        versions=list_publications(db.session(), budget_round) or [publication],
        case=case,
        paragraphs=paragraphs,
    )


def _case(budget_round: BudgetRound, publication: Publication, project_id: int) -> Case:
    locale = str(get_locale() or "nl")
    config = read_config(budget_round)
    cases = cases_of(budget_round, config, publication, locale=locale)
    case = next((c for c in cases if c.line.number == project_id), None)
    return case or abort(404, _("Dit plan stond niet op de stemlijst van deze ronde."))


def _why(slug: str, project_id: int, version: int | None) -> ResponseReturnValue:
    budget_round, publication = published_version(slug, version)
    case = _case(budget_round, publication, project_id)
    return render_template(
        "results/why.html",
        budget_round=budget_round,
        config=read_config(budget_round),
        publication=publication,
        versions=list_publications(db.session(), budget_round) or [publication],
        version=version,
        case=case,
        story=tell(case),
        theme=theme_of(case.line.category),
    )
