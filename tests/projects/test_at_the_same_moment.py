"""Two people, or two presses of one button, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.db import db
from pb.models import BudgetRound, Project, ProjectStatus
from pb.projects.proposals import Proposal, submit_project
from pb.projects.service import ChangedMeanwhile
from pb.projects.verdicts import Verdict, judge_project
from pb.rounds.service import find_round
from tests.auth.login import make_staff
from tests.factories import NOW
from tests.projects.factories import make_collecting_round, make_plan

Answer = TypeVar("Answer")
THREADS = 6


def together(app: Flask, act: Callable[[int], Answer]) -> list[Answer]:
    """Do `act` in several threads, each with a session of its own."""
    db.session().commit()
    barrier = Barrier(THREADS)

    def wait_and_act(number: int) -> Answer:
        with app.app_context():
            barrier.wait(timeout=10)
            return act(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(wait_and_act, range(THREADS)))


def the_round(slug: str) -> BudgetRound:
    found = find_round(db.session(), slug)
    assert found is not None
    return found


@pytest.fixture
def slug(session: Session) -> str:
    return make_collecting_round(session).slug


def test_one_form_sent_at_the_same_moment_makes_one_plan(
    app: Flask, session: Session, slug: str
) -> None:
    proposal = Proposal("Bankjes", "In de zon.", "", None, "groen", 100, "Fatima")

    def hand_in(_number: int) -> int:
        return submit_project(
            db.session(),
            the_round(slug),
            proposal,
            submission_id="a" * 32,
            subject="x",
            now=NOW,
        )

    numbers = together(app, hand_in)

    assert len(set(numbers)) == 1
    assert session.scalar(select(func.count()).select_from(Project)) == 1


def judge(slug: str, plan_id: int, staff_id: int, reason: str) -> bool:
    """Turn the first version of a plan down; say whether that was kept."""
    try:
        judge_project(
            db.session(),
            the_round(slug),
            plan_id,
            Verdict(False, None, None, reason, "Bankjes", "Korter."),
            version=1,
            staff_id=staff_id,
            now=NOW,
        )
    except ChangedMeanwhile:
        db.session().rollback()
        return False
    return True


def test_of_verdicts_at_the_same_moment_one_is_kept_and_the_others_hear_of_it(
    app: Flask, session: Session, slug: str
) -> None:
    plan_id = make_plan(session, the_round(slug)).id
    staff_id = make_staff(session, Role.EVALUATOR).id

    kept = together(
        app, lambda number: judge(slug, plan_id, staff_id, f"Reden {number}.")
    )

    assert sum(kept) == 1
    session.expire_all()
    plan = session.get_one(Project, plan_id)
    assert (plan.status, plan.version) == (ProjectStatus.NOT_FEASIBLE, 2)
    assert plan.public_reason == f"Reden {kept.index(True)}."
