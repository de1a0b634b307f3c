"""Nobody sees who handed a plan in without a line in the trail."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import TrailEntry
from pb.trail.kinds import Kind
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan

EMAIL = "fatima@example.org"


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


def views_of(session: Session) -> int:
    """Return how many lines say that somebody looked at contact data."""
    session.rollback()
    query = select(TrailEntry).where(TrailEntry.kind == Kind.PERSONAL_DATA_VIEWED)
    return len(session.scalars(query).all())


@pytest.mark.parametrize(("version", "status"), [(1, 422), (7, 409)])
def test_an_answer_to_a_wrong_form_does_not_show_who_it_was(
    client: PageClient, session: Session, version: int, status: int
) -> None:
    budget_round = make_collecting_round(session)
    plan = make_plan(session, budget_round, version=1)
    log_in(client, make_staff(session, Role.EVALUATOR))
    address = f"/beheer/rondes/{budget_round.slug}/plannen/{plan.id}"

    response = client.post(address, data={"version": str(version), "decision": ""})

    assert response.status_code == status
    assert EMAIL not in response.text
    assert views_of(session) == 0
    assert EMAIL in client.get(address).text
    assert views_of(session) == 1


def test_a_letter_with_a_code_leaves_a_line(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    number = make_plan(session, budget_round).id
    log_in(client, make_staff(session, Role.EVALUATOR))
    slug = budget_round.slug

    client.post(f"/beheer/rondes/{slug}/plannen/{number}/brief")

    session.rollback()
    query = select(TrailEntry).where(TrailEntry.kind == Kind.PLAN_CODE_MADE)
    line = session.scalars(query).one()
    assert line.round_slug == slug
    assert json.loads(line.detail_json) == {"plan": number}
