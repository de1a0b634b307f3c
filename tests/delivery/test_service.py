"""What is promised and paid is kept, with its reason, to the cent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.delivery import money, service
from pb.delivery.grants import granted_amounts
from pb.delivery.models import (
    Delivery,
    DeliveryChange,
    DeliveryContact,
    DeliveryState,
    MoneyEntry,
    MoneyKind,
)
from pb.delivery.money import Payment
from pb.delivery.reading import read_overview
from pb.delivery.service import Act
from pb.delivery.standing import Standing
from pb.models import BudgetRound, Project
from pb.retention.register import find_kind
from tests.auth.login import make_staff
from tests.delivery.factories import (
    PAST,
    SOON,
    TODAY,
    make_delivery,
    make_past_round,
    plan_of,
)
from tests.factories import NOW

Carrying = tuple[BudgetRound, Project, Delivery, Act]


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def carrying(session: Session) -> Carrying:
    budget_round = make_past_round(session)
    project = plan_of(session, budget_round, "A")
    member = make_staff(session, Role.EVALUATOR)
    delivery = make_delivery(session, budget_round, project, member)
    return budget_round, project, delivery, Act(member.id, NOW)


def paid(cents: int, reason: str = "") -> Payment:
    return Payment(MoneyKind.PAID, cents, TODAY, "Hout", reason)


def test_a_funded_plan_gets_what_the_result_says(session: Session) -> None:
    budget_round = make_past_round(session)
    funded = plan_of(session, budget_round, "A")
    lost = plan_of(session, budget_round, "B")

    grants = granted_amounts(session, budget_round)

    assert grants[funded.id] == funded.cost
    assert lost.id not in grants
    with pytest.raises(service.NotFunded):
        service.take_up(session, budget_round, lost)


def test_paying_more_than_was_granted_asks_for_a_reason(
    session: Session, carrying: Carrying
) -> None:
    _round, _project, delivery, act = carrying
    money.enter_money(session, delivery, paid(delivery.granted), act)

    with pytest.raises(service.ReasonMissing):
        money.enter_money(session, delivery, paid(1), act)
    money.enter_money(session, delivery, paid(1, "De prijs van hout steeg."), act)

    total = money.money_total(session, delivery.project_id, MoneyKind.PAID)
    assert total == delivery.granted + 1


def test_the_database_itself_refuses_to_pay_too_much_in_silence(
    session: Session, carrying: Carrying
) -> None:
    _round, _project, delivery, act = carrying
    row = MoneyEntry(
        project_id=delivery.project_id,
        kind=MoneyKind.PAID,
        amount=delivery.granted + 1,
        day=TODAY,
        what="Hout",
        entered_at=NOW,
        staff_id=act.staff_id,
    )
    session.add(row)

    with pytest.raises(DatabaseError, match="needs a reason"):
        session.commit()


def test_no_more_is_taken_back_than_was_there(
    session: Session, carrying: Carrying
) -> None:
    _round, _project, delivery, act = carrying
    money.enter_money(session, delivery, paid(500), act)

    with pytest.raises(money.MoreThanThere):
        money.enter_money(session, delivery, paid(-501), act)
    money.enter_money(session, delivery, paid(-500), act)

    assert money.money_total(session, delivery.project_id, MoneyKind.PAID) == 0


@pytest.mark.parametrize("table", [MoneyEntry, DeliveryChange])
def test_nobody_rewrites_the_books(
    session: Session, carrying: Carrying, table: type[MoneyEntry]
) -> None:
    _round, _project, delivery, act = carrying
    money.enter_money(session, delivery, paid(500), act)

    for statement in (update(table).values(reason="x"), delete(table)):
        with pytest.raises(DatabaseError, match=r"rewritten|kept"):
            session.execute(statement)
        session.rollback()


def test_a_promise_moves_only_with_a_reason_and_the_old_day_is_kept(
    session: Session, carrying: Carrying
) -> None:
    _round, _project, delivery, act = carrying
    later = SOON + timedelta(days=9)
    move = partial(
        service.set_state,
        session,
        delivery,
        state=DeliveryState.BUSY,
        due_on=later,
        done_on=None,
        act=act,
    )

    with pytest.raises(service.ReasonMissing):
        move(reason="")
    move(reason="Het vroor.")

    change = session.scalars(
        select(DeliveryChange).order_by(DeliveryChange.id.desc())
    ).first()
    assert change is not None
    told = (change.what, change.before, change.after, change.reason)
    assert told == ("due_on", SOON.isoformat(), later.isoformat(), "Het vroor.")


def test_another_grant_needs_a_reason(session: Session, carrying: Carrying) -> None:
    _round, _project, delivery, act = carrying

    with pytest.raises(service.ReasonMissing):
        service.set_grant(session, delivery, granted=100, reason="", act=act)
    service.set_grant(session, delivery, granted=100, reason="Kleiner.", act=act)

    assert delivery.granted == 100


def test_the_calendar_says_what_is_late(session: Session, carrying: Carrying) -> None:
    budget_round, _project, delivery, act = carrying
    for title, due_on in (("Graven", PAST), ("Zaaien", SOON)):
        service.add_milestone(session, delivery, title=title, due_on=due_on, act=act)

    plans = read_overview(session, budget_round, NOW).plans
    (plan,) = (p for p in plans if p.project.id == delivery.project_id)

    assert (plan.standing, plan.days_late) == (Standing.LATE, 11)
    assert plan.broken is not None
    assert plan.broken.title == "Graven"


def test_a_day_is_late_only_when_it_is_over_in_amsterdam(
    session: Session, carrying: Carrying
) -> None:
    budget_round, _project, delivery, act = carrying
    service.add_milestone(session, delivery, title="Graven", due_on=TODAY, act=act)
    midnight = datetime.fromisoformat(f"{TODAY}T23:00:00+00:00")  # of Amsterdam

    def is_late(at: datetime) -> bool:
        return read_overview(session, budget_round, at).count(Standing.LATE) == 1

    assert not is_late(midnight - timedelta(seconds=1))
    assert is_late(midnight)


def test_a_plan_that_is_done_is_never_late(
    session: Session, carrying: Carrying
) -> None:
    budget_round, _project, delivery, act = carrying
    service.add_milestone(session, delivery, title="Graven", due_on=PAST, act=act)
    service.set_state(
        session,
        delivery,
        state=DeliveryState.DONE,
        due_on=SOON,
        done_on=TODAY,
        reason="",
        act=act,
    )

    overview = read_overview(session, budget_round, NOW)

    assert (overview.count(Standing.DONE), overview.count(Standing.LATE)) == (1, 0)


def test_the_contact_of_a_plan_can_be_erased_by_round_and_by_person(
    session: Session, carrying: Carrying
) -> None:
    budget_round, _project, delivery, _act = carrying
    kind = find_kind("delivery_contact")
    assert kind is not None

    for is_person in (False, True):
        contact = DeliveryContact(name="Noor", email="Noor@example.org", until=SOON)
        service.set_contact(session, delivery, contact)
        assert kind.left(session, budget_round) == 1
        assert kind.of_person(session, "noor@example.org") == 1
        if is_person:
            assert kind.erase_person(session, "noor@example.org") == 1
        else:
            assert kind.erase(session, budget_round) == 1
        assert kind.left(session, budget_round) == 0
