"""The public pages of a result, and its files."""

from http import HTTPStatus

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from exports.pabulib import to_pabulib
from exports.result import ContestResult
from exports.table import to_csv
from pb.db import db
from pb.results import desk_views, listing
from pb.results.ballots import make_instance, read_cast_ballots
from pb.results.blueprint import PUBLIC, bp
from pb.results.models import Publication
from pb.results.page import make_page, published_result
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound
from pb.web.rounds import public_round

__all__ = ["bp", "desk_views"]  # importing it adds its routes

VERSION = f"{PUBLIC}/v<int(max=1000000):version>"
# A contest with fewer ballots publishes its result and no single ballots.
FEWEST_BALLOTS = 10
ONE_DAY = 24 * 3600


@bp.get(PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """Show the newest version of a result."""
    return _show(slug, None)


@bp.get(VERSION)
def version(slug: str, version: int) -> ResponseReturnValue:
    """Show one version of a result."""
    return _show(slug, version)


@bp.get(f"{VERSION}/uitslag.json")
def json_file(slug: str, version: int) -> ResponseReturnValue:
    """Give the bytes over which the hash of the result was taken."""
    _round, publication = _published(slug, version)
    name = f"{slug}-v{version}-uitslag.json"
    return _file(publication.result_json, name, "application/json")


@bp.get(f"{VERSION}/uitslag.csv")
def csv_file(slug: str, version: int) -> ResponseReturnValue:
    """Give all plans as a table."""
    budget_round, publication = _published(slug, version)
    result = published_result(
        budget_round, read_config(budget_round), publication, unit=_unit()
    )
    return _file(to_csv(result), f"{slug}-v{version}-uitslag.csv", "text/csv")


@bp.get(f"{VERSION}/stemmen.pb")
def ballots_file(slug: str, version: int) -> ResponseReturnValue:
    """Give all ballots of one contest, for who wants to count again."""
    budget_round, publication = _published(slug, version)
    config = read_config(budget_round)
    result = published_result(budget_round, config, publication, unit=_unit())
    wanted = request.args.get("pot")
    if wanted is None and len(result.contests) > 1:
        return _which_contest(slug, version, result.contests)
    contest = result.contests[0] if wanted is None else result.contest(wanted)
    if contest is None:
        abort(404)
    if hides_ballots(budget_round, contest):
        abort(404, _("Er zijn minder dan 10 stemmen. Die maken wij niet openbaar."))
    frozen = config.contest(contest.id) or abort(404)
    ballots = read_cast_ballots(db.session(), budget_round, config)
    text = to_pabulib(result, contest, make_instance(frozen, ballots))
    part = "" if wanted is None else f"-{wanted}"
    return _file(text, f"{slug}-v{version}{part}-stemmen.pb", "text/plain")


def hides_ballots(budget_round: BudgetRound, contest: ContestResult) -> bool:
    """Say whether so few people voted that single ballots would tell who."""
    return budget_round.imported_from is None and contest.ballots < FEWEST_BALLOTS


def _which_contest(
    slug: str, version: int, contests: tuple[ContestResult, ...]
) -> ResponseReturnValue:
    """Answer 400 with the addresses of the files there are."""
    lines = [
        _("Deze ronde heeft meer dan één pot. Elke pot heeft een eigen bestand:"),
        *(_address(slug, version, contest) for contest in contests),
    ]
    return Response(
        "\n".join(lines) + "\n", HTTPStatus.BAD_REQUEST, mimetype="text/plain"
    )


def _address(slug: str, version: int, contest: ContestResult) -> str:
    path = url_for("results.ballots_file", slug=slug, version=version, pot=contest.id)
    return f"{current_app.config['PUBLIC_URL']}{path} ({contest.title})"


def _show(slug: str, version: int | None) -> ResponseReturnValue:
    budget_round, publication = _published(slug, version)
    config = read_config(budget_round)
    page = make_page(
        budget_round,
        config,
        publication,
        unit=_unit(),
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
    )


def _published(slug: str, version: int | None) -> tuple[BudgetRound, Publication]:
    budget_round = public_round(slug)
    if not budget_round.is_published:
        abort(404, _("De uitslag van deze ronde is er nog niet."))
    publication = listing.find_publication(db.session(), budget_round, version)
    return budget_round, publication or abort(404)


def _unit() -> str:
    return str(current_app.extensions["site"].name)


def _file(text: str, name: str, mimetype: str) -> Response:
    """Answer with a file; a version never changes, so it may be kept."""
    response = Response(text.encode(), mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = f"public, max-age={ONE_DAY}"
    response.add_etag()
    response.make_conditional(request.environ)
    return response
