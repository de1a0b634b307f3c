"""Three stories: a street without e-mail, a merged plan, a refused one and why."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Project, ProjectStatus, ProposerContact
from pb.projects.care import ask, save_settings
from pb.projects.facts import Facts, store_facts
from pb.projects.handling import Handling, set_handling
from pb.projects.own_plan import CODE, grant
from pb.projects.verdicts import Verdict, judge_project
from tests.auth.login import log_in, make_staff
from tests.browser.conftest import DESKTOP, ON_ONE_DATABASE, PHONE, OpenPage
from tests.browser.looking import assert_accessible, assert_fits
from tests.browser.test_plans import open_desk
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan

Look = Callable[[Page], None]
SMALLEST = {"width": 320, "height": 640}
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


def nothing(_page: Page) -> None:
    """Look at nothing: axe is a script, and some windows run none."""


def go_on(page: Page, look: Look) -> None:
    """Look at a step and press its button."""
    look(page)
    page.get_by_role("button", name="Ga verder", exact=True).click()


def write_plan(page: Page, look: Look) -> None:
    """Answer every question, as a street would that has no e-mail."""
    page.get_by_label("Naam van het plan").fill("Bankjes bij de Boezem")
    page.get_by_label("Wat is het plan?").fill("Drie bankjes in de zon.")
    page.get_by_label("Onderwerp").select_option("Groen")
    go_on(page, look)
    page.get_by_label("Wijk").select_option("Rubroek")
    page.get_by_label("Straat of plek").fill("Boezemweg")
    go_on(page, look)
    page.get_by_text("Buren kennen en helpen elkaar").click()
    go_on(page, look)
    page.locator("#cost_label_1").fill("Hout")
    page.locator("#cost_amount_1").fill("1.500")
    page.locator("summary", has_text="Betaalt er iemand mee").click()
    page.get_by_label("Wij zelf").fill("250")
    go_on(page, look)
    page.locator("summary", has_text="Zoekt u nog hulp").click()
    page.get_by_label("Handen: mensen die helpen").fill("Vijf mensen op zaterdag")
    go_on(page, look)
    page.get_by_text("Een straat of groep buren").click()
    page.get_by_text("Nee", exact=True).click()
    page.get_by_label("Uw naam").fill("Henk")
    page.get_by_label("Telefoonnummer").fill("010 1234567")
    go_on(page, look)
    look(page)
    page.get_by_role("link", name="Ga verder zonder foto").click()
    look(page)
    expect(page.get_by_text("€\u00a01.250").first).to_be_visible()
    page.get_by_role("button", name="Dien het plan in").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_street_without_email_hands_in_and_comes_back_with_a_code(
    open_page: OpenPage,
    session: Session,
    budget_round: BudgetRound,
    javascript: bool,
) -> None:
    start = f"/rondes/{budget_round.slug}/indienen"
    session.commit()
    page = open_page(start, viewport=SMALLEST, javascript=javascript)
    look = assert_accessible if javascript else nothing
    write_plan(page, look)
    page.get_by_role("link", name="Ga naar mijn plan").click()
    page.get_by_role("button", name="Geef mij een code op papier").click()
    code = page.locator("p.code").inner_text()

    library = open_page("/mijn-plan", viewport=SMALLEST, javascript=javascript)
    library.get_by_label("Code van uw plan").fill(code.lower().replace("-", " "))
    library.get_by_role("button", name="Open mijn plan").click()

    assert library.locator("h1").inner_text() == "Bankjes bij de Boezem"
    look(library)


def test_what_is_typed_survives_a_closed_window(
    open_page: OpenPage, session: Session, budget_round: BudgetRound
) -> None:
    make_plan(session, budget_round, title="Een bankje aan de Boezem")
    start = f"/rondes/{budget_round.slug}/indienen"
    session.commit()
    page = open_page(start)
    page.get_by_label("Naam van het plan").fill("Bankjes bij de Boezem")
    page.get_by_role("link", name="Een bankje aan de Boezem").wait_for()
    assert_accessible(page)
    page.get_by_text("Bewaard", exact=True).wait_for()
    address = page.url

    other = open_page(address.removeprefix(page.url.split("/rondes")[0]))

    assert other.get_by_label("Naam van het plan").input_value() == (
        "Bankjes bij de Boezem"
    )


def desk_page(
    open_page: OpenPage, client: PageClient, session: Session, path: str, **more: object
) -> Page:
    """Open a page of the desk as an evaluator."""
    log_in(client, make_staff(session, Role.EVALUATOR))
    session.commit()
    return open_desk(open_page, client, path, **more)


def enter_by_code(open_page: OpenPage, session: Session, number: int) -> Page:
    """Open the own plan with a new code; the test keeps nothing locked meanwhile."""
    code = grant(session, number, CODE, now=NOW)[1]
    page = open_page("/mijn-plan")
    page.get_by_label("Code van uw plan").fill(code)
    page.get_by_role("button", name="Open mijn plan").click()
    return page


def test_the_plan_of_an_association_is_merged_and_it_stays_proposer(
    open_page: OpenPage, client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    contact = ProposerContact(name="Ada", email="ada@example.org")
    stays = make_plan(session, budget_round, title="Moestuin voor iedereen")
    goes = make_plan(session, budget_round, title="Tuin van de club", contact=contact)
    numbers = (stays.id, goes.id)
    merging = f"/beheer/rondes/{budget_round.slug}/plannen/{numbers[0]}/samenvoegen"
    desk = desk_page(open_page, client, session, merging)
    desk.get_by_label("Nummers van de plannen").fill(str(numbers[1]))
    desk.get_by_label("Waarom?").fill("Samen is de tuin groot genoeg.")
    assert_accessible(desk)
    desk.get_by_role("button", name="Vraag het de indieners").click()

    for number in numbers:
        own = enter_by_code(open_page, session, number)
        assert_accessible(own)
        own.get_by_role("button", name="Ja, dat is goed").click()

    desk.reload()
    assert_accessible(desk)
    desk.get_by_role("button", name="Voeg samen", exact=True).click()
    association = enter_by_code(open_page, session, numbers[1])
    expect(association.get_by_text("U blijft indiener.").first).to_be_visible()
    association.get_by_role("link", name="Moestuin voor iedereen").click()
    expect(association.get_by_text("Dit plan kwam voort uit")).to_be_visible()
    assert_accessible(association)


def refuse(session: Session, budget_round: BudgetRound, plan: Project) -> None:
    """Refuse a plan with a reason, in a round where one can object."""
    staff = make_staff(session, Role.EVALUATOR)
    save_settings(session, budget_round, releases_together=False, objection_days=14)
    judge_project(
        session,
        budget_round,
        plan.id,
        Verdict(
            is_feasible=False,
            cost=None,
            contest_id=None,
            public_reason="De grond is niet van ons. Op het plein kan het wel.",
            title=plan.title,
        ),
        version=plan.version,
        staff_id=staff.id,
        now=NOW,
    )


def test_a_refused_plan_says_why_and_its_proposer_objects(
    open_page: OpenPage, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round, title="Zwembad op het dak")
    refuse(session, budget_round, plan)
    number, address = plan.id, f"/rondes/{budget_round.slug}/plannen/{plan.id}"
    session.commit()
    public = open_page(address)
    expect(public.get_by_text("Op het plein kan het wel.").first).to_be_visible()
    assert_accessible(public)

    own = enter_by_code(open_page, session, number)
    assert_accessible(own)
    own.get_by_label("Waarom bent u het er niet mee eens?").fill("Het plein is vol.")
    own.get_by_role("button", name="Maak bezwaar").click()

    expect(own.get_by_text("Wij hebben uw bezwaar ontvangen.")).to_be_visible()
    assert plan.status is ProjectStatus.NOT_FEASIBLE


@ON_ONE_DATABASE
@SIZES
@pytest.mark.parametrize(
    "part",
    [
        "/plannen/{number}/behandelen",
        "/plannen/{number}/splitsen",
        "/plannen/vrijgeven",
        "/plannen/afspraken",
    ],
)
def test_a_page_of_the_evaluators_is_accessible(
    open_page: OpenPage,
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    part: str,
    viewport: dict[str, int],
) -> None:
    plan = make_plan(session, budget_round)
    staff = make_staff(session, Role.EVALUATOR)
    ask(session, plan.id, "Hoe groot?", due_at=None, staff_id=staff.id, now=NOW)
    set_handling(session, plan.id, Handling("Team", "Meten", NOW, staff.id), now=NOW)
    path = f"/beheer/rondes/{budget_round.slug}" + part.format(number=plan.id)

    session.commit()
    page = desk_page(open_page, client, session, path, viewport=viewport)

    assert page.url.endswith(path)
    assert_accessible(page)


@ON_ONE_DATABASE
def test_a_full_plan_fits_on_the_smallest_phone(
    open_page: OpenPage, session: Session, budget_round: BudgetRound
) -> None:
    plan = make_plan(session, budget_round)
    word = "W" * 90
    facts = Facts(
        for_whom=word,
        aims=(1, 2, 3, 4, 5),
        values=("community", "sustainability"),
        lines=((word, 10**11),),
        contributions={"municipality": 10**10},
        own_effort=word,
        needs=dict.fromkeys(("hands", "support"), word),
        organisation=word,
        is_paid=True,
        paid_note=word,
    )
    store_facts(session, plan.id, facts)
    number, slug = plan.id, budget_round.slug
    session.commit()

    for path in ("plannen/{}", "plannen/{}/meedoen", "indienen/papier"):
        address = f"/rondes/{slug}/{path.format(number)}"
        assert_fits(open_page(address, viewport=SMALLEST))
