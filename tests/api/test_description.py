"""The description of the API: the Dutch design rules, and answers that keep to it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pb.api.answers import NAME
from pb.limits.traffic import Traffic
from pb.models import BudgetRound
from tests.pages import PageClient
from tests.results.conftest import published

__all__ = ["published"]
API = "/api/v1"
KEBAB, CAMEL = re.compile(r"[a-z0-9.-]+"), re.compile(r"[a-z]+([A-Z][a-z0-9]*)*")


@pytest.fixture
def description(client: PageClient) -> Any:
    """What `/api/v1/openapi.json` says."""
    return client.get(f"{API}/openapi.json").get_json()


def operations(description: Any) -> Iterator[tuple[str, Any]]:
    for path, item in description["paths"].items():
        assert item.keys() == {"get"}, path
        yield path, item["get"]


def test_addresses_and_names_are_as_the_design_rules_ask(description: Any) -> None:
    for path, operation in operations(description):
        assert not path.endswith("/")
        for part in path.strip("/").split("/"):
            assert KEBAB.fullmatch(part) or re.fullmatch(r"\{[a-z]+\}", part), path
        for parameter in operation["parameters"]:
            assert CAMEL.fullmatch(parameter["name"])
    for schema in description["components"]["schemas"].values():
        assert all(CAMEL.fullmatch(name) for name in schema["properties"])


def test_says_whom_to_ask_and_which_version_it_is(description: Any) -> None:
    info = description["info"]

    assert info["contact"].keys() == {"name", "email", "url"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["version"])
    assert description["servers"][0]["url"].endswith("/v1")


def test_every_operation_says_what_can_go_wrong(description: Any) -> None:
    for path, operation in operations(description):
        responses = operation["responses"]
        assert {"200", "304", "429", "500", "503"} <= responses.keys(), path
        assert "API-Version" in responses["200"]["headers"]
        if operation["parameters"]:
            assert {"400", "404"} <= responses.keys(), path
    for response in description["components"]["responses"].values():
        assert response["content"].keys() == {"application/problem+json"}


# Slugs of any kind, numbers that are none, and some that are.
SLUGS = st.text(max_size=40) | st.sampled_from([".", "%00", "a/b", "\x00"])
NUMBERS = st.integers() | st.text(max_size=12) | st.sampled_from(["1e3", "١", "+1"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slug=SLUGS, is_known=st.booleans(), page=NUMBERS, size=NUMBERS)
def test_whatever_is_asked_the_answer_is_as_described(
    client: PageClient,
    published: BudgetRound,
    description: Any,
    slug: str,
    is_known: bool,
    page: object,
    size: object,
) -> None:
    client.application.extensions[NAME] = Traffic(10**6)
    chosen = published.slug if is_known else quote(slug, safe="") or "-"
    query = {"page": page, "pageSize": size}

    response = client.get(f"{API}/rounds/{chosen}/projects", query_string=query)

    assert response.status_code in {200, 400, 404}
    name = "Projects" if response.status_code == 200 else "Problem"
    reference = {"$ref": f"#/components/schemas/{name}"}
    validator = jsonschema.Draft202012Validator({**description, **reference})
    validator.validate(response.get_json())
