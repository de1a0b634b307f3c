"""The read-only JSON API: what it tells, what it never tells, and how it says so."""

import json
from datetime import datetime
from typing import Any

import jsonschema
import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.api.answers import NAME
from pb.models import BudgetRound, ProjectStatus
from pb.results.service import count_round, propose
from pb.rounds.phases import Stage
from tests.factories import make_contest, make_project, make_round
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.results.conftest import closed, found, published, two_areas
from tests.results.factories import AFTER, EXAMPLE, cast, close, make_armed_round

__all__ = ["closed", "published", "two_areas"]
API = "/api/v1"
SCHEMAS = {
    "": "Rounds",
    "/{slug}": "Round",
    "/{slug}/projects": "Projects",
    "/{slug}/result": "Result",
}


def data_of(response: TestResponse) -> Any:
    return response.json


def check(client: PageClient, response: TestResponse, schema: str) -> None:
    """Hold an answer to the description."""
    description = data_of(client.get(f"{API}/openapi.json"))
    reference = {"$ref": f"#/components/schemas/{schema}"}
    jsonschema.Draft202012Validator({**description, **reference}).validate(
        data_of(response)
    )


def test_the_description_is_valid_openapi(client: PageClient) -> None:
    description = data_of(client.get(f"{API}/openapi.json"))

    OpenAPIV31SpecValidator(description).validate()
    assert description["openapi"].startswith("3.1")
    assert "/v1" in description["servers"][0]["url"]


@pytest.mark.parametrize("path", SCHEMAS)
def test_every_answer_is_as_described(
    client: PageClient, two_areas: BudgetRound, path: str
) -> None:
    response = client.get(f"{API}/rounds" + path.format(slug=two_areas.slug))

    assert response.status_code == 200
    check(client, response, SCHEMAS[path])


def test_a_round_has_what_the_contract_names(
    client: PageClient, published: BudgetRound
) -> None:
    told = data_of(client.get(f"{API}/rounds/{published.slug}"))

    assert {"slug", "phase", "opensAt", "closesAt", "budget", "contests"} <= told.keys()
    assert (told["phase"], told["budget"]) == ("published", 1000)
    assert datetime.fromisoformat(told["opensAt"]).tzinfo is not None


def test_a_round_without_dates_says_so(client: PageClient, session: Session) -> None:
    budget_round = make_round(
        session, stage=Stage.ANNOUNCED, opens_at=None, closes_at=None
    )
    pot = make_contest(session, budget_round)
    make_project(session, pot, cost=None, file_id=None, status="submitted")

    for path in ("", "/{slug}", "/{slug}/projects"):
        response = client.get(f"{API}/rounds" + path.format(slug=budget_round.slug))
        check(client, response, SCHEMAS[path])


def test_the_result_names_the_winners_and_hides_the_turnout_of_few(
    client: PageClient, two_areas: BudgetRound
) -> None:
    told = data_of(client.get(f"{API}/rounds/{two_areas.slug}/result"))

    pot = told["contests"][0]
    titles = {line["id"]: line["title"] for line in pot["projects"]}
    assert titles[pot["winners"][0]] == "A"
    assert [area["ballots"] for area in told["turnout"]] == [None, None]
    assert told["files"]["bundle"].endswith("/uitslag/v1/bundel.zip")


def test_every_file_that_is_named_is_there(
    client: PageClient, published: BudgetRound
) -> None:
    told = data_of(client.get(f"{API}/rounds/{published.slug}/result"))

    for address in told["files"].values():
        path = address.removeprefix("http://localhost")
        assert client.get(path, buffered=True).status_code == 200


def test_plans_come_a_page_at_a_time(
    client: PageClient, published: BudgetRound
) -> None:
    address = f"{API}/rounds/{published.slug}/projects"

    first = client.get(address, query_string={"pageSize": 2})
    last = client.get(address, query_string={"pageSize": 2, "page": 3})

    assert (data_of(first)["total"], len(data_of(first)["projects"])) == (5, 2)
    assert "page=2&pageSize=2" in first.headers["Link"]
    assert len(data_of(last)["projects"]) == 1
    assert "Link" not in last.headers


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=-1", "pageSize=501", "page=²"]
)
def test_a_parameter_that_cannot_be_read_is_a_problem(
    client: PageClient, published: BudgetRound, query: str
) -> None:
    response = client.get(f"{API}/rounds/{published.slug}/projects?{query}")

    assert (response.status_code, response.mimetype) == (
        400,
        "application/problem+json",
    )
    assert "whole number" in data_of(response)["detail"]


def test_what_is_not_there_is_a_problem_and_no_page(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    draft = make_round(session)
    for path in (
        "/rounds/nergens",
        f"/rounds/{draft.slug}",
        f"/rounds/{closed.slug}/result",
        "/rounds/",
        "/nergens",
        "/rounds/%00",
    ):
        response = client.get(API + path)
        assert response.status_code == 404, path
        assert response.mimetype == "application/problem+json", path
        assert data_of(response)["status"] == 404
        assert response.headers["API-Version"] == "1.0.0"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(client: PageClient, method: str) -> None:
    response = client.open(f"{API}/rounds", method=method, json={"slug": "x"})

    assert response.status_code == 405
    assert response.mimetype == "application/problem+json"
    assert "GET" in response.headers["Allow"]


def test_programs_in_a_browser_may_read(client: PageClient) -> None:
    asked = client.options(f"{API}/rounds", headers={"Origin": "https://x.example"})
    head = client.head(f"{API}/rounds")

    assert (asked.status_code, head.status_code) == (204, 200)
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
    assert head.data == b""
    assert "Set-Cookie" not in head.headers


def test_what_did_not_change_is_not_sent_again(
    client: PageClient, published: BudgetRound
) -> None:
    address = f"{API}/rounds/{published.slug}"
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["API-Version"] == "1.0.0"
    assert "max-age" in first.headers["Cache-Control"]


def test_who_asks_too_often_waits(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions[NAME], "limit", 3)
    monkeypatch.setattr(app.extensions[NAME], "_seen", {})
    answers = [client.get(f"{API}/rounds") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].mimetype == "application/problem+json"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert client.get("/").status_code == 200


def test_rounds_with_opposite_votes_look_the_same_until_they_are_published(
    client: PageClient, session: Session
) -> None:
    seen = []
    for ballots in (EXAMPLE, [(0, {0: "DE"})] * len(EXAMPLE)):
        budget_round = found(session, make_armed_round(session))
        cast(session, budget_round, ballots)
        close(session, budget_round)
        count_round(session, budget_round, AFTER)
        propose(session, budget_round, AFTER)
        seen.append(_all_that_is_told(client, budget_round))

    assert seen[0] == seen[1]


def _all_that_is_told(client: PageClient, budget_round: BudgetRound) -> str:
    """Return every answer about a round, without its own numbers."""
    told = [client.get("/data/catalog.jsonld").text]
    for path in SCHEMAS:
        response = client.get(f"{API}/rounds" + path.format(slug=budget_round.slug))
        told.append(f"{response.status_code} {_plain(response)}")
    return "\n".join(told)


def _plain(response: TestResponse) -> str:
    numbers = {"id", "url", "slug", "configHash", "contest", "area", "title"}

    def without(value: object) -> object:
        if isinstance(value, dict):
            return {k: without(v) for k, v in value.items() if k not in numbers}
        return [without(v) for v in value] if isinstance(value, list) else value

    told = data_of(response)
    rounds = told.pop("rounds", None)
    return json.dumps([without(told), without((rounds or [None])[0])], sort_keys=True)


def test_a_plan_that_was_taken_back_tells_no_more_than_its_page(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round, title="Er nog", place="De Laan")
    make_plan(
        session,
        budget_round,
        title="Weg",
        description="Bij mij thuis.",
        place="Mijn straat",
        status=ProjectStatus.WITHDRAWN,
    )

    answer = client.get(f"{API}/rounds/{budget_round.slug}/projects")

    check(client, answer, "Projects")
    places = {plan["title"]: plan["place"] for plan in data_of(answer)["projects"]}
    assert places == {"Er nog": "De Laan", "Weg": ""}
    assert "Bij mij thuis." not in answer.text
