"""The public page of a result."""

from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import null
from sqlalchemy.orm import Session

from exports.result import ContestResult
from pb.models import BudgetRound
from pb.results import listing
from pb.results.money_bar import money_parts
from pb.results.page import AreaTurnout, hide_small_areas
from pb.rounds.phases import Stage
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import make_armed_round, make_published_round


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

    assert "6 kiezers van dit plan betaalden samen € 600" in text
    assert "ten hoogste € 100 per kiezer" in text
    assert "26 keer met € 1 verhoogd: van € 100 naar € 126" in text
    assert "zouden de plannen samen meer kosten dan € 1.000" in text


def test_names_the_plan_that_gets_only_a_part(
    client: PageClient, session: Session
) -> None:
    options = {"rule_options": {"leftover": "partial"}, "budget_limit": 70_000}
    slug = make_armed_round(session, rule="greedy", completion=null(), **options)  # type: ignore[arg-type]  # columns
    published = make_published_round(session, found(session, slug))

    text = page_of(client, published)

    assert "‘B’ krijgt geen heel bedrag, maar een bijdrage van € 100" in text


def test_one_theme_written_in_two_ways_is_one_part_of_the_bar() -> None:
    plans = [
        SimpleNamespace(category="Groen in de wijk", is_funded=True, cost=300),
        SimpleNamespace(category="groen in de Wijk", is_funded=False, cost=200),
        SimpleNamespace(category="straat", is_funded=True, cost=100),
    ]

    parts = money_parts(cast(ContestResult, SimpleNamespace(projects=plans)))

    assert [(part.cents, part.plans, part.of_plans) for part in parts] == [
        (300, 1, 2),
        (100, 1, 1),
    ]


def test_lists_the_plans_that_change_with_each_other_rule(
    client: PageClient, session: Session
) -> None:
    """The best combination of votes for € 600 is not that of either other rule."""
    slug = make_armed_round(
        session, rule="greedy", completion=null(), budget_limit=60_000
    )
    published = make_published_round(session, found(session, slug))

    text = page_of(client, published)

    assert "Dit verandert met ‘Gelijke delen’" in text
    assert "Dit verandert met ‘De beste combinatie’" in text
    assert "Alleen gekozen met ‘De beste combinatie’" in text


def test_shows_the_newest_version_and_each_by_its_number(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    slug = published.slug
    first = listing.find_publication(session, published)
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
    assert "Zij kregen allemaal geld" in text


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
    assert "had iedere groep te weinig geld over" not in text


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

    assert text.count("niet getoond") == 2


def test_turnout_is_exact_while_no_area_is_small() -> None:
    turnout = [AreaTurnout("A", 100, 37), AreaTurnout("B", 100, 0)]

    assert hide_small_areas(turnout) == turnout


@pytest.mark.parametrize(
    ("ballots", "shown"),
    [
        pytest.param([37, 9], [None, None], id="the-only-other-goes-too"),
        pytest.param([37, 9, 50], [None, None, 50], id="the-next-smallest-goes-too"),
        pytest.param([37, 9, 3, 50], [37, None, None, 50], id="two-hide-each-other"),
        pytest.param([37, 9, 0, 50], [None, None, 0, 50], id="nobody-hides-nobody"),
        pytest.param([9], [None], id="alone"),
    ],
)
def test_small_areas_are_hidden_and_not_given_away(
    ballots: list[int], shown: list[int | None]
) -> None:
    turnout = [AreaTurnout(f"W{i}", 100, cast) for i, cast in enumerate(ballots)]

    assert [area.ballots for area in hide_small_areas(turnout)] == shown


def test_speaks_english_too(client: PageClient, published: BudgetRound) -> None:
    client.set_cookie("taal", "en")

    response = client.get(f"/rondes/{published.slug}/uitslag")

    assert response.status_code == 200
    assert 'lang="en"' in response.text
    shown = tree(response).text
    assert ("Spent" in shown, "Issued" in shown) == (True, False)


def test_a_delivered_round_keeps_its_result(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    published.stage = Stage.DELIVERING
    session.commit()

    assert client.get(f"/rondes/{published.slug}/uitslag").status_code == 200
