"""Whatever is written about a funded plan, it is text."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.delivery import money, service
from pb.delivery.models import DeliveryContact, MoneyKind, News, NoteState
from pb.delivery.money import Payment
from pb.delivery.service import Act
from pb.models import BudgetRound
from tests.auth.login import log_in, make_staff
from tests.delivery.factories import (
    SOON,
    TODAY,
    make_delivery,
    make_past_round,
    plan_of,
)
from tests.factories import NOW
from tests.projects.payloads import PAYLOADS
from tests.projects.test_hostile_texts import ask, assert_harmless


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


def hostile_delivery(session: Session, budget_round: BudgetRound) -> int:
    """Fill every field of one plan with every payload; return its number."""
    member = make_staff(session, Role.EVALUATOR)
    project, act = plan_of(session, budget_round, "A"), Act(member.id, NOW)
    delivery = make_delivery(session, budget_round, project, member)
    contact = DeliveryContact(name=PAYLOADS[0], email=PAYLOADS[5], until=SOON)
    service.set_contact(session, delivery, contact)
    text = "\n\n".join(PAYLOADS)
    service.set_lesson(session, delivery, thanks=text, lesson=text, act=act)
    for payload in PAYLOADS:
        service.add_milestone(
            session, delivery, title=payload, due_on=TODAY.replace(day=1), act=act
        )
        sum_ = Payment(MoneyKind.PAID, 1, TODAY, payload, payload)
        money.enter_money(session, delivery, sum_, act)
        for state in NoteState:
            session.add(
                News(
                    project_id=project.id,
                    text=payload,
                    written_at=NOW,
                    state=state,
                    refusal=payload,
                )
            )
    session.commit()
    return project.id


def test_nothing_that_is_written_about_a_plan_runs(
    session: Session, client: FlaskClient
) -> None:
    budget_round = make_past_round(session)
    number, slug = hostile_delivery(session, budget_round), budget_round.slug
    browser = FlaskClient(client.application, client.application.response_class)
    log_in(browser, make_staff(session, Role.EVALUATOR))

    for path in (
        f"/rondes/{slug}/uitvoering",
        f"/rondes/{slug}/plannen/{number}/uitvoering",
        f"/beheer/rondes/{slug}/uitvoering",
        f"/beheer/rondes/{slug}/uitvoering/{number}",
        "/geleerd",
    ):
        assert_harmless(ask(browser, path))


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("stand", ("stand-state", "stand-due_on", "stand-reason", "stand-version")),
        ("bedrag", ("bedrag-granted", "bedrag-reason", "bedrag-version")),
        ("geld", ("geld-kind", "geld-amount", "geld-day", "geld-what")),
        ("stappen", ("stap-title", "stap-due_on")),
        ("contact", ("contact-name", "contact-phone", "contact-email")),
    ],
)
def test_no_text_that_comes_back_in_a_form_runs(
    session: Session, client: FlaskClient, part: str, names: tuple[str, ...]
) -> None:
    budget_round = make_past_round(session)
    number, slug = plan_of(session, budget_round, "A").id, budget_round.slug
    browser = FlaskClient(client.application, client.application.response_class)
    log_in(browser, make_staff(session, Role.EVALUATOR))

    for payload in PAYLOADS[::4]:
        path = f"/beheer/rondes/{slug}/uitvoering/{number}/{part}"
        form = dict.fromkeys(names, payload)
        assert_harmless(ask(browser, path, method="POST", data=form))
