"""Paper through the pages of the desk: without JavaScript, by two people."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role, StaffMember
from pb.models import BatchState, CodeState
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.paper.factories import PaperDesk, address, fields_of
from tests.voting.factories import count_ballots, states


@pytest.fixture
def ann(client: PageClient, desk: PaperDesk) -> PageClient:
    return browser_of(client, desk.ann)


@pytest.fixture
def bob(client: PageClient, desk: PaperDesk) -> PageClient:
    return browser_of(client, desk.bob)


def browser_of(client: PageClient, member: StaffMember) -> PageClient:
    browser = PageClient(client.application)
    log_in(browser, member)
    return browser


def spend(browser: FlaskClient, desk: PaperDesk, code: str) -> TestResponse:
    page = browser.get(address(desk, "/stapels/1"))
    fields = fields_of(page, "spend-code")
    return browser.post(address(desk, "/stapels/1/code"), data={**fields, "code": code})


def type_in(browser: FlaskClient, desk: PaperDesk, typed: str) -> TestResponse:
    """Type what stands on the next ballot, and press Enter."""
    page = browser.get(address(desk, "/stapels/1/biljet"))
    fields = fields_of(page, "enter-sheet")
    data = {**fields, "plannen": typed, "ongeldig": ""}
    return browser.post(address(desk, "/stapels/1/biljet"), data=data)


def begin(browser: FlaskClient, desk: PaperDesk, codes: int = 3) -> None:
    """Let Carol spend codes in a batch, and shuffle it."""
    carol = PageClient(browser.application)
    log_in(carol, desk.carol)
    carol.post(address(desk, "/stapels"), data={"area": desk.area.id})
    for code in desk.vote.codes[:codes]:
        assert spend(carol, desk, code).status_code == 303
    answer = browser.post(address(desk, "/stapels/1/geschud"), data={"few": "yes"})
    assert answer.status_code == 303


def test_from_codes_to_the_urn(
    session: Session, desk: PaperDesk, ann: PageClient, bob: PageClient
) -> None:
    begin(ann, desk)
    for browser in (ann, bob):
        for typed in ("1 2", "0", "x3"):
            assert type_in(browser, desk, typed).status_code == 303
    page = ann.get(address(desk, "/stapels/1"))
    assert "3 codes = 2 geldige + 1 ongeldige biljetten" in page.text

    assert ann.post(address(desk, "/stapels/1/klaar")).status_code == 303

    assert count_ballots(session) == 2
    assert desk.batch.state is BatchState.DONE
    assert "Klaar, ligt in de stembus" in ann.get(address(desk)).text
    assert "ongeldige biljetten" in bob.get(address(desk, "/stapels/1")).text


def test_a_difference_is_told_and_resolved(
    desk: PaperDesk, ann: PageClient, bob: PageClient
) -> None:
    begin(ann, desk, codes=1)
    type_in(ann, desk, "1 2")
    type_in(bob, desk, "1 3")
    page = bob.get(address(desk, "/stapels/1"))
    assert "Hier lazen twee mensen iets anders" in page.text
    refused = ann.post(address(desk, "/stapels/1/klaar"))
    assert refused.status_code == 409
    assert "Niet gelijk ingevoerd: 1." in refused.text

    for browser in (bob, ann):
        page = browser.get(address(desk, "/stapels/1/biljet?nummer=1"))
        data = {**fields_of(page, "enter-sheet"), "plannen": "1 3"}
        browser.post(address(desk, "/stapels/1/biljet"), data=data)

    assert ann.post(address(desk, "/stapels/1/klaar")).status_code == 303


def test_boxes_say_the_same_as_typing(
    desk: PaperDesk, ann: PageClient, bob: PageClient
) -> None:
    begin(ann, desk, codes=1)
    type_in(ann, desk, "2 1")
    fields = fields_of(bob.get(address(desk, "/stapels/1/biljet")), "enter-sheet")
    data = {**fields, "plannen": "", "plan-1": "1", "plan-2": "1", "ongeldig": ""}

    bob.post(address(desk, "/stapels/1/biljet"), data=data)

    assert "data-even" in bob.get(address(desk, "/stapels/1")).text
    assert ann.post(address(desk, "/stapels/1/klaar")).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "of 0 als het biljet leeg is"),
        ("1 99", "Nummer 99 staat niet op dit biljet"),
        ("2 2", "Nummer 2 staat er twee keer"),
        ("een", "“een” is geen nummer"),
        ("1:3", "Plan 1 krijgt geen punten"),
        ("1 2 3 4", "typ x1"),
        ("x6", "“x6” is geen nummer"),
    ],
)
def test_a_mistake_comes_back_as_it_was_typed(
    desk: PaperDesk, ann: PageClient, typed: str, said: str
) -> None:
    begin(ann, desk, codes=1)

    page = type_in(ann, desk, typed)

    assert page.status_code == 422
    assert said in page.text
    assert f'name="plannen" value="{typed}"' in page.text


def test_typed_and_ticked_at_once_is_a_question(
    desk: PaperDesk, ann: PageClient
) -> None:
    begin(ann, desk, codes=1)
    fields = fields_of(ann.get(address(desk, "/stapels/1/biljet")), "enter-sheet")
    data = {**fields, "plannen": "1", "plan-2": "1"}

    page = ann.post(address(desk, "/stapels/1/biljet"), data=data)

    assert page.status_code == 422
    assert "Gebruik één manier" in page.text


def test_nobody_sees_what_a_colleague_entered(
    desk: PaperDesk, ann: PageClient, bob: PageClient
) -> None:
    """Entered by somebody or not: the page is the same to the letter."""
    begin(ann, desk, codes=2)
    before = bob.get(address(desk, "/stapels/1/biljet")).text
    type_in(ann, desk, "1 2")

    after = bob.get(address(desk, "/stapels/1/biljet")).text

    token = re.compile(r'name="csrf_token" value="[^"]*"')
    assert token.sub("", before) == token.sub("", after)


def test_a_form_sent_twice_makes_one_entry(
    session: Session, desk: PaperDesk, ann: PageClient, bob: PageClient
) -> None:
    begin(ann, desk, codes=1)
    for browser in (ann, bob):
        page = browser.get(address(desk, "/stapels/1/biljet"))
        data = {**fields_of(page, "enter-sheet"), "plannen": "1"}
        for _ in range(2):
            answer = browser.post(address(desk, "/stapels/1/biljet"), data=data)
            assert answer.status_code == 303
    for _ in range(2):
        ann.post(address(desk, "/stapels/1/klaar"))

    assert count_ballots(session) == 1


def test_a_used_code_and_an_unknown_one(
    session: Session, desk: PaperDesk, ann: PageClient
) -> None:
    ann.post(address(desk, "/stapels"), data={"area": desk.area.id})
    spend(ann, desk, f"http://localhost/stem#{desk.vote.codes[0]}")  # by a scanner
    assert states(session).count(CodeState.USED) == 1

    used = spend(ann, desk, desk.vote.codes[0])
    unknown = spend(ann, desk, "0000-0000-0000-0000")
    mistyped = spend(ann, desk, "K7QM-4RTX")

    assert (used.status_code, unknown.status_code) == (409, 422)
    assert "Met deze code is al gestemd" in used.text
    assert mistyped.status_code == 422
    for page in (unknown, mistyped):
        assert "Deze code kennen wij niet" in page.text


def test_who_tries_many_codes_must_wait(desk: PaperDesk, ann: PageClient) -> None:
    ann.post(address(desk, "/stapels"), data={"area": desk.area.id})
    answers = [
        spend(ann, desk, code).status_code for code in ["0000-0000-0000-0000"] * 11
    ]

    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}


def test_other_roles_look_and_handle_nothing(
    session: Session, client: PageClient, desk: PaperDesk
) -> None:
    others = browser_of(client, make_staff(session, Role.AUDITOR, Role.CONFIGURATOR))
    data = {"area": desk.area.id}

    assert others.get(address(desk)).status_code == 200
    assert others.post(address(desk, "/stapels"), data=data).status_code == 403
    assert others.get(address(desk, "/stapels/9")).status_code == 404


def test_the_desk_leads_to_paper(desk: PaperDesk, ann: PageClient) -> None:
    page = ann.get(f"/beheer/rondes/{desk.vote.slug}")

    assert address(desk) in page.text
    assert "Stemmen op papier" in page.text
