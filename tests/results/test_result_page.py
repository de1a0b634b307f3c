"""The public page of a result and its files."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import null
from sqlalchemy.orm import Session

import allocation
from pb.models import BudgetRound
from pb.results import service
from pb.results.page import AreaTurnout, hide_small_areas
from pb.rounds.phases import Stage
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import EXAMPLE, make_armed_round, make_published_round


def page_of(client: PageClient, budget_round: BudgetRound) -> str:
    response = client.get(f"/rondes/{budget_round.slug}/uitslag")
    assert response.status_code == 200
    return tree(response).text.replace("\u00a0", " ")


def test_says_who_won_and_what_is_left(
    client: PageClient, published: BudgetRound
) -> None:
    text = page_of(client, published)

    assert "3 plannen krijgen geld" in text
    assert "10 bewoners stemden mee over € 1.000" in text
    assert "€ 950 voor plannen" in text
    assert "€ 50 over" in text


def test_says_per_plan_without_money_what_was_missing(
    client: PageClient, published: BudgetRound
) -> None:
    text = page_of(client, published)

    # At € 126 each the supporters of D hold 26 + 66 + 66, those of B 5 times 26.
    assert "Tekort: € 2. De kiezers van dit plan hadden samen nog € 158" in text
    assert "Tekort: € 170. De kiezers van dit plan hadden samen nog € 130" in text


def test_tells_the_count_step_by_step(
    client: PageClient, published: BudgetRound
) -> None:
    text = page_of(client, published)

    assert "6 kiezers betaalden samen € 600" in text
    assert "ten hoogste € 100 per kiezer" in text
    assert "26 keer met € 1 verhoogd: van € 100 naar € 126" in text
    assert "zouden de plannen samen meer kosten dan € 1.000" in text


def test_shows_the_newest_version_and_each_by_its_number(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    slug = published.slug
    first = service.find_publication(session, published)
    assert first is not None

    page = client.get(f"/rondes/{slug}/uitslag/v1")

    assert first.result_hash[:4] in page.text
    assert client.get(f"/rondes/{slug}/uitslag/v2").status_code == 404
    assert client.get("/rondes/nergens/uitslag").status_code == 404


def test_names_ties_and_what_settled_them(client: PageClient, session: Session) -> None:
    budget_round = found(session, make_armed_round(session))
    make_published_round(session, budget_round, [(0, {0: "DE"}), (0, {0: "DE"})])

    text = page_of(client, budget_round)

    assert "D ging voor E" in text
    assert "stond precies gelijk met E" in text


@pytest.mark.parametrize(
    ("contest", "sentence"),
    [
        ({"rule": "greedy", "completion": null()}, "Er was nog € 100 toen dit plan"),
        ({"budget_limit": 50_000}, "Dit plan kost meer dan het hele budget van € 500"),
        (
            {"rule_options": {"min_score": "3"}},
            "Dit plan haalde het minimum aantal stemmen niet",
        ),
        (
            {"rule": "phragmen", "completion": "none"},
            "Het geld was op voordat de kiezers genoeg hadden gespaard",
        ),
        (
            {"rule": "knapsack", "completion": null()},
            "hebben samen meer stemmen dan met dit plan erbij",
        ),
        (
            {"rule_options": {"groups": [{"projects": ["A", "B"], "at_most": 1}]}},
            "Een ander plan van dezelfde groep kreeg al geld",
        ),
    ],
)
def test_gives_every_plan_without_money_its_reason(
    client: PageClient, session: Session, contest: dict[str, object], sentence: str
) -> None:
    slug = make_armed_round(session, **contest)  # type: ignore[arg-type]  # columns
    budget_round = make_published_round(session, found(session, slug))

    assert sentence in page_of(client, budget_round)


def test_a_result_without_winners_has_a_page(
    client: PageClient, session: Session
) -> None:
    budget_round = make_published_round(
        session, found(session, make_armed_round(session)), []
    )

    text = page_of(client, budget_round)

    assert "Geen plan krijgt geld" in text
    assert "Niemand stemde op dit plan" in text


def test_a_result_in_which_everything_fits_has_a_page(
    client: PageClient, session: Session
) -> None:
    slug = make_armed_round(session, budget_limit=900_000)
    budget_round = make_published_round(session, found(session, slug))

    text = page_of(client, budget_round)

    assert "5 plannen krijgen geld" in text
    assert "Alle plannen kregen geld" in text


@pytest.mark.parametrize("vote_type", ["cumulative", "ordinal"])
def test_points_are_called_points(
    client: PageClient, session: Session, vote_type: str
) -> None:
    slug = make_armed_round(session, vote_type=vote_type)
    budget_round = found(session, slug)
    make_published_round(session, budget_round, [])

    assert "Punten" in page_of(client, budget_round)


def test_a_round_with_several_pots_has_a_section_for_each(
    client: PageClient, two_areas: BudgetRound
) -> None:
    text = page_of(client, two_areas)

    for contest in two_areas.contests:
        assert text.count(contest.title) >= 2
    assert "2 plannen krijgen geld" in text


def test_few_voters_of_an_area_are_hidden_with_what_would_betray_them(
    client: PageClient, two_areas: BudgetRound
) -> None:
    text = page_of(client, two_areas)

    assert "minder dan 10" in text


def test_turnout_is_exact_while_no_area_is_small() -> None:
    turnout = [AreaTurnout("A", 100, 37), AreaTurnout("B", 100, 0)]

    assert hide_small_areas(turnout) == turnout


def test_a_small_area_rounds_all_others() -> None:
    turnout = [AreaTurnout("A", 100, 37), AreaTurnout("B", 100, 9)]

    hidden = hide_small_areas(turnout)

    assert [area.ballots for area in hidden] == [40, None]


def test_speaks_english_too(client: PageClient, published: BudgetRound) -> None:
    client.set_cookie("taal", "en")

    response = client.get(f"/rondes/{published.slug}/uitslag")

    assert response.status_code == 200
    assert 'lang="en"' in response.text


def test_the_hash_is_that_of_the_json_file(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    publication = service.find_publication(session, published)
    assert publication is not None
    expected = publication.result_hash

    response = client.get(f"/rondes/{published.slug}/uitslag/v1/uitslag.json")

    assert hashlib.sha256(response.data).hexdigest() == expected
    assert json.loads(response.data)["format"] == "buurtgeld-result/1"


def test_the_ballots_can_be_counted_again(
    client: PageClient, published: BudgetRound, tmp_path: Path
) -> None:
    response = client.get(f"/rondes/{published.slug}/uitslag/v1/stemmen.pb")
    path = tmp_path / "stemmen.pb"
    path.write_bytes(response.data)

    parsed = allocation.read_pabulib(path)
    order = parsed.meta["tie_order"].split(",")
    again = allocation.allocate(parsed.instance, tie_order=order)

    assert again.winners == ("A", "C", "E")
    assert "attachment" in response.headers["Content-Disposition"]


def test_the_table_has_a_row_per_plan(
    client: PageClient, published: BudgetRound
) -> None:
    response = client.get(f"/rondes/{published.slug}/uitslag/v1/uitslag.csv")

    text = response.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["id"] for row in rows if row["gekozen"] == "ja"] == ["A", "C", "E"]
    assert len(rows) == 5


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
    assert client.get(address, query_string={"pot": pot}).status_code == 200
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

    assert len(links) == 3
    for link in links:
        assert client.get(link).status_code == 200


def test_a_delivered_round_keeps_its_result(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    published.stage = Stage.DELIVERING
    session.commit()

    assert client.get(f"/rondes/{published.slug}/uitslag").status_code == 200


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
