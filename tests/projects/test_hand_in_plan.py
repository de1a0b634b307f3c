"""A resident hands in a plan."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.models import BudgetRound, Project, ProjectStatus
from pb.projects.proposals import PLANS_PER_HOUR
from pb.rounds.phases import Stage
from tests.factories import NOW
from tests.pages import PageClient, tree
from tests.projects.factories import filled_in, make_collecting_round, make_plan

Travel = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _clock(now: Travel) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


def address(budget_round: BudgetRound) -> str:
    return f"/rondes/{budget_round.slug}/indienen"


def count_plans(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Project)) or 0


def test_stores_the_plan_and_says_what_comes_next(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    response = client.post(address(budget_round), data=filled_in(budget_round))

    assert response.status_code == 303
    session.rollback()
    project = session.scalars(select(Project)).one()
    assert project.status is ProjectStatus.SUBMITTED
    assert project.estimated_cost == 125_050
    assert project.contact is not None
    assert project.contact.email == "fatima@example.org"
    page = client.get(response.location)
    assert f"plan nummer {project.id}" in page.text
    assert "donderdag 21 januari 2027" in page.text


def test_shows_the_plan_at_once_without_who_handed_it_in(
    client: PageClient, budget_round: BudgetRound
) -> None:
    client.post(address(budget_round), data=filled_in(budget_round))

    listing = client.get(f"/rondes/{budget_round.slug}/plannen").text
    link = next(
        a
        for a in tree(client.get(f"/rondes/{budget_round.slug}/plannen")).all("a")
        if a.text == "Bankjes bij de Boezem"
    )
    page = client.get(link["href"]).text
    assert "Ontvangen" in listing
    for text in (listing, page):
        assert "Fatima" not in text
        assert "fatima@example.org" not in text


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("title", "   ", "Geef uw plan een naam."),
        ("title", "!!!", "Geef uw plan een naam."),
        ("title", "x" * 101, "Deze tekst is 1 teken te lang. Er passen 100 tekens."),
        ("description", "", "Vertel wat uw plan is."),
        ("description", "x" * 4010, "Deze tekst is 10 tekens te lang."),
        ("area", "", "Kies waar uw plan is."),
        ("area", "999999", "Ongeldige keuze."),
        ("theme", "", "Kies een onderwerp."),
        ("theme", "onzin", "Ongeldige keuze."),
        ("place", "x" * 201, "Er passen 200 tekens."),
        ("estimated_cost", "", "Vul in wat uw plan kost."),
        ("estimated_cost", "0", "Vul een bedrag in dat hoger is dan 0."),
        ("estimated_cost", "-5", "Vul een bedrag in euro’s in"),
        ("estimated_cost", "veel", "Vul een bedrag in euro’s in"),
        ("contact_name", "", "Vul uw naam in."),
        ("contact_email", "fatima@", "Dit e-mailadres klopt niet."),
        ("contact_phone", "12", "Dit nummer klopt niet."),
        ("contact_phone", "bel maar aan", "Dit nummer klopt niet."),
        ("contact_email", "", "Vul uw e-mailadres of uw telefoonnummer in."),
    ],
)
def test_says_at_the_field_what_is_wrong_and_stores_nothing(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    field: str,
    typed: str,
    message: str,
) -> None:
    form = filled_in(budget_round, **{field: typed})

    response = client.post(address(budget_round), data=form)

    assert response.status_code == 422
    page = tree(response)
    error = next(p for p in page.all("p") if p["id"] == f"{field}-fout")
    assert message in error.text
    assert count_plans(session) == 0


def test_gives_back_everything_that_was_typed(
    client: PageClient, budget_round: BudgetRound
) -> None:
    form = filled_in(budget_round, estimated_cost="12.50", contact_phone="06-1234 5678")

    page = tree(client.post(address(budget_round), data=form))

    fields = {f["name"]: f for f in page.all("input", "select", "textarea")}
    for name in ("title", "place", "estimated_cost", "contact_phone", "submission_id"):
        assert fields[name]["value"] == form[name]
    assert fields["description"].text.startswith("Drie bankjes in de zon.")
    chosen = [o["value"] for o in page.all("option") if "selected" in o]
    assert chosen == [form["area"], "groen"]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9f"])
@pytest.mark.parametrize("field", ["title", "description", "place", "contact_name"])
def test_refuses_control_characters_and_gives_the_text_back_without(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    field: str,
    sign: str,
) -> None:
    form = filled_in(budget_round, **{field: f"Bank{sign}jes"})

    response = client.post(address(budget_round), data=form)

    assert response.status_code == 422
    assert "onzichtbare tekens" in response.text
    assert "Bankjes" in response.text
    assert sign not in response.text
    assert count_plans(session) == 0


def test_keeps_paragraphs_but_no_signs_that_turn_text_around(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    form = filled_in(
        budget_round,
        title="  Bankjes \u202egnal\u202c  bij de\r\nplas ",
        description="Een.\r\n\r\n\r\n\r\nTwee.   ",
        contact_phone="\u202a06 12345678\u202c",
    )

    assert client.post(address(budget_round), data=form).status_code == 303
    session.rollback()
    project = session.scalars(select(Project)).one()
    assert project.title == "Bankjes gnal bij de plas"
    assert project.description == "Een.\n\nTwee."
    assert project.contact is not None
    assert project.contact.phone == "06 12345678"


def test_a_form_sent_twice_makes_one_plan(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    form = filled_in(budget_round)

    first = client.post(address(budget_round), data=form)
    second = client.post(address(budget_round), data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count_plans(session) == 1


def test_a_sent_form_with_another_text_is_not_lost_and_not_stored_unasked(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    form = filled_in(budget_round)
    client.post(address(budget_round), data=form)

    response = client.post(address(budget_round), data=form | {"title": "Ander plan"})

    assert response.status_code == 409
    assert count_plans(session) == 1
    page = tree(response)
    sent = {f["name"]: f["value"] for f in page.all("input")}
    assert sent["title"] == "Ander plan"
    again = client.post(address(budget_round), data=form | sent)
    assert again.status_code == 303
    assert count_plans(session) == 2


def test_the_same_submission_id_in_another_round_is_another_plan(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    other = make_collecting_round(session)
    form = filled_in(budget_round)
    client.post(address(budget_round), data=form)

    form["area"] = filled_in(other)["area"]
    assert client.post(address(other), data=form).status_code == 303
    assert count_plans(session) == 2


@pytest.mark.parametrize("sent", ["", "1", "x" * 5000, "'; drop table project"])
def test_a_strange_submission_id_does_no_harm(
    client: PageClient, session: Session, budget_round: BudgetRound, sent: str
) -> None:
    form = filled_in(budget_round, submission_id=sent)

    assert client.post(address(budget_round), data=form).status_code == 303
    assert count_plans(session) == 1


def test_refuses_more_plans_from_one_network_than_a_busy_hour_brings(
    client: PageClient, session: Session, budget_round: BudgetRound, now: Travel
) -> None:
    now(NOW + timedelta(minutes=10))
    for _number in range(PLANS_PER_HOUR):
        client.post(address(budget_round), data=filled_in(budget_round))

    response = client.post(address(budget_round), data=filled_in(budget_round))

    assert response.status_code == 429
    assert 2995 <= int(response.headers["Retry-After"]) <= 3001
    assert "Bankjes bij de Boezem" in response.text
    assert count_plans(session) == PLANS_PER_HOUR
    now(NOW + timedelta(hours=1))
    again = client.post(address(budget_round), data=filled_in(budget_round))
    assert again.status_code == 303


def test_another_network_is_not_in_the_way(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    for _number in range(PLANS_PER_HOUR):
        client.post(address(budget_round), data=filled_in(budget_round))

    response = client.post(
        address(budget_round),
        data=filled_in(budget_round),
        environ_base={"REMOTE_ADDR": "198.51.100.7"},
    )

    assert response.status_code == 303


@pytest.mark.parametrize(
    ("days", "heading", "words"),
    [
        (
            -2,
            "U kunt nog geen plan indienen",
            "Indienen begint op zaterdag 21 november",
        ),
        (20, "U kunt geen plan meer indienen", "Indienen kon tot zaterdag 12 december"),
    ],
)
def test_before_and_after_collecting_a_page_says_the_dates(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    now: Travel,
    days: int,
    heading: str,
    words: str,
) -> None:
    now(NOW + timedelta(days=days))

    page = client.get(address(budget_round))

    assert page.status_code == 200
    assert heading in page.text
    assert words in page.text
    assert (
        client.post(address(budget_round), data=filled_in(budget_round)).status_code
        == 409
    )
    assert count_plans(session) == 0


def test_the_last_moment_belongs_to_the_next_phase(
    client: PageClient, budget_round: BudgetRound, now: Travel
) -> None:
    assert budget_round.collecting_closes_at is not None
    end = budget_round.collecting_closes_at

    now(end - timedelta(seconds=1))
    assert (
        client.post(address(budget_round), data=filled_in(budget_round)).status_code
        == 303
    )
    now(end)
    late = client.post(address(budget_round), data=filled_in(budget_round))
    assert late.status_code == 409
    assert "Drie bankjes in de zon." in late.text


def test_a_draft_is_not_there(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    project = make_plan(session, budget_round)
    budget_round.stage = Stage.DRAFT
    session.commit()
    plans = f"/rondes/{budget_round.slug}/plannen"

    for path in (
        address(budget_round),
        plans,
        f"{plans}/{project.id}",
        f"{plans}/{project.id}/ontvangen",
    ):
        assert client.get(path).status_code == 404
    form = filled_in(budget_round)
    assert client.post(address(budget_round), data=form).status_code == 404


def test_the_form_is_refused_without_its_token(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = True
    try:
        response = client.post(address(budget_round), data=filled_in(budget_round))
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = False

    assert response.status_code == 400
    assert count_plans(session) == 0
