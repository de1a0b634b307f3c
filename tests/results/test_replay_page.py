"""The count one step at a time, and other rules beside it."""

import pytest
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import make_armed_round, make_published_round
from tests.results.test_why_page import large


def step(client: PageClient, budget_round: BudgetRound, query: str) -> str:
    response = client.get(f"/rondes/{budget_round.slug}/uitslag/v1/stappen{query}")
    assert response.status_code == 200
    return tree(response).text.replace("\u00a0", " ")


def test_begins_with_the_first_step_and_names_who_could_win(
    client: PageClient, session: Session
) -> None:
    text = step(client, large(session), "")

    assert "Stap 1 van" in text
    assert "60 kiezers van dit plan betaalden samen € 600" in text
    assert "Wie kon er nu nog winnen?" in text
    assert "Volgende stap" in text
    assert "Vorige stap" not in text


def test_says_only_of_a_cut_list_that_more_plans_could_win(
    client: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_round = large(session)
    words = "Misschien konden er nog meer winnen"
    assert words not in step(client, budget_round, "")

    monkeypatch.setattr("pb.results.replay.CONTENDERS", 1)

    assert words in step(client, budget_round, "?stap=2")
    assert "Wij noemen er hier" in step(client, budget_round, "?stap=2")


def test_ends_with_the_last_step(client: PageClient, session: Session) -> None:
    budget_round = large(session)
    steps = step(client, budget_round, "").split("Stap 1 van ")[1].split(":")[0]

    text = step(client, budget_round, f"?stap={steps}")

    assert "Vorige stap" in text
    assert "Volgende stap" not in text


def test_a_step_or_pot_that_is_not_there_is_not_found(
    client: PageClient, published: BudgetRound
) -> None:
    address = f"/rondes/{published.slug}/uitslag/v1/stappen"

    for query in ("?stap=0", "?stap=99", "?stap=-1", "?pot=x"):
        assert client.get(address + query).status_code == 404


def test_few_voters_have_steps_without_what_they_paid(
    client: PageClient, session: Session
) -> None:
    budget_round = found(session, make_armed_round(session))
    make_published_round(session, budget_round, [(0, {0: "AB"})] * 4)

    text = step(client, budget_round, "")

    assert "Nog over" in text
    assert "per kiezer" not in text
    assert "Wie kon er nu nog winnen?" not in text


def test_lays_other_rules_beside_the_result(
    client: PageClient, session: Session
) -> None:
    budget_round = large(session)
    response = client.get(f"/rondes/{budget_round.slug}/uitslag")
    text = tree(response).text.replace("\u00a0", " ")

    assert "En met een andere regel?" in text
    assert "Alleen gekozen met ‘Meeste stemmen eerst’: 1" in text
    assert "Vóór deze regel: 40 kiezers minder staan met lege handen" in text
    assert "Tegen deze regel" in text
    assert "De uitslag hierboven verandert daar niet door" in text


def test_few_voters_have_no_spread_and_no_comparison(
    client: PageClient, session: Session
) -> None:
    budget_round = found(session, make_armed_round(session))
    make_published_round(session, budget_round, [(0, {0: "AB"})] * 9)

    text = tree(client.get(f"/rondes/{budget_round.slug}/uitslag")).text

    assert "En met een andere regel?" not in text
    assert "Hoeveel van hun plannen kregen geld" not in text
    assert "Steun die meetelde" not in text
    assert "Tekort" not in text
    assert "ziet minstens één eigen keuze terug" not in text
