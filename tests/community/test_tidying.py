"""The worker ends what has had its time, and nothing before that."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.commands.worker import keep_house
from pb.community.models import HelperContact
from pb.delivery import service
from pb.delivery.models import DeliveryContact
from pb.talk.models import SupportAsked
from pb.talk.support import ask
from tests.auth.login import make_staff
from tests.community.factories import make_offer
from tests.delivery.factories import make_delivery, make_past_round, plan_of
from tests.factories import NOW

KEPT = (HelperContact, DeliveryContact, SupportAsked)


def counts(session: Session) -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(t)) or 0 for t in KEPT]


def test_the_worker_forgets_who_need_not_be_known_any_more(session: Session) -> None:
    past = make_past_round(session)
    plan = plan_of(session, past, "A")
    delivery = make_delivery(session, past, plan, make_staff(session, Role.EVALUATOR))
    until = NOW.date() + timedelta(days=100)
    contact = DeliveryContact(name="Noor", until=until)
    service.set_contact(session, delivery, contact)
    make_offer(session)
    ask(session, plan, "ik@example.org", subject="x", now=NOW)
    session.commit()

    keep_house(NOW + timedelta(days=2))
    assert counts(session) == [1, 1, 1]
    keep_house(NOW + timedelta(days=4))
    assert counts(session) == [1, 1, 0]
    keep_house(NOW + timedelta(days=102))
    assert counts(session) == [0, 0, 0]
