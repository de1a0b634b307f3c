"""Files, notes and objections around a plan go in time, or when somebody asks."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import PlanAttachment, PlanObjection, PlanOpinion, Project
from pb.projects.opinions import attach, attachment_folder
from pb.retention.service import erase_due, erase_person
from pb.trail.service import SYSTEM
from tests.auth.login import make_staff
from tests.factories import NOW
from tests.projects.factories import make_collecting_round, make_plan

EMAIL = "fatima@example.org"


@pytest.fixture
def plan(app: Flask, session: Session) -> Project:
    """A plan with one of everything that handling it gathers."""
    plan = make_plan(session, make_collecting_round(session))
    staff_id = make_staff(session, Role.EVALUATOR).id
    folder = attachment_folder(app.extensions["config"].instance)
    for path in folder.glob("*"):
        path.unlink()  # of tests before this one
    attach(
        session, folder, b"x", "Brief", project_id=plan.id, staff_id=staff_id, now=NOW
    )
    asked = {"project_id": plan.id, "department": "Groen", "asked_at": NOW}
    session.add(PlanOpinion(**asked, verdict="no", note="Fatima belde."))
    session.add(PlanObjection(project_id=plan.id, text="Ik woon er.", at=NOW))
    session.commit()
    return plan


def what_is_left(app: Flask, session: Session) -> list[str]:
    """Return every word and every file."""
    session.rollback()
    folder = attachment_folder(app.extensions["config"].instance)
    words = [*session.scalars(select(PlanOpinion.note))]
    words += session.scalars(select(PlanObjection.text))
    words += session.scalars(select(PlanAttachment.file_name))
    return [word for word in words if word] + [path.name for path in folder.iterdir()]


def test_nothing_around_the_plans_of_a_person_is_left(
    app: Flask, session: Session, plan: Project
) -> None:
    before = what_is_left(app, session)
    assert erase_person(session, "henk@example.org", actor=SYSTEM, now=NOW) == {}
    assert what_is_left(app, session) == before

    erased = erase_person(session, EMAIL, actor=SYSTEM, now=NOW)

    assert (erased["plan_attachment"], erased["plan_care_words"]) == (1, 2)
    assert what_is_left(app, session) == []
    assert session.scalars(select(PlanOpinion.verdict)).all() == ["no"]


def test_nothing_around_plans_is_left_when_the_round_has_had_its_time(
    app: Flask, session: Session, plan: Project
) -> None:
    assert len(what_is_left(app, session)) == 4

    erase_due(session, {}, now=NOW + timedelta(days=74 + 24 * 30))

    assert what_is_left(app, session) == []
