"""The catalogue of open data, and what search engines are told of a result."""

import json
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.models import BudgetRound
from tests.pages import PageClient, tree
from tests.results.conftest import closed, found, published
from tests.results.factories import EXAMPLE, make_armed_round, make_published_round

__all__ = ["closed", "published"]


def data_of(response: TestResponse) -> Any:
    return response.json


def test_lists_every_published_result_with_its_files(
    client: PageClient, published: BudgetRound, closed: BudgetRound
) -> None:
    response = client.get("/data/catalog.jsonld")

    [dataset] = data_of(response)["dcat:dataset"]
    assert response.mimetype == "application/ld+json"
    assert dataset["@id"].endswith(f"/rondes/{published.slug}/uitslag")
    assert closed.slug not in response.text
    for distribution in dataset["dcat:distribution"]:
        path = distribution["dcat:downloadURL"]["@id"].removeprefix("http://localhost")
        assert client.get(path, buffered=True).status_code == 200
        assert distribution["dct:license"]["@id"]


def test_has_what_dcat_ap_asks_for(client: PageClient, published: BudgetRound) -> None:
    catalogue = data_of(client.get("/data/catalog.jsonld"))

    for name in ("title", "description", "publisher", "license", "language"):
        assert catalogue[f"dct:{name}"]
    [dataset], [service] = catalogue["dcat:dataset"], catalogue["dcat:service"]
    for name in ("dct:identifier", "dct:title", "dct:description", "dcat:contactPoint"):
        assert dataset[name]
    assert service["dcat:endpointDescription"]["@id"].endswith("/api/v1/openapi.json")


def test_an_empty_catalogue_is_one_too(client: PageClient) -> None:
    assert data_of(client.get("/data/catalog.jsonld"))["dcat:dataset"] == []


def test_a_hostile_title_does_not_end_the_block_of_a_page(
    client: PageClient, session: Session
) -> None:
    budget_round = found(session, make_armed_round(session))
    make_published_round(session, budget_round, EXAMPLE)
    budget_round.summary = "</script><script>alert(1)</script> & <!--"
    session.commit()

    page = client.get(f"/rondes/{budget_round.slug}/uitslag")

    [block] = [
        s for s in tree(page).all("script") if s["type"] == "application/ld+json"
    ]
    assert "<script>alert" not in page.text
    told = json.loads(block.text)
    assert told["@type"] == "Dataset"
    assert "</script><script>alert(1)" in told["description"]
