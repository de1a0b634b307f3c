"""Forgetting who handed a plan in."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.db import Base
from pb.models import BudgetRound, Project, ProposerContact
from pb.retention.register import find_kind
from pb.retention.service import erase_due
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan

MONTHS = {"proposer_contact": 24}
TERM = timedelta(days=24 * 30)


def erase_contact(session: Session, plan: Project) -> None:
    """Forget who handed one plan in, as a cascade of the plan's row would."""
    plan.contact = None
    session.commit()


def erase(session: Session, now: datetime) -> int:
    """Erase what has had its time."""
    return erase_due(session, MONTHS, now=now)


def all_text(session: Session) -> str:
    """Return every value of every table, as a dump would hold it."""
    rows = [
        tuple(row)
        for table in Base.metadata.sorted_tables
        for row in session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608
    ]
    return str(rows)


def test_erasing_ten_contacts_leaves_every_plan_and_not_one_name(
    session: Session,
) -> None:
    budget_round = make_collecting_round(session)
    plans = [make_plan(session, budget_round) for _number in range(10)]
    kept = [(plan.id, plan.title, plan.description) for plan in plans]
    assert "Fatima" in all_text(session)

    erase(session, NOW + timedelta(days=74) + TERM)

    assert session.scalars(select(ProposerContact)).all() == []
    session.expire_all()
    stored = session.scalars(select(Project).order_by(Project.id))
    assert [(plan.id, plan.title, plan.description) for plan in stored] == kept
    for secret in ("Fatima", "fatima@example.org", "06 12345678"):
        assert secret not in all_text(session)


def test_pages_of_a_plan_without_contact_still_work(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    plan = make_plan(session, budget_round)
    erase_contact(session, plan)
    log_in(client, make_staff(session, Role.EVALUATOR))

    desk = client.get(f"/beheer/rondes/{budget_round.slug}/plannen/{plan.id}")

    assert "zijn geen gegevens van de indiener bewaard" in desk.text
    page = client.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}")
    assert page.status_code == 200


def make_past_round(session: Session, closed_at: datetime) -> BudgetRound:
    opened_at = closed_at - timedelta(days=14)
    return make_collecting_round(session, opens_at=opened_at, closes_at=closed_at)


def kept_contacts(session: Session) -> set[int]:
    return set(session.scalars(select(ProposerContact.project_id)))


def test_contacts_go_when_their_vote_closed_long_enough_ago(session: Session) -> None:
    limit = NOW - TERM
    ends = [limit - timedelta(seconds=1), limit, limit + timedelta(seconds=1), NOW]
    gone, edge, soon, recent = (
        make_plan(session, make_past_round(session, end)) for end in ends
    )

    assert erase(session, NOW) == 2
    assert erase(session, NOW) == 0

    assert kept_contacts(session) == {soon.id, recent.id}
    assert session.get(Project, gone.id) is not None
    assert session.get(Project, edge.id) is not None


@pytest.mark.parametrize(("days", "is_kept"), [(1, False), (-1, True)])
def test_a_round_without_a_vote_counts_from_the_end_of_handing_in(
    session: Session, days: int, is_kept: bool
) -> None:
    collected = NOW - TERM - timedelta(days=days)
    budget_round = make_collecting_round(
        session,
        collecting_opens_at=collected - timedelta(days=30),
        collecting_closes_at=collected,
        opens_at=None,
        closes_at=None,
    )
    make_plan(session, budget_round)

    erase(session, NOW)

    assert bool(kept_contacts(session)) is is_kept


def test_contacts_are_of_the_register(session: Session) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round)
    kind = find_kind("proposer_contact")
    assert kind is not None

    assert kind.left(session, budget_round) == 1
    assert kind.of_person(session, "fatima@example.org") == 1
    assert kind.of_person(session, "fatima") == 0
    assert kind.erase_person(session, "fatima@example.org") == 1
    assert "Fatima" not in all_text(session)
