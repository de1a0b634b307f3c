"""A resident hands in a plan step by step; what is typed is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.models import BudgetRound, PlanDraft, Project
from pb.projects.drafts import DRAFTS_PER_HOUR, remove_old_drafts
from pb.projects.facts import read_facts
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.steps import begin, review_of, steps_of, value_of, write_all

Travel = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _clock(now: Travel) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


def plans(session: Session) -> list[Project]:
    session.rollback()
    return list(session.scalars(select(Project)))


def test_a_plan_that_went_through_every_step_is_handed_in_whole(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    token = write_all(client, budget_round)

    response = client.post(review_of(budget_round, token))

    (plan,) = plans(session)
    assert response.location.endswith(f"/plannen/{plan.id}/ontvangen")
    facts = read_facts(session, plan.id)
    assert plan.estimated_cost == facts.asked == 150_050 - 25_000
    assert facts.lines == (("Hout", 100_000), ("Beton", 50_050))
    assert facts.contributions == {"own": 10_000, "funds": 15_000}
    assert (facts.aims, facts.values) == ((1, 3), ("community",))
    assert facts.needs == {"hands": "Vijf mensen"}
    assert plan.contact is not None
    assert plan.contact.email == "fatima@example.org"


def test_the_page_of_such_a_plan_shows_what_it_says_of_itself(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    token = write_all(client, budget_round)
    client.post(review_of(budget_round, token))
    (plan,) = plans(session)

    page = client.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text

    for words in ("Vijf mensen", "De Boezem", "Wij zetten ze neer.", "Hout"):
        assert words in page
    assert "Gevraagd aan het buurtgeld" in page
    assert "Fatima" not in page


def test_what_was_typed_is_there_after_a_break_also_when_it_was_wrong(
    client: PageClient, budget_round: BudgetRound
) -> None:
    token = begin(client, budget_round)
    address = f"/rondes/{budget_round.slug}/indienen/{token}/geld"

    response = client.post(address, data={"cost_label_1": "Hout", "cost_amount_1": "x"})

    assert response.status_code == 422
    assert value_of(client, address, "cost_amount_1") == "x"
    assert value_of(client, address, "cost_label_1") == "Hout"


def test_saving_for_later_shows_the_address_and_stores_no_plan(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    form = {"stap": "wat", "title": "Half", "bewaar": "1"}

    response = client.post(
        f"/rondes/{budget_round.slug}/indienen", data=form, follow_redirects=True
    )

    assert "Uw plan is bewaard" in response.text
    assert plans(session) == []


def test_the_script_that_saves_gets_an_address_and_then_nothing(
    client: PageClient, budget_round: BudgetRound
) -> None:
    headers = {"X-Requested-With": "save"}
    typed = {"stap": "wat", "title": "Ha", "bewaar": "1"}
    start = f"/rondes/{budget_round.slug}/indienen"

    first = client.post(start, data=typed, headers=headers)
    address = first.get_json()["address"]
    again = client.post(address, data=typed | {"title": "Half"}, headers=headers)

    assert (first.status_code, again.status_code) == (201, 204)
    assert value_of(client, address, "title") == "Half"


def test_a_plan_that_is_not_whole_is_not_handed_in(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    token = begin(client, budget_round)

    response = client.post(review_of(budget_round, token))

    assert response.status_code == 422
    assert "Dit is nog niet goed ingevuld: Wat kost het?" in response.text
    assert plans(session) == []


def test_nobody_finds_a_draft_without_its_words(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    token = begin(client, budget_round)
    other = make_collecting_round(session)

    for address in (
        f"/rondes/{budget_round.slug}/indienen/{token[:-1]}x/wat",
        f"/rondes/{other.slug}/indienen/{token}/wat",
        f"/rondes/{budget_round.slug}/indienen/{token}/onzin",
    ):
        assert client.get(address).status_code == 404
    kept = session.scalars(select(PlanDraft)).one()
    assert token not in kept.token_hash


def test_a_page_of_a_draft_is_kept_nowhere(
    client: PageClient, budget_round: BudgetRound
) -> None:
    token = begin(client, budget_round)

    page = client.get(review_of(budget_round, token))

    assert page.headers["Cache-Control"] == "no-store"


def test_a_draft_handed_in_twice_makes_one_plan_and_leaves_no_personal_data(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    token = write_all(client, budget_round)

    first = client.post(review_of(budget_round, token))
    second = client.post(review_of(budget_round, token))

    assert first.location == second.location
    assert len(plans(session)) == 1
    assert session.scalars(select(PlanDraft)).one().answers == "{}"


def test_after_the_last_day_the_text_is_given_back(
    client: PageClient, session: Session, budget_round: BudgetRound, now: Travel
) -> None:
    token = write_all(client, budget_round)
    now(NOW + timedelta(days=21))

    response = client.post(review_of(budget_round, token))

    assert response.status_code == 409
    assert "Drie bankjes in de zon." in response.text
    assert plans(session) == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Vul in wat uw plan kost."),
        ({"cost_label_1": "Hout"}, "Vul in wat dit kost."),
        ({"cost_amount_1": "10"}, "Schrijf waar dit bedrag voor is."),
        (
            {"cost_label_1": "Hout", "cost_amount_1": "10", "from_own": "10"},
            "Anderen betalen al alles.",
        ),
        ({"cost_label_1": "Hout", "cost_amount_1": "12.50"}, "Schrijf duizenden"),
    ],
)
def test_says_what_is_wrong_with_the_money(
    client: PageClient,
    budget_round: BudgetRound,
    typed: dict[str, str],
    message: str,
) -> None:
    token = begin(client, budget_round)

    address = f"/rondes/{budget_round.slug}/indienen/{token}/geld"
    response = client.post(address, data=typed)

    assert response.status_code == 422
    assert message in response.text


def test_asks_what_is_paid_and_how_to_reach_somebody(
    client: PageClient, budget_round: BudgetRound
) -> None:
    token = begin(client, budget_round)
    typed = {"proposer_kind": "street", "is_paid": "yes", "contact_name": "Fatima"}

    address = f"/rondes/{budget_round.slug}/indienen/{token}/wie"
    response = client.post(address, data=typed)

    assert response.status_code == 422
    assert "Schrijf waarvoor, en hoeveel het ongeveer is." in response.text
    assert "Vul uw e-mailadres of uw telefoonnummer in." in response.text


def test_one_network_cannot_fill_the_database_with_drafts(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    for _number in range(DRAFTS_PER_HOUR):
        begin(client, budget_round)

    typed = steps_of(budget_round)["wat"] | {"stap": "wat"}
    response = client.post(f"/rondes/{budget_round.slug}/indienen", data=typed)

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    count = session.scalar(select(func.count()).select_from(PlanDraft))
    assert count == DRAFTS_PER_HOUR


def test_a_draft_that_nobody_touches_is_forgotten(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    begin(client, budget_round)

    remove_old_drafts(session, before=NOW)
    assert session.scalar(select(func.count()).select_from(PlanDraft)) == 1
    remove_old_drafts(session, before=NOW + timedelta(seconds=1))
    assert session.scalar(select(func.count()).select_from(PlanDraft)) == 0


def test_plans_that_look_alike_stand_at_the_last_step(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round, title="Een bankje aan de Boezem")
    token = write_all(client, budget_round)

    page = client.get(review_of(budget_round, token)).text

    assert "Deze plannen lijken op uw plan" in page
    assert f"/plannen/{plan.id}/meedoen" in page


def test_the_paper_form_asks_what_the_screen_asks(
    client: PageClient, budget_round: BudgetRound
) -> None:
    page = client.get(f"/rondes/{budget_round.slug}/indienen/papier").text

    for words in ("Naam van het plan", "Waar helpt uw plan bij?", "Fondsen", "Uw naam"):
        assert words in page
