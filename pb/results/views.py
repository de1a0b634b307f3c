"""The public pages of a result, and its files."""

from http import HTTPStatus
from pathlib import Path

from flask import (
    Response,
    abort,
    current_app,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from exports.result import ContestResult
from exports.table import to_csv
from pb.db import db
from pb.results import desk_views, listing
from pb.results.blueprint import PUBLIC, bp
from pb.results.bundle import hides_ballots
from pb.results.counting import read_results
from pb.results.models import Publication
from pb.results.page import make_page, published_result
from pb.results.shelves import filled_shelf, kept_hash, unit_name
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound
from pb.web.rounds import public_round

__all__ = ["bp", "desk_views"]  # importing it adds its routes

VERSION = f"{PUBLIC}/v<int(max=1000000):version>"
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
        budget_round, read_config(budget_round), publication, unit=unit_name()
    )
    return _file(to_csv(result), f"{slug}-v{version}-uitslag.csv", "text/csv")


@bp.get(f"{VERSION}/stemmen.pb")
def ballots_file(slug: str, version: int) -> ResponseReturnValue:
    """Give all ballots of one contest, for who wants to count again."""
    budget_round, publication = _published(slug, version)
    contests = read_results(read_config(budget_round), publication.result_json)
    wanted = request.args.get("pot")
    if wanted is None and len(contests) > 1:
        return _which_contest(slug, version, contests)
    contest = contests[0] if wanted is None else _contest(contests, wanted)
    if hides_ballots(budget_round, contest):
        abort(404, _("Er zijn minder dan 10 stemmen. Die maken wij niet openbaar."))
    shelf = filled_shelf(publication, slug)
    path = shelf.pabulib(contest.id if len(contests) > 1 else None)
    part = "" if wanted is None else f"-{wanted}"
    return _kept(path, f"{slug}-v{version}{part}-stemmen.pb", "text/plain")


@bp.get(f"{VERSION}/bundel.zip")
def bundle_file(slug: str, version: int) -> ResponseReturnValue:
    """Give everything that is needed to check a result, in one file."""
    _round, publication = _published(slug, version)
    shelf = filled_shelf(publication, slug)
    name = f"{slug}-v{version}-bundel.zip"
    return _kept(shelf.zip, name, "application/zip", etag=shelf.hash)


def _contest(contests: tuple[ContestResult, ...], id_: str) -> ContestResult:
    return next((c for c in contests if c.id == id_), None) or abort(404)


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


def _published(slug: str, version: int | None) -> tuple[BudgetRound, Publication]:
    budget_round = public_round(slug)
    if not budget_round.is_published:
        abort(404, _("De uitslag van deze ronde is er nog niet."))
    publication = listing.find_publication(db.session(), budget_round, version)
    return budget_round, publication or abort(404)


def _file(text: str, name: str, mimetype: str) -> Response:
    """Answer with a file; a version never changes, so it may be kept."""
    response = Response(text.encode(), mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = f"public, max-age={ONE_DAY}"
    response.add_etag()
    response.make_conditional(request.environ)
    return response


def _kept(path: Path, name: str, mimetype: str, etag: str | None = None) -> Response:
    """Answer with a file that lies ready."""
    response = send_file(
        path,
        mimetype=mimetype,
        as_attachment=True,
        download_name=name,
        etag=etag or True,
        max_age=ONE_DAY,
    )
    response.cache_control.public = True
    return response
