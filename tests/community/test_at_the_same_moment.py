"""Support, answers and payments that come at the same moment."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.community import broker
from pb.db import db
from pb.delivery.models import Delivery, MoneyKind
from pb.delivery.money import Payment, enter_money, money_total
from pb.delivery.service import Act, ReasonMissing
from pb.models import Introduction, Project, Support
from pb.talk.support import UnknownLink, ask, support_by_link
from tests.auth.login import make_staff
from tests.community.factories import make_need, make_offer
from tests.delivery.factories import TODAY, make_delivery, make_past_round, plan_of
from tests.factories import NOW
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.test_at_the_same_moment import THREADS, together


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


def test_one_link_pressed_at_the_same_moment_counts_once(
    app: Flask, session: Session
) -> None:
    plan = make_plan(session, make_collecting_round(session))
    asked = ask(session, plan, "ik@example.org", subject="x", now=NOW)
    assert asked is not None
    words = asked[1]

    def press(_number: int) -> bool:
        try:
            return support_by_link(db.session(), words, key=b"key", now=NOW)[1]
        except UnknownLink:
            db.session().rollback()
            return False

    assert sum(together(app, press)) == 1
    assert session.scalar(select(func.count()).select_from(Support)) == 1


def test_asking_at_the_same_moment_gives_one_link(app: Flask, session: Session) -> None:
    number = make_plan(session, make_collecting_round(session)).id

    def ask_too(_number: int) -> bool:
        mine, email = db.session(), "ik@example.org"
        plan = mine.get_one(Project, number)
        asked = ask(mine, plan, email, subject="x", now=NOW)
        mine.commit()
        return asked is not None

    assert sum(together(app, ask_too)) == 1


def test_two_yeses_at_the_same_moment_introduce_once(
    app: Flask, session: Session
) -> None:
    need = make_need(session, make_collecting_round(session))
    sought = broker.find_sought(session, need.id)
    assert sought is not None
    (fitting,) = broker.candidates(sought, [make_offer(session)])
    member = make_staff(session, Role.BROKER)
    row, _words = broker.propose(session, sought, fitting, staff_id=member.id, now=NOW)
    number = row.id

    def say_yes(at: int) -> bool:
        try:
            side = broker.SIDES[at % 2]
            answered = broker.answer(db.session(), number, side, is_yes=True, now=NOW)
            introduced = answered.introduced_at is not None
            db.session().commit()
        except broker.AnsweredBefore:
            db.session().rollback()
            return False
        return introduced

    assert sum(together(app, say_yes)) == 1
    session.expire_all()
    assert session.get_one(Introduction, number).introduced_at == NOW


def test_payments_at_the_same_moment_never_pass_the_grant_together(
    app: Flask, session: Session
) -> None:
    past = make_past_round(session)
    plan = plan_of(session, past, "A")
    member = make_staff(session, Role.EVALUATOR)
    granted = make_delivery(session, past, plan, member).granted
    number, act = plan.id, Act(member.id, NOW)
    half = Payment(MoneyKind.PAID, granted // 2, TODAY, "Hout")

    def pay(_at: int) -> bool:
        locked = db.session().get_one(Delivery, number, with_for_update=True)
        try:
            enter_money(db.session(), locked, half, act)
        except ReasonMissing:
            db.session().rollback()
            return False
        return True

    assert sum(together(app, pay)) == 2 < THREADS
    session.rollback()
    assert money_total(session, number, MoneyKind.PAID) == granted
