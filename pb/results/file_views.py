"""The files of a published result."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from flask import Response, abort, current_app, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from allocation import NotComputed
from exports.result import ContestResult
from exports.table import to_csv
from pb.auth.access import staff_required
from pb.auth.models import Role
from pb.codes.fonts import FontMissing
from pb.codes.press import PressBroke
from pb.results.ballots import ChangedBallot
from pb.results.blueprint import DESK, VERSION, bp
from pb.results.bundle import hides_ballots
from pb.results.counting import read_results
from pb.results.downloads import workbook
from pb.results.models import Publication
from pb.results.page import published_result
from pb.results.public import published_version
from pb.results.reports import (
    CountDiffers,
    NothingToReport,
    proposed_report,
    published_report,
)
from pb.results.share import make_card
from pb.results.shelves import dutch_page, filled_shelf, kept_copy, unit_name
from pb.results.work import COUNTERS
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round

ONE_DAY = 24 * 3600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get(f"{VERSION}/uitslag.json")
def json_file(slug: str, version: int) -> ResponseReturnValue:
    """Give the bytes over which the hash of the result was taken."""
    _round, publication = published_version(slug, version)
    name = f"{slug}-v{version}-uitslag.json"
    return _file(publication.result_json, name, "application/json")


@bp.get(f"{VERSION}/uitslag.csv")
def csv_file(slug: str, version: int) -> ResponseReturnValue:
    """Give all plans as a table."""
    budget_round, publication = published_version(slug, version)
    result = published_result(
        budget_round, read_config(budget_round), publication, unit=unit_name()
    )
    return _file(to_csv(result), f"{slug}-v{version}-uitslag.csv", "text/csv")


@bp.get(f"{VERSION}/uitslag.xlsx")
def workbook_file(slug: str, version: int) -> ResponseReturnValue:
    """Give the result as a workbook."""
    budget_round, publication = published_version(slug, version)
    path = kept_copy(
        publication, slug, "uitslag.xlsx", lambda: _workbook(budget_round, publication)
    )
    return _kept(path, f"{slug}-v{version}-uitslag.xlsx", XLSX)


@bp.get(f"{VERSION}/uitslag.pdf")
def report_file(slug: str, version: int) -> ResponseReturnValue:
    """Give the report for the council."""
    budget_round, publication = published_version(slug, version)
    with _printing():
        path = kept_copy(
            publication,
            slug,
            "uitslag.pdf",
            lambda: published_report(budget_round, publication),
        )
    return _kept(path, f"{slug}-v{version}-uitslag.pdf", "application/pdf")


@bp.get(f"{VERSION}/uitslag.png")
def card_file(slug: str, version: int) -> ResponseReturnValue:
    """Give the picture that goes with a link to a result."""
    budget_round, publication = published_version(slug, version)
    site = current_app.extensions["site"].name
    with _printing():
        path = kept_copy(
            publication,
            slug,
            "uitslag.png",
            lambda: make_card(dutch_page(budget_round, publication), site=site),
        )
    response = send_file(path, mimetype="image/png", max_age=ONE_DAY)
    # Whoever shows a link to the result shows the picture with it.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.cache_control.public = True
    return response


@bp.get(f"{DESK}/telverslag.pdf")
@staff_required(*COUNTERS, Role.APPROVER)
def proposed_report_file(slug: str) -> ResponseReturnValue:
    """Give the report of a proposed result, to be compared before it is adopted."""
    try:
        with _printing():
            path = proposed_report(desk_round(slug))
    except NothingToReport:
        abort(404, _("Er is nog geen uitslag voorgesteld."))
    except (ChangedBallot, CountDiffers, NotComputed) as reason:
        current_app.logger.error("no report of a proposal: %r", reason)
        abort(
            409,
            _(
                "Dit voorstel is niet meer wat de telling nu geeft. Misschien is het"
                " gemaakt voor een nieuwe versie van het programma. Trek het voorstel"
                " in, tel opnieuw en stel de uitslag nog eens voor. Gebeurt het dan"
                " weer? Stel niets vast en waarschuw de beheerder."
            ),
        )
    response = send_file(
        path,
        "application/pdf",
        as_attachment=True,
        download_name=f"{slug}-voorstel.pdf",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@contextmanager
def _printing() -> Iterator[None]:
    """Answer that there is no report for now where the press gave none."""
    try:
        yield
    except (FontMissing, PressBroke) as reason:
        current_app.logger.error("no report: %s", reason)
        abort(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Het verslag kan nu niet worden gemaakt. De andere bestanden zijn er."),
        )


@bp.get(f"{VERSION}/stemmen.pb")
def ballots_file(slug: str, version: int) -> ResponseReturnValue:
    """Give all ballots of one contest, for who wants to count again."""
    budget_round, publication = published_version(slug, version)
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
    _round, publication = published_version(slug, version)
    shelf = filled_shelf(publication, slug)
    name = f"{slug}-v{version}-bundel.zip"
    return _kept(shelf.zip, name, "application/zip", etag=shelf.hash)


def _workbook(budget_round: BudgetRound, publication: Publication) -> bytes:
    page = dutch_page(budget_round, publication)
    address = url_for(
        "results.version", slug=budget_round.slug, version=publication.version
    )
    return workbook(
        page, publication, address=f"{current_app.config['PUBLIC_URL']}{address}"
    )


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
