"""A plan and a helper meet once both said yes; nobody hears of the other before."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.community.models import Introduction
from pb.models import BudgetRound, Mail, PlanNeed, Project, ProjectStatus
from tests.auth.login import log_in, make_staff
from tests.community.factories import make_need, make_offer
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round

DESK = "/beheer/makelaar"
Links = dict[str, str]


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


@pytest.fixture
def broker(client: PageClient, session: Session) -> PageClient:
    browser = PageClient(client.application)
    log_in(browser, make_staff(session, Role.BROKER))
    return browser


def propose(broker: PageClient, need: PlanNeed, offer_id: int) -> None:
    path = f"{DESK}/wensen/{need.id}/vraag"
    assert broker.post(path, data={"aanbod": offer_id}).status_code == 303


def mails(session: Session) -> dict[str, list[str]]:
    """Return the texts of the mails by who gets them."""
    session.rollback()
    found: dict[str, list[str]] = {}
    for mail in session.scalars(select(Mail).order_by(Mail.id)):
        found.setdefault(mail.recipient, []).append(mail.text + mail.html)
    return found


def links(session: Session) -> Links:
    """Return the path in the newest mail to each side."""
    return {
        to: re.findall(r"http://localhost(/\S+?kennismaken/[\w-]+)", texts[-1])[0]
        for to, texts in mails(session).items()
    }


def test_the_desk_says_why_somebody_fits(
    broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    need = make_need(session, budget_round)
    make_offer(session)

    page = broker.get(f"{DESK}/wensen/{need.id}").text

    for words in ("80 van 100 punten", "zelfde wijk (Rubroek)", "zelfde woorden"):
        assert words in page


def test_nobody_hears_of_the_other_before_both_said_yes(
    client: PageClient, broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    need, offer = make_need(session, budget_round), make_offer(session)
    propose(broker, need, offer.id)
    to = links(session)

    first = client.post(to["kees@example.org"], data={"antwoord": "ja"})
    seen = client.get(to["fatima@example.org"]).text
    written = "".join("".join(texts) for texts in mails(session).values())

    assert first.status_code == 303
    assert "Kees" not in seen
    assert "kees@example.org" not in written.replace("Dag Kees Jansen", "")
    page = broker.get(f"{DESK}/wensen/{need.id}").text
    assert "kees@example.org" not in page
    assert "fatima@example.org" not in page


def test_two_who_said_yes_get_each_others_name_once(
    client: PageClient, broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    need, offer = make_need(session, budget_round), make_offer(session)
    propose(broker, need, offer.id)

    for link in links(session).values():
        client.post(link, data={"antwoord": "ja"})

    written = mails(session)
    assert "Fatima Bakker" in written["kees@example.org"][-1]
    assert "Kees Jansen" in written["fatima@example.org"][-1]
    assert [len(texts) for texts in written.values()] == [2, 2]
    assert "kees@example.org" in broker.get(f"{DESK}/wensen/{need.id}").text


def test_who_comes_after_a_wish_that_went_is_asked_and_introduced_too(
    client: PageClient, broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    for name in ("een", "twee"):
        need = make_need(session, budget_round, email=f"{name}@example.org")
        offer = make_offer(session, email=f"bij{name}@example.org")
        propose(broker, need, offer.id)
        for to in (f"{name}@example.org", f"bij{name}@example.org"):
            found = re.search(
                r"(?<=localhost)/\S*?kennismaken/[\w-]+", mails(session)[to][-1]
            )
            client.post(found[0] if found else "", data={"antwoord": "ja"})
        session.delete(session.get_one(PlanNeed, need.id))
        session.commit()

    assert [len(texts) for texts in mails(session).values()] == [2, 2, 2, 2]


def test_after_a_no_nobody_is_introduced_and_the_link_is_used(
    client: PageClient, broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    propose(broker, make_need(session, budget_round), make_offer(session).id)
    to = links(session)

    client.post(to["kees@example.org"], data={"antwoord": "nee"})
    client.post(to["fatima@example.org"], data={"antwoord": "ja"})

    again = client.post(to["kees@example.org"], data={"antwoord": "ja"})
    assert again.status_code == 410
    assert session.scalars(select(Introduction.introduced_at)).one() is None
    assert [len(texts) for texts in mails(session).values()] == [1, 1]


def test_looking_at_a_link_answers_nothing(
    client: PageClient, broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    propose(broker, make_need(session, budget_round), make_offer(session).id)

    for link in links(session).values():
        assert client.get(link).status_code == 200

    row = session.scalars(select(Introduction)).one()
    assert (row.maker_answer, row.helper_answer) == ("", "")


def test_the_database_refuses_to_introduce_without_two_yeses(
    broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    propose(broker, make_need(session, budget_round), make_offer(session).id)

    with pytest.raises(IntegrityError):
        session.execute(update(Introduction).values(introduced_at=NOW))
    session.rollback()


def test_without_email_the_broker_calls_and_notes_the_answer(
    broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    need = make_need(session, budget_round, email="", phone="010 7654321")
    offer = make_offer(session, email="", phone="010 1234567")
    propose(broker, need, offer.id)
    assert "010 1234567" in broker.get(f"{DESK}/wensen/{need.id}").text
    row = session.scalars(select(Introduction)).one()

    for side in ("maker", "helper"):
        form = {"wie": side, "antwoord": "ja"}
        path = f"{DESK}/kennismakingen/{row.id}"
        assert broker.post(path, data=form).status_code == 303
        assert broker.post(path, data=form).status_code == 409

    session.refresh(row)
    assert row.introduced_at is not None
    assert "Kennisgemaakt" in broker.get(f"{DESK}/wensen/{need.id}").text


def test_nobody_meets_for_a_plan_that_was_taken_back_meanwhile(
    client: PageClient, broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    need = make_need(session, budget_round)
    propose(broker, need, make_offer(session).id)
    to = links(session)
    client.post(to["kees@example.org"], data={"antwoord": "ja"})
    session.get_one(Project, need.project_id).status = ProjectStatus.WITHDRAWN
    session.commit()

    answer = client.post(to["fatima@example.org"], data={"antwoord": "ja"})

    assert answer.status_code == 410
    assert [len(texts) for texts in mails(session).values()] == [1, 1]


def test_the_same_two_are_asked_once(
    broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    need, offer = make_need(session, budget_round), make_offer(session)
    propose(broker, need, offer.id)

    again = broker.post(f"{DESK}/wensen/{need.id}/vraag", data={"aanbod": offer.id})

    assert again.status_code == 409
    assert len(mails(session)["kees@example.org"]) == 1


def test_an_offer_that_does_not_fit_cannot_be_forced(
    broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    need, other = make_need(session, budget_round), make_offer(session, kind="hands")

    for wanted in (str(other.id), "999", "x", ""):
        path = f"{DESK}/wensen/{need.id}/vraag"
        assert broker.post(path, data={"aanbod": wanted}).status_code == 409


def test_a_plan_that_was_taken_back_seeks_nobody(
    broker: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    need = make_need(session, budget_round)
    session.get_one(Project, need.project_id).status = ProjectStatus.WITHDRAWN
    session.commit()

    assert broker.get(f"{DESK}/wensen/{need.id}").status_code == 404
