"""Setting a round up in the browser: what is stored, and what is refused in words."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import Area, BudgetRound, Contest, ProjectStatus
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import make_area, make_contest, make_project, make_round
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

Travel = Callable[[datetime], None]
ROUND = {
    "title": "Buurtbudget Café 2027",
    "slug": "",
    "summary": "Geld voor de buurt.",
    "collecting_opens_at": "2027-01-04T09:00",
    "collecting_closes_at": "2027-02-01T17:00",
    "opens_at": "2027-03-01T09:00",
    "closes_at": "2027-03-29T20:00",
    "objection_weeks": "8",
}
CONTEST = {
    "title": "Groen",
    "area": "",
    "budget_limit": "12.500,50",
    "within_budget": "y",
    "max_choices": "5",
    "rule": "equal-shares",
    "utility": "cost",
    "completion": "add1",
    "min_score": "2,5%",
    "increment": "0,50",
    "add1_stop": "exhaustive",
    "leftover": "keep",
}


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a configurator is logged in."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    return client


def seen_on(client: FlaskClient, address: str) -> str:
    """Return the hidden field that says what the page showed."""
    page = client.get(address).text
    return page.split('name="seen" type="hidden" value="')[1].split('"')[0]


def test_a_round_gets_its_address_from_its_name(
    staff: PageClient, session: Session
) -> None:
    answer = staff.post("/beheer/rondes/nieuw", data=ROUND)

    made = session.scalars(select(BudgetRound)).one()
    assert answer.status_code == 303
    assert answer.location == "/beheer/rondes/buurtbudget-cafe-2027"
    assert made.stage is Stage.DRAFT
    assert made.objection_weeks == 8
    assert made.closes_at == datetime(2027, 3, 29, 18, tzinfo=UTC)
    assert staff.get(answer.location).status_code == 200


def test_only_a_name_is_needed_to_begin(staff: PageClient, session: Session) -> None:
    answer = staff.post("/beheer/rondes/nieuw", data={"title": "Zomer"})

    assert answer.status_code == 303
    assert session.scalars(select(BudgetRound.slug)).one() == "zomer"


def test_staff_say_whether_a_vote_can_be_changed_and_gets_a_receipt(
    staff: PageClient, session: Session
) -> None:
    choices = {"recast": "last_counts", "hides_receipt": "y"}
    staff.post("/beheer/rondes/nieuw", data={**ROUND, **choices})

    made = session.scalars(select(BudgetRound)).one()
    assert (made.recast, made.hides_receipt) == ("last_counts", True)


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("recast", "never", "geldige"),
        ("objection_weeks", "zes", "Vul een heel getal in"),
        ("objection_weeks", "0", "1 tot en met 52"),
        ("objection_weeks", "53", "1 tot en met 52"),
        ("title", "", "Vul de naam van de ronde in"),
        ("title", "!!!", "Vul de naam van de ronde in"),
        ("title", "x" * 121, "ten hoogste 120"),
        ("slug", "../../etc", "kleine letters"),
        ("slug", "nieuw", "kleine letters"),
        ("slug", "Groot", "kleine letters"),
        ("slug", "a?b#c", "kleine letters"),
        ("slug", "é", "kleine letters"),
        ("slug", "x" * 61, "ten hoogste 60"),
        ("opens_at", "2027-03-28T02:30", "bestaat niet"),
        ("opens_at", "2027-01-10T09:00", "dienen dan nog in"),
        ("closes_at", "2027-03-01T09:00", "later zijn dan het begin"),
        ("collecting_closes_at", "2027-01-01T09:00", "later zijn dan het begin"),
        ("closes_at", "ooit", "Vul een dag en een tijd in"),
    ],
)
def test_a_wrong_field_comes_back_with_its_reason(
    staff: PageClient, session: Session, field: str, typed: str, complaint: str
) -> None:
    answer = staff.post("/beheer/rondes/nieuw", data={**ROUND, field: typed})

    assert answer.status_code == 422
    assert answer.text.count(complaint) == 2  # in the summary and at the field
    assert "Geld voor de buurt." in answer.text
    assert session.scalar(select(func.count()).select_from(BudgetRound)) == 0


def test_invisible_signs_are_left_out(staff: PageClient, session: Session) -> None:
    staff.post("/beheer/rondes/nieuw", data={"title": "Zo\x00mer\r\n 2027"})

    assert session.scalars(select(BudgetRound.title)).one() == "Zomer 2027"


def test_an_address_that_is_taken_is_refused_at_its_field(
    staff: PageClient, session: Session
) -> None:
    make_round(session, slug="zomer")
    session.commit()

    answer = staff.post("/beheer/rondes/nieuw", data={"title": "Zomer"})

    assert answer.status_code == 422
    assert "Een andere ronde heeft dit adres al" in answer.text


def test_the_address_of_a_public_round_stays(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.ANNOUNCED, slug="zomer")
    address = "/beheer/rondes/zomer/gegevens"

    form = {**ROUND, "slug": "winter", "seen": seen_on(staff, address)}
    answer = staff.post(address, data=form)
    session.refresh(budget_round)

    assert answer.status_code == 303
    assert (budget_round.slug, budget_round.title) == ("zomer", ROUND["title"])


def test_a_contest_keeps_exactly_what_was_typed(
    staff: PageClient, session: Session
) -> None:
    make_round(session, slug="zomer")
    session.commit()

    answer = staff.post("/beheer/rondes/zomer/potten/nieuw", data=CONTEST)

    contest = session.scalars(select(Contest)).one()
    assert answer.status_code == 303
    assert (contest.budget_limit, contest.max_choices) == (1_250_050, 5)
    assert (contest.rule, contest.completion) == ("equal-shares", "add1")
    assert contest.rule_options["min_score"] == "2.5%"
    assert contest.rule_options["increment"] == 50
    assert contest.rule_options["add1_stop"] == "exhaustive"


def test_greedy_has_no_utility_and_no_completion(
    staff: PageClient, session: Session
) -> None:
    make_round(session, slug="zomer")
    session.commit()

    staff.post("/beheer/rondes/zomer/potten/nieuw", data={**CONTEST, "rule": "greedy"})

    contest = session.scalars(select(Contest)).one()
    assert (contest.rule, contest.utility, contest.completion) == ("greedy", None, None)


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("title", "", "Vul de naam van de pot in"),
        ("budget_limit", "", "Vul het bedrag in"),
        ("budget_limit", "0", "hoger zijn dan 0"),
        ("budget_limit", "-5", "van 0 tot en met 10 miljard"),
        ("budget_limit", "12.50", "duizenden met een punt"),
        ("budget_limit", "9" * 300, "van 0 tot en met 10 miljard"),
        ("area", "999", "Kies een wijk uit de lijst"),
        ("area", "1 OR 1=1", "Kies een wijk uit de lijst"),
        ("max_choices", "0", "1 tot en met 1.000"),
        ("max_choices", "2147483648", "1 tot en met 1.000"),
        ("max_choices", "veel", "Vul een heel getal in"),
        ("rule", "loting", "Ongeldige keuze"),
        ("objective", "geld", "Ongeldige keuze"),
        ("order", "naam", "Ongeldige keuze"),
        ("saving", "add1", "Ongeldige keuze"),
        ("completion", "alles", "Ongeldige keuze"),
        ("min_score", "101%", "Vul een heel aantal stemmen in"),
        ("min_score", "-1", "Vul een heel aantal stemmen in"),
        ("increment", "0", "Kies een stap"),
    ],
)
def test_a_wrong_contest_comes_back_with_its_reason(
    staff: PageClient, session: Session, field: str, typed: str, complaint: str
) -> None:
    make_round(session, slug="zomer")
    session.commit()

    address = "/beheer/rondes/zomer/potten/nieuw"
    answer = staff.post(address, data={**CONTEST, field: typed})

    assert answer.status_code == 422
    assert answer.text.count(complaint) == 2
    assert session.scalar(select(func.count()).select_from(Contest)) == 0


def test_errors_are_summed_up_in_the_order_of_the_page(staff: PageClient) -> None:
    staff.post("/beheer/rondes/nieuw", data={"title": "Zomer"})
    wrong = {
        "title": "",
        "budget_limit": "0",
        "max_choices": "-1",
        "theme_groen": "-1",
        "min_score": "veel",
        "increment": "-1",
    }

    page = staff.post(
        "/beheer/rondes/zomer/potten/nieuw", data={**CONTEST, **wrong}
    ).text

    summed_up = re.findall(r'<li><a href="#([^"]+)"', page)
    assert len(summed_up) >= 5
    places = [page.index(f' id="{place}"') for place in summed_up]
    assert places == sorted(places)


def test_an_area_of_another_round_cannot_be_chosen(
    staff: PageClient, session: Session
) -> None:
    make_round(session, slug="zomer")
    foreign = make_area(session, make_round(session, slug="winter"))
    session.commit()

    answer = staff.post(
        "/beheer/rondes/zomer/potten/nieuw", data={**CONTEST, "area": str(foreign.id)}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("action", ["", "/weg"])
def test_rows_of_another_round_are_not_found(
    staff: PageClient, session: Session, action: str
) -> None:
    make_round(session, slug="zomer")
    other = make_round(session, slug="winter")
    area, contest = make_area(session, other), make_contest(session, other)
    session.commit()
    base = "/beheer/rondes/zomer"

    for address in (f"/wijken/{area.id}", f"/potten/{contest.id}", f"/wijken/{2**40}"):
        assert staff.post(base + address + action).status_code == 404
    assert session.scalar(select(func.count()).select_from(Area)) == 1


def test_an_area_with_plans_is_not_removed(staff: PageClient, session: Session) -> None:
    budget_round = make_round(session, slug="zomer")
    area = make_area(session, budget_round)
    contest = make_contest(session, budget_round, area_id=area.id)
    make_project(session, contest, status=ProjectStatus.SUBMITTED)
    session.commit()

    of_area = staff.post(f"/beheer/rondes/zomer/wijken/{area.id}/weg")
    of_contest = staff.post(f"/beheer/rondes/zomer/potten/{contest.id}/weg")

    assert (of_area.status_code, of_contest.status_code) == (409, 409)
    assert "Er hoort nog 1 plan bij. Er hoort nog 1 pot bij." in of_area.text
    assert session.scalar(select(func.count()).select_from(Area)) == 1


def test_what_nothing_belongs_to_is_removed(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round(session, slug="zomer")
    area, contest = (
        make_area(session, budget_round),
        make_contest(session, budget_round),
    )
    session.commit()

    staff.post(f"/beheer/rondes/zomer/wijken/{area.id}/weg")
    staff.post(f"/beheer/rondes/zomer/potten/{contest.id}/weg")

    assert session.scalar(select(func.count()).select_from(Area)) == 0
    assert session.scalar(select(func.count()).select_from(Contest)) == 0


def test_two_areas_of_a_round_have_different_names(
    staff: PageClient, session: Session
) -> None:
    make_area(session, make_round(session, slug="zomer"), name="Rubroek")
    session.commit()

    answer = staff.post(
        "/beheer/rondes/zomer/wijken/nieuw",
        data={"name": "RUBROEK", "letters_sent": "12.500"},
    )

    assert answer.status_code == 422
    assert "Deze naam is in deze ronde al gebruikt" in answer.text


def test_who_comes_second_sees_both_and_may_then_store(
    staff: PageClient, session: Session
) -> None:
    area = make_area(session, make_round(session, slug="zomer"), name="Rubroek")
    session.commit()
    address = f"/beheer/rondes/zomer/wijken/{area.id}"
    mine = {"name": "Mijn wijk", "letters_sent": "5", "seen": seen_on(staff, address)}
    area.name = "Van mijn collega"
    session.commit()

    refused = staff.post(address, data=mine)
    again = refused.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    session.refresh(area)
    untouched = area.name
    stored = staff.post(address, data={**mine, "seen": again})
    session.refresh(area)

    assert refused.status_code == 409
    assert "nu bewaard: Van mijn collega" in refused.text
    assert 'value="Mijn wijk"' in refused.text
    assert untouched == "Van mijn collega"
    assert (stored.status_code, area.name) == (303, "Mijn wijk")


@pytest.mark.parametrize("stage", [Stage.FROZEN, Stage.ARMED, Stage.CLOSED])
def test_a_frozen_round_takes_no_posted_field(
    staff: PageClient, session: Session, stage: Stage
) -> None:
    budget_round = make_round_in(session, stage, slug="zomer")
    area, contest = budget_round.areas[0], budget_round.contests[0]
    base = "/beheer/rondes/zomer"

    for address, form in (
        ("/gegevens", ROUND),
        (f"/wijken/{area.id}", {"name": "Anders", "letters_sent": "1"}),
        (f"/wijken/{area.id}/weg", {}),
        (f"/potten/{contest.id}", CONTEST),
        (f"/potten/{contest.id}/weg", {}),
        ("/wijken/nieuw", {"name": "Anders", "letters_sent": "1"}),
        ("/potten/nieuw", CONTEST),
    ):
        answer = staff.post(base + address, data=form)
        assert answer.status_code == 409
        assert "De ronde staat vast" in answer.text
    session.expire_all()
    assert (area.name, contest.budget_limit) == ("Rubroek", 100_000)


@pytest.mark.parametrize(
    "address", ["nieuw", "zomer/gegevens", "zomer/wijken/nieuw", "zomer/potten/nieuw"]
)
def test_only_a_configurator_sets_a_round_up(
    client: PageClient, session: Session, now: Travel, address: str
) -> None:
    make_round(session, slug="zomer")
    session.commit()

    stranger = client.post(f"/beheer/rondes/{address}", data=ROUND)
    log_in(client, make_staff(session, Role.EVALUATOR, Role.ADMINISTRATOR))
    colleague = client.post(f"/beheer/rondes/{address}", data=ROUND)

    assert (stranger.status_code, colleague.status_code) == (303, 403)
    assert stranger.location.startswith("/beheer/inloggen")
