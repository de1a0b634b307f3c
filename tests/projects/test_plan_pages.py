"""What everyone can read about the plans of a round."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pb.models import Area, BudgetRound, ProjectStatus
from pb.rounds.phases import Stage
from tests.factories import NOW, make_area, make_contest, make_project, make_round
from tests.html_tree import Element
from tests.pages import PageClient, tree
from tests.projects.factories import make_collecting_round, make_plan, the_area

Travel = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _clock(now: Travel) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


def plans(budget_round: BudgetRound) -> str:
    return f"/rondes/{budget_round.slug}/plannen"


def titles(page: Element) -> list[str]:
    return [heading.text for heading in page.all("h3")]


def test_an_empty_list_says_so_and_shows_where_to_begin(
    client: PageClient, budget_round: BudgetRound
) -> None:
    page = client.get(plans(budget_round)).text

    assert "Er zijn nog geen plannen." in page
    assert f"/rondes/{budget_round.slug}/indienen" in page


@pytest.fixture
def other_area(session: Session, budget_round: BudgetRound) -> Area:
    """Three plans: in Rubroek, in Crooswijk, and for the whole district."""
    other = make_area(session, budget_round, name="Crooswijk")
    make_plan(session, budget_round, title="Boom", theme="groen")
    make_plan(session, budget_round, title="Bal", theme="sport", area_id=other.id)
    make_plan(
        session,
        budget_round,
        title="Bus",
        area_id=None,
        theme="straat",
        status=ProjectStatus.NOT_FEASIBLE,
        public_reason="Dit plan kan niet meedoen.",
    )
    return other


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Boom", "Bal", "Bus"]),
        ("?wijk=&onderwerp=&status=", ["Boom", "Bal", "Bus"]),
        ("?wijk={area}", ["Bal"]),
        ("?wijk=0", ["Bus"]),
        ("?onderwerp=groen", ["Boom"]),
        ("?status=kan-niet", ["Bus"]),
        ("?status=ontvangen&onderwerp=sport", ["Bal"]),
        ("?onderwerp=zorg", []),
        ("?wijk=999999999999999999999", ["Boom", "Bal", "Bus"]),
        ("?wijk=-1&status=onzin", ["Boom", "Bal", "Bus"]),
        ("?onderwerp=%00", []),
    ],
)
def test_the_list_shows_what_fits_the_query(
    client: PageClient,
    budget_round: BudgetRound,
    other_area: Area,
    query: str,
    found: list[str],
) -> None:
    page = client.get(plans(budget_round) + query.format(area=other_area.id))

    assert page.status_code == 200
    assert titles(tree(page)) == found


def test_the_filter_says_how_many_plans_each_choice_shows(
    client: PageClient, budget_round: BudgetRound, other_area: Area
) -> None:
    page = tree(client.get(plans(budget_round) + f"?wijk={other_area.id}"))

    options = [option.text for option in page.all("option")]
    assert "Crooswijk (1)" in options
    assert "De hele deelgemeente (1)" in options
    assert "Kan niet meedoen (1)" in options
    assert "Ontvangen (2)" in options
    assert "Crooswijk (1)" in [o.text for o in page.all("option") if "selected" in o]


def test_the_plans_of_the_ballot_come_first(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    make_plan(session, budget_round, title="Eerst ingediend")
    make_project(session, budget_round.contests[0], title="Op de lijst")

    page = tree(client.get(plans(budget_round)))

    assert titles(page) == ["Op de lijst", "Eerst ingediend"]


def test_a_round_of_two_hundred_plans_is_one_page_and_few_questions(
    client: PageClient, session: Session
) -> None:
    budget_round = make_round(session, stage=Stage.SHORTLISTED, imported_from="x.pb")
    contest = make_contest(session, budget_round)
    for rank in range(1, 201):
        make_project(
            session, contest, tie_rank=rank, theme="Education, Culture", description=""
        )

    page = client.get(plans(budget_round))

    assert len(titles(tree(page))) == 200
    assert "Education, Culture (200)" in page.text


def test_a_plan_of_another_round_is_not_found_here(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    elsewhere = make_plan(session, make_collecting_round(session))

    assert client.get(f"{plans(budget_round)}/{elsewhere.id}").status_code == 404
    assert (
        client.get(f"{plans(budget_round)}/{elsewhere.id}/ontvangen").status_code == 404
    )


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "1a", "-1"])
def test_a_number_that_no_plan_has_is_not_found(
    client: PageClient, budget_round: BudgetRound, number: str
) -> None:
    assert client.get(f"{plans(budget_round)}/{number}").status_code == 404


@pytest.mark.parametrize("slug", ["bestaat-niet", "a%00b", "x" * 3000, "..%2f.."])
def test_an_unknown_round_is_not_found(
    client: PageClient, app: object, slug: str
) -> None:
    assert client.get(f"/rondes/{slug}/plannen").status_code == 404
    assert client.get(f"/rondes/{slug}/indienen").status_code == 404


@pytest.mark.parametrize(
    ("asked", "fixed", "words"),
    [
        (50_000, 62_500, "Wij rekenden uit dat het €\u00a0125 meer kost."),
        (50_000, 37_550, "Wij rekenden uit dat het €\u00a0124,50 minder kost."),
        (50_000, 50_000, "Dit bedrag is nagekeken."),
        (50_000, None, "Wij kijken het bedrag na."),
        (None, 50_000, "Dit bedrag is nagekeken."),
    ],
)
def test_a_plan_says_what_was_asked_what_was_fixed_and_the_difference(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    asked: int | None,
    fixed: int | None,
    words: str,
) -> None:
    plan = make_plan(session, budget_round, estimated_cost=asked, cost=fixed)

    page = tree(client.get(f"{plans(budget_round)}/{plan.id}"))

    assert words in page.text


def test_a_refused_plan_gives_its_reason(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(
        session,
        budget_round,
        status=ProjectStatus.NOT_FEASIBLE,
        public_reason="De grond is **niet** van ons.",
        checked_at=NOW,
    )

    page = tree(client.get(f"{plans(budget_round)}/{plan.id}"))

    assert "De grond is niet van ons." in page.text
    assert "Nagekeken: kan niet meedoen zondag 22 november 2026" in page.text.replace(
        "meedoenzondag", "meedoen zondag"
    )
    assert "Bewoners stemmen" not in page.text


def test_a_withdrawn_plan_keeps_its_name_only(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(
        session,
        budget_round,
        title="Kas op het dak",
        description="Bij mij thuis",
        place="Goudse Singel",
        status=ProjectStatus.WITHDRAWN,
        withdrawn_at=NOW,
    )

    for path in (plans(budget_round), f"{plans(budget_round)}/{plan.id}"):
        page = client.get(path).text
        assert "Kas op het dak" in page
        assert "Bij mij thuis" not in page
        assert "Goudse Singel" not in page


def test_during_the_vote_a_plan_shows_its_pot_and_the_way_to_the_ballot(
    client: PageClient, session: Session, budget_round: BudgetRound, now: Travel
) -> None:
    pot = budget_round.contests[0]
    plan = make_project(session, pot, area_id=the_area(budget_round).id, tie_rank=1)
    budget_round.stage = Stage.ARMED
    budget_round.config_hash = "0" * 64
    budget_round.frozen_at = NOW
    session.commit()
    now(NOW + timedelta(days=61))

    page = client.get(f"{plans(budget_round)}/{plan.id}").text

    assert "Het geld komt uit: Pot Rubroek (€\u00a01.000)." in page
    assert "Dit bedrag staat vast." in page
    assert 'href="/stem"' in page
    assert "Van donderdag 21 januari 2027, 13.00 uur tot" in page


def test_a_plan_that_did_not_reach_the_list_says_so(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)
    budget_round.stage = Stage.FROZEN
    budget_round.config_hash = "0" * 64
    budget_round.frozen_at = NOW
    session.commit()

    page = client.get(f"{plans(budget_round)}/{plan.id}").text

    assert "Staat niet op de lijst voor de stemming" in page
    assert "Bewoners stemmen" not in page


def test_amounts_are_in_the_currency_of_the_round(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    budget_round.currency = "PLN"
    plan = make_plan(session, budget_round)

    page = client.get(f"{plans(budget_round)}/{plan.id}").text

    assert "PLN" in page
    assert "€" not in page


def test_the_thank_you_page_leads_on_once_the_plan_is_checked(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round, status=ProjectStatus.FEASIBLE)

    response = client.get(f"{plans(budget_round)}/{plan.id}/ontvangen")

    assert response.status_code == 303
    assert response.location == f"{plans(budget_round)}/{plan.id}"


def test_after_publication_the_pages_lead_to_the_result(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_project(session, budget_round.contests[0], tie_rank=1)
    budget_round.stage = Stage.PUBLISHED
    budget_round.config_hash = "0" * 64
    session.commit()

    result = f"/rondes/{budget_round.slug}/uitslag"
    listing = client.get(plans(budget_round)).text
    assert f'href="{result}"' in listing
    page = client.get(f"{plans(budget_round)}/{plan.id}").text
    assert f'href="{result}/plannen/{plan.id}"' in page
    assert "De uitslag is bekend" in page
