"""Why a plan did or did not get money, on its page."""

import pytest
from sqlalchemy import null
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.results.counting import read_results
from pb.results.listing import find_publication
from pb.rounds.configuration import read_config
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import (
    BallotText,
    make_armed_round,
    make_published_round,
)

EACH_TEN_TIMES: list[BallotText] = [
    *[(0, {0: "AB"})] * 50,
    *[(0, {0: "AD"})] * 10,
    *[(0, {0: "CE"}), (0, {0: "CD"})] * 20,
]


def why(
    client: PageClient, session: Session, budget_round: BudgetRound, id_: str
) -> str:
    """Return the text of the page about one plan."""
    publication = find_publication(session, budget_round)
    assert publication is not None
    results = read_results(read_config(budget_round), publication.result_json)
    number = results[0].project(id_).number
    response = client.get(f"/rondes/{budget_round.slug}/uitslag/plannen/{number}")
    assert response.status_code == 200
    return tree(response).text.replace("\u00a0", " ")


def large(session: Session, **contest: object) -> BudgetRound:
    """Publish the worked example with ten voters for each."""
    slug = make_armed_round(session, **{"budget_limit": 100_000, **contest})  # type: ignore[arg-type]  # columns
    return make_published_round(session, found(session, slug), EACH_TEN_TIMES)


def test_says_what_was_missing_in_this_count_where_nobody_tried_another(
    client: PageClient, session: Session
) -> None:
    text = why(client, session, large(session), "B")

    assert "Waarom krijgt ‘B’ geen geld?" in text
    assert "Dit plan kost € 300 en kreeg 50 stemmen" in text
    assert "Maar toen had ‘A’ meer steun die meetelde: 60 tegen 50" in text
    assert "kwamen zij tekort" in text
    assert "Hoeveel scheelde het in deze telling?" in text
    assert "Wij telden er niet opnieuw voor" in text
    assert "gekozen. Met" not in text
    # With growing shares, a price of this count says nothing of another one.
    assert "Bij die prijs" not in text


def test_follows_the_money_of_the_supporters(
    client: PageClient, session: Session
) -> None:
    text = why(client, session, large(session), "B")

    assert "Waar ging hun geld naartoe?" in text
    assert "Bekijk als tabel" in text
    assert "Het plan kost € 300." in text


def test_says_why_a_plan_was_chosen(client: PageClient, session: Session) -> None:
    text = why(client, session, large(session), "C")

    assert "Waarom krijgt ‘C’ geld?" in text
    assert "hadden samen genoeg geld om het te betalen" in text
    assert "De rekensom: € 240 : 40" in text
    assert "Met de regel ‘Meeste stemmen eerst’ was dit plan niet gekozen" in text


def test_says_no_price_that_helps_a_plan_after_the_one_where_counting_stopped(
    client: PageClient, session: Session
) -> None:
    budget_round = large(
        session, rule="greedy", completion=null(), rule_options={"skip": False}
    )
    stopped, later = (why(client, session, budget_round, id_) for id_ in "CD")
    page = tree(client.get(f"/rondes/{budget_round.slug}/uitslag")).text

    assert "€ 140 goedkoper" in stopped
    assert "De telling stopte al bij een plan dat niet meer paste." in later
    assert "goedkoper" not in later
    assert "aan de beurt was" not in later
    assert page.count("Het tellen stopte bij een eerder plan") == 2  # D and E


@pytest.mark.parametrize(
    ("contest", "plan", "sentence"),
    [
        (
            {"rule": "greedy", "completion": null()},
            "C",
            "Toen het aan de beurt was, was er nog € 100. Dat was te weinig.",
        ),
        (
            {"rule": "knapsack", "completion": null()},
            "A",
            "Dit plan hoort daar niet bij.",
        ),
        (
            {"rule": "phragmen", "completion": "none"},
            "A",
            "Elke kiezer spaart evenveel.",
        ),
        ({"budget_limit": 50_000}, "A", "meer dan het hele budget van € 500"),
        ({"completion": "utilitarian"}, "D", "kwamen samen € 80 tekort"),
        ({"completion": "utilitarian"}, "D", "had dit plan toen de meeste stemmen."),
        ({"completion": "knapsack"}, "D", "hoort bij de beste combinatie"),
        ({"utility": "cardinality"}, "A", "dat kostte per kiezer minder"),
    ],
)
def test_tells_of_each_rule_in_its_own_words(
    client: PageClient,
    session: Session,
    contest: dict[str, object],
    plan: str,
    sentence: str,
) -> None:
    assert sentence in why(client, session, large(session, **contest), plan)


@pytest.mark.parametrize(("plan", "other"), [("B", "C"), ("C", "B")])
def test_both_plans_of_a_tie_say_that_the_drawn_order_decided(
    client: PageClient, session: Session, plan: str, other: str
) -> None:
    slug = make_armed_round(
        session, rule="greedy", completion=null(), budget_limit=50_000
    )
    ballots: list[BallotText] = [(0, {0: "B"}), (0, {0: "C"})] * 20
    budget_round = make_published_round(session, found(session, slug), ballots)

    text = why(client, session, budget_round, plan)

    assert f"Het stond precies gelijk met ‘{other}’." in text


@pytest.mark.parametrize(("plan", "other"), [("B", "C"), ("C", "B")])
@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"rule": "greedy", "completion": null()}, id="greedy"),
        pytest.param({}, id="equal-shares"),
    ],
)
def test_a_tie_in_which_both_got_money_says_so(
    client: PageClient,
    session: Session,
    rule: dict[str, object],
    plan: str,
    other: str,
) -> None:
    slug = make_armed_round(session, budget_limit=60_000, **rule)  # type: ignore[arg-type]  # columns
    ballots: list[BallotText] = [(0, {0: "B"}), (0, {0: "C"})] * 20
    budget_round = make_published_round(session, found(session, slug), ballots)

    text = why(client, session, budget_round, plan)

    assert f"Het stond precies gelijk met ‘{other}’." in text
    assert "Allebei kregen zij geld." in text


def test_the_first_plan_of_the_order_has_a_chart_of_the_whole_pot(
    client: PageClient, session: Session
) -> None:
    greedy = large(session, rule="greedy", completion=null())

    assert "De staaf is de hele pot." in why(client, session, greedy, "A")


def test_a_winner_says_it_had_most_support_only_where_others_could_be_paid(
    client: PageClient, session: Session
) -> None:
    published = large(session)
    words = "Dit plan had daarvan de meeste steun die meetelde"

    assert words in why(client, session, published, "C")
    assert words not in why(client, session, published, "E")


def test_says_why_support_was_less_than_votes_only_where_it_was(
    client: PageClient, session: Session
) -> None:
    published = large(session)
    words = "telden kiezers minder mee als zij hun deel niet meer"

    assert words in why(client, session, published, "D")
    assert words not in why(client, session, published, "B")


def test_a_plan_without_a_rival_says_how_sure_it_was(
    client: PageClient, session: Session
) -> None:
    text = why(client, session, large(session), "E")

    assert "Van geen ander plan hadden de kiezers toen samen genoeg geld" in text
    assert "Dit is rekengeld" in text


def test_says_less_where_few_people_chose_a_plan(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    text = why(client, session, published, "D")

    assert "Minder dan 10 mensen kozen dit plan" in text
    assert "Waar ging hun geld naartoe?" not in text


def test_says_only_totals_where_few_people_voted(
    client: PageClient, session: Session
) -> None:
    budget_round = found(session, make_armed_round(session))
    make_published_round(session, budget_round, [(0, {0: "AB"})] * 4)

    text = why(client, session, budget_round, "B")

    assert "Er stemden minder dan 10 mensen" in text
    assert "tekort" not in text
    assert "per kiezer" not in text


def test_only_plans_of_the_vote_have_such_a_page(
    client: PageClient, published: BudgetRound
) -> None:
    slug = published.slug

    assert client.get(f"/rondes/{slug}/uitslag/plannen/999999").status_code == 404
    assert client.get(f"/rondes/{slug}/uitslag/v2/plannen/1").status_code == 404


def test_a_version_keeps_its_own_reasons(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    publication = find_publication(session, published)
    assert publication is not None
    results = read_results(read_config(published), publication.result_json)
    number = results[0].projects[0].number

    page = client.get(f"/rondes/{published.slug}/uitslag/v1/plannen/{number}")

    assert "Dit hoort bij versie 1 van de uitslag" in page.text
