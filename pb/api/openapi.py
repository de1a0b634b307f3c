"""The API described for programs: OpenAPI 3.1, by the Dutch API design rules."""

from typing import Any

from pb.api import schemas
from pb.api.blueprint import API, VERSION
from pb.site.settings import SiteSettings

PAGE_SIZE, PAGE_SIZES = 100, 500  # plans on a page: if nothing is said, and at most
DESCRIPTION = (
    "Everything that is public about rounds of participatory budgeting: their dates,"
    " budgets and rules, the plans, and the published results. Read-only, without a"
    " key. Nothing of a result is here before it is adopted. Amounts are in whole"
    " units of the currency with at most two decimals; moments are RFC 3339 in UTC."
)
HEADERS = {
    "API-Version": {
        "description": "The version of this API.",
        "schema": {"type": "string", "examples": [VERSION]},
    },
    "ETag": {
        "description": "Sent back in If-None-Match it gives 304: nothing changed.",
        "schema": {"type": "string"},
    },
}
LINK = {
    "Link": {
        "description": 'The next page, as `<address>; rel="next"`; absent on the last.',
        "schema": {"type": "string"},
    }
}
SLUG = {
    "name": "slug",
    "in": "path",
    "required": True,
    "description": "The short name of a round, as in the address of its page.",
    "schema": {"type": "string", "minLength": 1},
}
Spec = dict[str, Any]


def specification(public_url: str, site: SiteSettings) -> Spec:
    """Return the description of this installation's API.

    Args:
        public_url: Scheme and host.
        site: Names whom to ask.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site.name}: open data",
            "version": VERSION,
            "description": DESCRIPTION,
            "contact": _contact(public_url, site),
        },
        "servers": [{"url": f"{public_url}{API}"}],
        "tags": [{"name": "rounds", "description": "Rounds, plans and results."}],
        "paths": _paths(),
        "components": {"schemas": schemas.ALL, "responses": _problems()},
    }


def _contact(public_url: str, site: SiteSettings) -> Spec:
    host = public_url.partition("://")[2].partition(":")[0]
    return {
        "name": site.owner_name,
        "email": site.contact_email or f"postmaster@{host}",
        "url": f"{public_url}/hulp",
    }


def _paths() -> Spec:
    slug = [SLUG]
    return {
        "/openapi.json": _get(
            "getSpecification", "This description", {"type": "object"}
        ),
        "/rounds": _get("listRounds", "All public rounds", schemas.ref("Rounds")),
        "/rounds/{slug}": _get(
            "getRound", "One round", schemas.ref("Round"), parameters=slug
        ),
        "/rounds/{slug}/projects": _get(
            "listProjects",
            "The plans of a round, a page at a time",
            schemas.ref("Projects"),
            parameters=[
                SLUG,
                _number("page", "Which page, from 1.", 1_000_000, 1),
                _number("pageSize", "How many plans a page.", PAGE_SIZES, PAGE_SIZE),
            ],
            headers=LINK,
        ),
        "/rounds/{slug}/result": _get(
            "getResult",
            "The newest version of the published result; 404 before there is one",
            schemas.ref("Result"),
            parameters=slug,
        ),
    }


def _get(
    name: str,
    summary: str,
    schema: Spec,
    *,
    parameters: list[Spec] | None = None,
    headers: Spec | None = None,
) -> Spec:
    responses: Spec = {
        "200": {
            "description": summary,
            "headers": HEADERS | (headers or {}),
            "content": {"application/json": {"schema": schema}},
        },
        "304": {"description": "Not changed since.", "headers": HEADERS},
        "429": schemas.ref("TooManyRequests", "responses"),
        "500": schemas.ref("ServerError", "responses"),
        "503": schemas.ref("Unavailable", "responses"),
    }
    if parameters:
        responses["400"] = schemas.ref("BadRequest", "responses")
        responses["404"] = schemas.ref("NotFound", "responses")
    operation = {
        "operationId": name,
        "summary": summary,
        "tags": ["rounds"],
        "parameters": parameters or [],
        "responses": dict(sorted(responses.items())),
    }
    return {"get": operation}


def _number(name: str, description: str, most: int, default: int) -> Spec:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _problems() -> Spec:
    texts = {
        "BadRequest": "A parameter can't be read.",
        "NotFound": "There is no such thing, or it is not public yet.",
        "TooManyRequests": "Too many requests in this minute; see Retry-After.",
        "ServerError": "Something went wrong on the server.",
        "Unavailable": "The data can't be reached now; see Retry-After.",
    }
    content = {"application/problem+json": {"schema": schemas.ref("Problem")}}
    version = {"API-Version": HEADERS["API-Version"]}
    return {
        name: {"description": text, "headers": version, "content": content}
        for name, text in texts.items()
    }
