"""Forgetting who handed a plan in."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.db import Base
from pb.models import Project, ProposerContact
from pb.projects.service import erase_contact
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan


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

    for plan in plans:
        erase_contact(session, plan)

    assert session.scalars(select(ProposerContact)).all() == []
    session.expire_all()
    stored = session.scalars(select(Project).order_by(Project.id))
    assert [(plan.id, plan.title, plan.description) for plan in stored] == kept
    for secret in ("Fatima", "fatima@example.org", "06 12345678"):
        assert secret not in all_text(session)


def test_erasing_one_contact_leaves_the_others(session: Session) -> None:
    budget_round = make_collecting_round(session)
    gone, kept = make_plan(session, budget_round), make_plan(session, budget_round)

    erase_contact(session, gone)
    erase_contact(session, gone)

    (contact,) = session.scalars(select(ProposerContact))
    assert contact.project_id == kept.id


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
