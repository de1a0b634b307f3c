"""The files of a published result, as the page gives them."""

import csv
import hashlib
import io
import json
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

import allocation
from pb.models import BudgetRound
from pb.results import file_views, foreign, listing
from pb.rounds.configuration import read_config
from pb.voting.commitment import canonical_ballot
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import (
    EXAMPLE,
    make_armed_round,
    make_published_round,
    put,
)


def test_the_hash_is_that_of_the_json_file(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    publication = listing.find_publication(session, published)
    assert publication is not None
    expected = publication.result_hash

    response = client.get(f"/rondes/{published.slug}/uitslag/v1/uitslag.json")

    assert hashlib.sha256(response.data).hexdigest() == expected
    assert json.loads(response.data)["format"] == "buurtgeld-result/1"


def test_the_ballots_can_be_counted_again(
    client: PageClient, published: BudgetRound, tmp_path: Path
) -> None:
    response = client.get(
        f"/rondes/{published.slug}/uitslag/v1/stemmen.pb", buffered=True
    )
    path = tmp_path / "stemmen.pb"
    path.write_bytes(response.data)

    parsed = allocation.read_pabulib(path)
    order = parsed.meta["tie_order"].split(",")
    again = allocation.allocate(parsed.instance, tie_order=order)

    assert again.winners == ("A", "C", "E")
    assert "attachment" in response.headers["Content-Disposition"]


def test_the_ballots_come_with_every_limit_that_they_had(
    client: PageClient, session: Session, tmp_path: Path
) -> None:
    limits = {"min_choices": 2, "points": 10, "max_points": 6, "max_per_theme": {}}
    slug = make_armed_round(
        session,
        vote_type="cumulative",
        max_choices=4,
        within_budget=False,
        ballot_limits=limits,
    )
    budget_round = found(session, slug)
    pot = read_config(budget_round).contests[0]
    for _ in range(10):
        choices = {pot.id: {"A": 6, "B": 4}}
        area = str(budget_round.areas[0].id)
        put(session, budget_round, canonical_ballot(area, choices))
    make_published_round(session, budget_round, [])

    response = client.get(f"/rondes/{slug}/uitslag/v1/stemmen.pb", buffered=True)

    (tmp_path / "b.pb").write_bytes(response.data)
    parsed = allocation.read_pabulib(tmp_path / "b.pb")
    assert foreign.ballot_limits_of(parsed) == limits
    assert (foreign.max_choices_of(parsed), foreign.is_within_budget(parsed)) == (
        pot.limits.max_choices,
        pot.limits.within_budget,
    )


def test_the_table_has_a_row_per_plan(
    client: PageClient, published: BudgetRound
) -> None:
    response = client.get(f"/rondes/{published.slug}/uitslag/v1/uitslag.csv")

    text = response.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["id"] for row in rows if row["gekozen"] == "ja"] == ["A", "C", "E"]
    assert len(rows) == 5


def test_the_workbook_is_made_once_and_never_again(
    client: PageClient, published: BudgetRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/rondes/{published.slug}/uitslag/v1/uitslag.xlsx"
    first = client.get(address, buffered=True)
    monkeypatch.setattr(file_views, "workbook", None)

    again = client.get(address, buffered=True, headers={"Accept-Language": "en"})

    book = openpyxl.load_workbook(io.BytesIO(first.data))
    assert [row[3].value for row in book["Plannen"].iter_rows()][1:4] == ["A", "C", "E"]
    assert again.data == first.data
    assert "attachment" in first.headers["Content-Disposition"]


def test_the_workbook_hides_the_turnout_of_few(
    client: PageClient, two_areas: BudgetRound
) -> None:
    address = f"/rondes/{two_areas.slug}/uitslag/v1/uitslag.xlsx"

    response = client.get(address, buffered=True)

    turnout = openpyxl.load_workbook(io.BytesIO(response.data))["Opkomst"]
    assert [row[2].value for row in turnout.iter_rows()][1:] == [None, None]


def test_a_file_that_is_there_already_is_not_sent_again(
    client: PageClient, published: BudgetRound
) -> None:
    address = f"/rondes/{published.slug}/uitslag/v1/uitslag.csv"
    etag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_several_pots_have_a_file_each(
    client: PageClient, two_areas: BudgetRound
) -> None:
    address = f"/rondes/{two_areas.slug}/uitslag/v1/stemmen.pb"
    here, _there = two_areas.contests
    pot = here.id

    refused = client.get(address)

    assert refused.status_code == 400
    assert f"{address}?pot={pot}" in refused.text
    given = client.get(address, query_string={"pot": pot}, buffered=True)
    assert given.status_code == 200
    assert client.get(address, query_string={"pot": "0"}).status_code == 404


def test_few_ballots_are_not_given_away_one_by_one(
    client: PageClient, two_areas: BudgetRound
) -> None:
    address = f"/rondes/{two_areas.slug}/uitslag/v1/stemmen.pb"
    pot = two_areas.contests[1].id

    response = client.get(address, query_string={"pot": pot})

    assert response.status_code == 404
    assert "minder dan 10 stemmen" in response.text


def test_the_page_links_only_to_files_that_are_there(
    client: PageClient, two_areas: BudgetRound
) -> None:
    page = tree(client.get(f"/rondes/{two_areas.slug}/uitslag"))

    links = [a["href"] for a in page.all("a") if "/uitslag/v1/" in a["href"]]

    assert len(links) > 5
    for link in links:
        assert client.get(link, buffered=True).status_code == 200


def test_a_hostile_name_stays_text_on_the_page_and_in_files(
    client: PageClient, session: Session
) -> None:
    slug = make_armed_round(session, name_of_a="=1+1<script>alert(1)</script>")
    make_published_round(session, found(session, slug), EXAMPLE)

    page = client.get(f"/rondes/{slug}/uitslag").text
    table = client.get(f"/rondes/{slug}/uitslag/v1/uitslag.csv").text

    assert "<script>alert" not in page
    assert "=1+1&lt;script&gt;" in page
    assert ";'=1+1<script>" in table
