"""The letter to who made a plan: the same words as on its page."""

from flask import Flask
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.results.cases import cases_of
from pb.results.listing import find_publication
from pb.results.story import Case
from pb.results.why import letter, tell
from pb.rounds.configuration import read_config
from tests.pages import PageClient, tree
from tests.results.test_why_page import large


def case_of(session: Session, budget_round: BudgetRound, id_: str) -> Case:
    publication = find_publication(session, budget_round)
    assert publication is not None
    config = read_config(budget_round)
    cases = cases_of(budget_round, config, publication, locale="nl")
    return next(case for case in cases if case.line.id == id_)


def test_says_the_same_as_the_page(app: Flask, session: Session) -> None:
    case = case_of(session, large(session), "B")

    with app.test_request_context():
        story = tell(case)
        text = "\n".join(letter(case, place="Buurtbudget 2026"))

    assert all(sentence in text for sentence in story.lead)
    assert all(each.sentence in text for each in story.verdicts)
    assert "Uw plan krijgt geen geld." in text
    assert "stond op de stemlijst van Buurtbudget 2026" in text
    assert "in een volgende ronde opnieuw indienen" in text


def test_tells_a_winner_that_the_plan_goes_on(app: Flask, session: Session) -> None:
    case = case_of(session, large(session), "C")

    with app.test_request_context():
        text = "\n".join(letter(case, place="Buurtbudget 2026"))

    assert "Uw plan krijgt geld." in text
    assert "Wij nemen contact met u op" in text


def test_every_plan_of_every_pot_has_a_letter(
    app: Flask, session: Session, two_areas: BudgetRound
) -> None:
    publication = find_publication(session, two_areas)
    assert publication is not None
    config = read_config(two_areas)

    with app.test_request_context():
        cases = list(cases_of(two_areas, config, publication, locale="nl"))
        letters = [letter(case, place="x") for case in cases]

    assert len(letters) == sum(len(contest.projects) for contest in config.contests)
    assert all(len(paragraphs) >= 4 for paragraphs in letters)


def test_has_a_page_that_can_be_printed(client: PageClient, session: Session) -> None:
    budget_round = large(session)
    number = case_of(session, budget_round, "B").line.number

    page = client.get(f"/rondes/{budget_round.slug}/uitslag/plannen/{number}/brief")

    assert "Beste bewoner," in page.text
    assert "Uw plan krijgt geen geld." in page.text


def test_a_name_of_a_plan_is_text_and_nothing_else(
    client: PageClient, session: Session
) -> None:
    name = "<script>alert(1)</script> & 100% gratis"
    budget_round = large(session, name_of_a=name)
    number = case_of(session, budget_round, "A").line.number
    base = f"/rondes/{budget_round.slug}/uitslag"

    for address in (base, f"{base}/v1/stappen", f"{base}/plannen/{number}"):
        page = client.get(address)
        assert "<script>alert" not in page.text
        assert name in tree(page).text
