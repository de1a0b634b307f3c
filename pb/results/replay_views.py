"""The page on which a count is followed step by step, also without scripts."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from pb.db import db
from pb.results.blueprint import VERSION, bp
from pb.results.cases import cases_of
from pb.results.listing import list_publications
from pb.results.public import published_version
from pb.results.replay import replay
from pb.rounds.configuration import read_config


@bp.get(f"{VERSION}/stappen")
def steps(slug: str, version: int) -> ResponseReturnValue:
    """Show one step of the count of one pot: `?pot=` and `?stap=`."""
    budget_round, publication = published_version(slug, version)
    config = read_config(budget_round)
    locale = str(get_locale() or "nl")
    wanted = request.args.get("pot", config.contests[0].id)
    cases = cases_of(budget_round, config, publication, locale=locale)
    case = next((case for case in cases if case.result.id == wanted), None)
    if case is None:
        abort(404)
    number = request.args.get("stap", 1, type=int)
    return render_template(
        "results/steps.html",
        budget_round=budget_round,
        config=config,
        publication=publication,
        versions=list_publications(db.session(), budget_round) or [publication],
        result=case.result,
        teller=case.teller,
        now=replay(case, number) or abort(404),
    )
