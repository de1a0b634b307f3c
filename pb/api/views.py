"""The read-only JSON API; `openapi.py` describes it for programs."""

from http import HTTPStatus
from typing import NoReturn, cast

from flask import Response, abort, current_app, request

from pb import clock
from pb.api import catalog_views
from pb.api.answers import answer, problem, self_link
from pb.api.blueprint import API, bp
from pb.api.documents import project_document, result_document, round_document
from pb.api.openapi import PAGE_SIZE, PAGE_SIZES, specification
from pb.db import db
from pb.projects.listing import Filter, list_projects
from pb.results.listing import find_publication, list_publications
from pb.results.shelves import dutch_page
from pb.results.verdicts import published_verdicts
from pb.results.withdrawals import withdrawals_of
from pb.rounds.models import BudgetRound
from pb.rounds.public import find_public_round, list_rounds

__all__ = ["bp", "catalog_views"]  # importing it adds its routes
LARGEST_PAGE = 1_000_000


@bp.get(f"{API}/openapi.json")
def openapi() -> Response:
    """Describe the API."""
    config = current_app.config
    return answer(specification(config["PUBLIC_URL"], current_app.extensions["site"]))


@bp.get(f"{API}/rounds")
def rounds() -> Response:
    """List the rounds that residents may see."""
    now = clock.now()
    found = list_rounds(db.session(), now)
    return answer(
        {"rounds": [round_document(each, now, site=_site()) for each in found]}
    )


@bp.get(f"{API}/rounds/<slug>")
def one_round(slug: str) -> Response:
    """Give one round."""
    return answer(round_document(_round(slug), clock.now(), site=_site()))


@bp.get(f"{API}/rounds/<slug>/projects")
def projects(slug: str) -> Response:
    """List the plans of a round, a page at a time."""
    budget_round, session = _round(slug), db.session()
    page, size = (
        _number("page", 1, LARGEST_PAGE),
        _number("pageSize", PAGE_SIZE, PAGE_SIZES),
    )
    verdicts = published_verdicts(session, budget_round)
    found = list_projects(session, budget_round, Filter()).projects
    shown = found[(page - 1) * size : page * size]
    response = answer(
        {
            "total": len(found),
            "page": page,
            "pageSize": size,
            "projects": [
                project_document(each, budget_round, verdicts, site=_site())
                for each in shown
            ],
        }
    )
    if page * size < len(found):
        path = f"/rounds/{budget_round.slug}/projects?page={page + 1}&pageSize={size}"
        response.headers["Link"] = f'<{self_link(path)}>; rel="next"'
    return response


@bp.get(f"{API}/rounds/<slug>/result")
def result(slug: str) -> Response:
    """Give the newest version of a published result."""
    budget_round, session = _round(slug), db.session()
    publication = find_publication(session, budget_round)
    if not budget_round.is_published or publication is None:
        _refuse(HTTPStatus.NOT_FOUND, "The result of this round is not public.")
    return answer(
        result_document(
            dutch_page(budget_round, publication),
            publication,
            list_publications(session, budget_round),
            withdrawn=withdrawals_of(session, budget_round),
            site=_site(),
        )
    )


def _round(slug: str) -> BudgetRound:
    found = find_public_round(db.session(), slug)
    if found is None:
        _refuse(HTTPStatus.NOT_FOUND, "There is no such round.")
    return found


def _number(name: str, default: int, most: int) -> int:
    """Return a whole number of the query from 1 up."""
    given = request.args.get(name)
    if given is None:
        return default
    is_number = given.isascii() and given.isdigit() and len(given) < 10
    if not is_number or not 1 <= int(given) <= most:
        _refuse(HTTPStatus.BAD_REQUEST, f"{name} is a whole number from 1 to {most}.")
    return int(given)


def _refuse(status: HTTPStatus, detail: str) -> NoReturn:
    abort(problem(status, detail))


def _site() -> str:
    return cast(str, current_app.config["PUBLIC_URL"])
