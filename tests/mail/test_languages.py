"""Every mail speaks the language of who reads it, in text and with mark-up."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.community.broker import Candidate, Person, Sought, answer, propose
from pb.community.letters import ask_both, ask_to_confirm, introduce
from pb.models import Mail, Project, ProposerContact, RemarkWriter
from pb.projects.history import note
from pb.projects.history_words import KINDS
from pb.projects.news import write_news
from pb.talk.letters import ask_supporter, tell_refusal
from pb.talk.models import Remark, SupportAsked
from pb.web.languages import LANGUAGES
from tests.auth.login import make_staff
from tests.community.factories import filled_in as offered
from tests.community.factories import make_need, make_offer
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.steps import review_of, steps_of, write_all
from tests.talk.factories import filled_in as said
from tests.talk.factories import make_talking_round

SIGNS = {"nl": ("Beste ", "Dag "), "en": ("Dear ", "Hello ")}


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


def mails(session: Session) -> list[Mail]:
    session.rollback()
    return list(session.scalars(select(Mail).order_by(Mail.id)))


def assert_speaks(mail: Mail, language: str) -> None:
    """Check that every part of a mail is in one language."""
    assert f'<html lang="{language}">' in mail.html
    others = [sign for each in SIGNS if each != language for sign in SIGNS[each]]
    for part in (mail.text, mail.html):
        assert any(sign in part for sign in SIGNS[language]), part
        assert not any(sign in part for sign in others), part


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_proposer_reads_all_news_in_the_own_language(
    session: Session, kind: str
) -> None:
    budget_round = make_collecting_round(session)
    for language in LANGUAGES:
        person = {"name": "Ada", "email": "ada@example.org", "language": language}
        contact = ProposerContact(**person)
        plan = make_plan(session, budget_round, title="Een plan", contact=contact)
        note(session, plan.id, kind, at=NOW, tells=True)
    session.commit()

    assert write_news(session, now=NOW) == 2
    assert write_news(session, now=NOW) == 0

    dutch, english = mails(session)
    assert_speaks(dutch, "nl")
    assert_speaks(english, "en")
    assert dutch.subject != english.subject
    assert str(KINDS[kind]) in dutch.text
    assert str(KINDS[kind]) not in english.text


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("page", sorted(LANGUAGES))
def test_both_sides_are_asked_and_introduced_in_their_own_language(
    client: PageClient, session: Session, page: str, language: str
) -> None:
    other = next(each for each in LANGUAGES if each != language)
    budget_round = make_collecting_round(session)
    need = make_need(session, budget_round, language=language)
    offer = make_offer(session, language=other)
    project = session.get_one(Project, need.project_id)
    sought = Sought(need, project, budget_round, "")
    headers = {"Cookie": f"taal={page}"}
    with client.application.test_request_context(method="POST", headers=headers):
        client.application.preprocess_request()
        row, words = propose(
            session,
            sought,
            Candidate(offer, []),
            staff_id=make_staff(session).id,
            now=NOW,
        )
        ask_both(session, sought, offer, row, words, now=NOW)
        for side in ("maker", "helper"):
            answer(session, row.id, side, is_yes=True, now=NOW)
        introduce(session, sought, row, now=NOW)
        introduce(session, sought, row, now=NOW)  # nobody is told twice
        session.commit()

    found = mails(session)
    assert len(found) == 4
    for mail in found:
        assert_speaks(mail, language if "fatima" in mail.recipient else other)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_who_fills_in_a_page_gets_the_mail_in_its_language(
    client: PageClient, session: Session, language: str
) -> None:
    budget_round = make_talking_round(session)
    plan = make_plan(session, budget_round)
    path = f"/rondes/{budget_round.slug}/plannen/{plan.id}"
    client.post("/taal", data={"taal": language})

    client.post(f"{path}/steun", data={"email": "ada@example.org"})
    client.post("/meehelpen", data=offered(language=""))
    client.post(f"{path}/reacties/nieuw", data=said())
    remark = session.scalars(select(Remark)).one()
    remark.state, remark.refusal = "refused", "Reden"
    with client.application.test_request_context(method="POST"):
        tell_refusal(session, remark, now=NOW)
        session.commit()

    found = mails(session)
    assert len(found) == 3
    for mail in found:
        assert_speaks(mail, language)
    assert session.scalars(select(RemarkWriter.language)).one() == language


@pytest.mark.parametrize(("chosen", "stored"), [("en", "en"), ("", "nl"), ("x", "nl")])
def test_a_proposer_chooses_the_language_of_the_mails(
    client: PageClient, session: Session, chosen: str, stored: str
) -> None:
    budget_round = make_collecting_round(session)
    token = write_all(client, budget_round)
    who = steps_of(budget_round)["wie"] | {"contact_language": chosen}
    last = review_of(budget_round, token)

    client.post(last.replace("controle", "wie"), data=who)
    assert client.post(last).status_code == 303

    assert session.scalars(select(ProposerContact.language)).one() == stored


def test_a_language_that_is_gone_falls_back_to_dutch(session: Session) -> None:
    budget_round = make_collecting_round(session)
    person = {"name": "Ada", "email": "ada@example.org", "language": "tlh"}
    make_plan(session, budget_round, contact=ProposerContact(**person))
    plan = session.scalars(select(Project)).one()
    note(session, plan.id, "received", at=NOW, tells=True)
    session.commit()

    assert write_news(session, now=NOW) == 1

    assert "Beste Ada" in mails(session)[0].text


def test_the_language_of_a_page_does_not_leak_into_the_next_text(
    client: PageClient, session: Session
) -> None:
    budget_round = make_talking_round(session)
    plan = make_plan(session, budget_round)
    row = SupportAsked(
        project_id=plan.id, email="a@example.org", token_hash="x", asked_at=NOW
    )
    offer = make_offer(session)
    person = Person("Ada", "ada@example.org", "", "en")
    with client.application.test_request_context(method="POST"):
        client.application.preprocess_request()
        ask_to_confirm(session, offer, person, "woorden", now=NOW)
        ask_supporter(session, row, plan, "woorden", now=NOW)
    session.commit()

    english, dutch = mails(session)
    assert_speaks(english, "en")
    assert_speaks(dutch, "nl")
