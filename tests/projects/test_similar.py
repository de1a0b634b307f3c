"""Plans that look like the one that is being typed."""

import statistics
import time

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from pb.models import Project, ProjectStatus
from pb.projects.similar import plain_words, similar_plans
from pb.rounds.phases import Stage
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Bankjes bij de plas", "bank plas"),
        ("Één café voor ouders", "cafe ouder"),
        ("Naïeve façade, Zoë's crèche", "naieve facade zoe creche"),
        ("The new trees", "tre"),
        ("İstanbul ış Łódź", "istanbul is lodz"),
    ],
)
def test_compares_words_without_accents_and_endings(typed: str, plain: str) -> None:
    assert plain_words(typed) == plain


@pytest.mark.parametrize(
    ("earlier", "typed"),
    [
        ("Bankjes bij de Kralingse Plas", "Een nieuw bankje aan de plas"),
        ("Café voor iedereen", "cafe in de wijk"),
        ("Moestuin op het dak", "Moestuinen"),
        ("Speeltuin Crooswijk opknappen", "speeltuin croosvijk"),
    ],
)
def test_finds_a_plan_that_is_called_otherwise(
    session: Session, earlier: str, typed: str
) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round, title="Skatebaan van beton", place="Laan")
    plan = make_plan(session, budget_round, title=earlier, place="")

    found = similar_plans(session, typed)

    assert [other.id for other in found] == [plan.id]


def test_finds_no_draft_round_nothing_taken_back_and_nothing_for_one_letter(
    session: Session,
) -> None:
    hidden = make_collecting_round(session, stage=Stage.DRAFT)
    make_plan(session, hidden, title="Bankjes")
    shown = make_collecting_round(session)
    make_plan(session, shown, title="Bankjes", status=ProjectStatus.WITHDRAWN)

    assert similar_plans(session, "Bankjes") == []
    assert similar_plans(session, "b") == []


def test_the_script_gets_titles_and_addresses(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    plan = make_plan(session, budget_round, title="<b>Bankjes</b>", place="Plas")
    path = f"/rondes/{budget_round.slug}/plannen"

    response = client.get(f"{path}/lijkt-op", query_string={"q": "bankje"})

    (found,) = response.get_json()["plans"]
    assert found["address"] == f"{path}/{plan.id}"
    assert found["title"] == "<b>Bankjes</b>"
    assert response.mimetype == "application/json"


def test_a_title_that_changed_is_found_at_once(session: Session) -> None:
    budget_round = make_collecting_round(session)
    plan = make_plan(session, budget_round, title="Bankjes", place="")
    assert [other.id for other in similar_plans(session, "bankje")] == [plan.id]

    plan.title = "Moestuin"
    session.commit()

    assert similar_plans(session, "bankje") == []
    assert [other.id for other in similar_plans(session, "moestuinen")] == [plan.id]
    assert similar_plans(session, "moestuinen", without=plan.id) == []


@pytest.mark.parametrize(
    "title", ["Bank\x1e", "Bank\x1ex\x1fy\x1fz", "\x1e²\x1fa\x1fb"]
)
def test_signs_that_part_plans_harm_nothing(session: Session, title: str) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round, title=title, place="")
    other = make_plan(session, budget_round, title="Moestuin", place="")

    assert [each.id for each in similar_plans(session, "moestuin")] == [other.id]


@pytest.mark.clock
def test_answers_at_once_with_five_thousand_plans(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    things = ("Bankjes", "Moestuin", "Speeltuin", "Muurschildering", "Buurtfeest")
    places = ("de plas", "het plein", "de Boezem", "het park", "de kade")
    rows = [
        {
            "budget_round_id": budget_round.id,
            "title": f"{things[n % 5]} {n} bij {places[n // 5 % 5]}",
            "place": f"Straat {n % 700}",
            "description": "Tekst. " * 50,
            "submitted_at": NOW,
            "status": ProjectStatus.SUBMITTED,
        }
        for n in range(5000)
    ]
    session.execute(insert(Project), rows)
    session.commit()
    path = f"/rondes/{budget_round.slug}/plannen/lijkt-op"
    client.get(path, query_string={"q": "moestuin"})  # reads every title once

    times = []
    for typed in (
        "moestuin aan de kade",
        "bankje",
        "iets heel anders",
        "feest",
        "plas",
    ):
        begun = time.process_time()  # of this process alone, whatever else runs
        client.get(path, query_string={"q": typed})
        times.append(time.process_time() - begun)

    assert statistics.median(times) < 0.1
