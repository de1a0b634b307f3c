"""Every act of staff in every stage of a round, cell by cell."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import BudgetRound, Project, ProjectStatus
from pb.rounds import service, voting_acts
from pb.rounds.acts import Act
from pb.rounds.checks import Need
from pb.rounds.phases import Stage
from pb.rounds.service import ActRefused, NotReady, WrongStage
from pb.rounds.tie_order import NotASeed
from tests.factories import NOW, make_area, make_contest, make_project
from tests.rounds.factories import (
    ANNOUNCED_AT,
    CHECKED_AT,
    CLOSED_AT,
    DAY,
    SEED,
    add_codes,
    add_key,
    make_prepared_round,
    make_round_in,
)

DO: dict[Act, Callable[[Session, BudgetRound, datetime], None]] = {
    Act.ANNOUNCE: service.announce,
    Act.SHORTLIST: service.make_shortlist,
    Act.REOPEN_LIST: service.reopen_list,
    Act.DRAW: lambda session, row, now: service.draw_tie_order(session, row, SEED, now),
    Act.FREEZE: service.freeze,
    Act.OPEN: service.open_round,
    Act.PAUSE: partial(voting_acts.pause, reason="Er is een storing."),
    Act.RESUME: voting_acts.resume,
    # Two persons do it; see test_voting_acts.py.
    Act.EXTEND: lambda session, row, now: service.check_admission(
        session, row, Act.EXTEND, now
    ),
    Act.CLOSE: service.close_round,
    Act.DELIVER: voting_acts.begin_delivery,
    Act.ARCHIVE: voting_acts.archive,
}
# The stage an act leads to; every other cell is refused.
TABLE = {
    (Act.ANNOUNCE, Stage.DRAFT): Stage.ANNOUNCED,
    (Act.SHORTLIST, Stage.ANNOUNCED): Stage.SHORTLISTED,
    (Act.REOPEN_LIST, Stage.SHORTLISTED): Stage.ANNOUNCED,
    (Act.DRAW, Stage.SHORTLISTED): Stage.SHORTLISTED,
    (Act.FREEZE, Stage.SHORTLISTED): Stage.FROZEN,
    (Act.OPEN, Stage.FROZEN): Stage.ARMED,
    (Act.PAUSE, Stage.ARMED): Stage.ARMED,
    (Act.RESUME, Stage.ARMED): Stage.ARMED,
    (Act.EXTEND, Stage.ARMED): Stage.ARMED,
    (Act.CLOSE, Stage.ARMED): Stage.CLOSED,
    (Act.DELIVER, Stage.PUBLISHED): Stage.DELIVERING,
    (Act.ARCHIVE, Stage.DELIVERING): Stage.ARCHIVED,
}
CLOCK = {Act.ANNOUNCE: ANNOUNCED_AT, Act.CLOSE: CLOSED_AT}


def make_ready(session: Session, stage: Stage) -> BudgetRound:
    """Make a round in `stage` in which only the stage can be in the way of an act."""
    budget_round = make_round_in(session, min(stage, Stage.CLOSED, key=order))
    budget_round.stage = stage
    session.commit()
    if stage is Stage.SHORTLISTED:
        service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    if stage is Stage.FROZEN:
        add_codes(session, budget_round)
        add_key(session, budget_round)
    return budget_round


def order(stage: Stage) -> int:
    return list(Stage).index(stage)


@pytest.mark.parametrize("stage", Stage)
def test_each_act_that_does_not_begin_in_a_stage_is_refused(
    session: Session, stage: Stage
) -> None:
    budget_round = make_ready(session, stage)

    for act in Act:
        if (act, stage) in TABLE:
            continue
        with pytest.raises(WrongStage) as refusal:
            DO[act](session, budget_round, CLOCK.get(act, CHECKED_AT))
        session.rollback()
        assert (refusal.value.act, refusal.value.stage) == (act, stage)
    assert budget_round.stage is stage


@pytest.mark.parametrize(("act", "stage"), TABLE)
def test_each_act_leads_to_its_stage(session: Session, act: Act, stage: Stage) -> None:
    budget_round = make_ready(session, stage)
    if act is Act.RESUME:
        DO[Act.PAUSE](session, budget_round, CHECKED_AT)
    if act is Act.ARCHIVE:
        budget_round.key_destroyed_at = CLOSED_AT
        session.commit()

    DO[act](session, budget_round, CLOCK.get(act, CHECKED_AT))
    session.expire_all()

    assert budget_round.stage is TABLE[act, stage]


def refused(act: Act, session: Session, row: BudgetRound, now: datetime) -> set[Need]:
    """Return what is said to be in the way of an act that must be refused."""
    with pytest.raises(NotReady) as refusal:
        DO[act](session, row, now)
    session.rollback()
    return {check.need for check in refusal.value.checks if check.stops}


def test_announcing_needs_dates_and_a_contest(session: Session) -> None:
    budget_round = make_prepared_round(session, collecting_closes_at=None)
    for project in session.scalars(select(Project)):
        session.delete(project)
    session.flush()
    session.delete(budget_round.contests[0])
    session.commit()

    missing = refused(Act.ANNOUNCE, session, budget_round, ANNOUNCED_AT)

    assert missing == {Need.COLLECTING_DATES, Need.CONTESTS}


def test_announcing_is_refused_when_collecting_would_be_over(session: Session) -> None:
    budget_round = make_prepared_round(session)

    missing = refused(Act.ANNOUNCE, session, budget_round, NOW - 4 * DAY)

    assert missing == {Need.COLLECTING_ENDS_LATER}


def test_no_list_is_made_while_residents_can_hand_in(session: Session) -> None:
    budget_round = make_round_in(session, Stage.ANNOUNCED)
    last_moment = NOW - 4 * DAY - timedelta(microseconds=1)

    missing = refused(Act.SHORTLIST, session, budget_round, last_moment)

    assert missing == {Need.COLLECTING_IS_OVER}


def test_no_list_is_made_while_a_plan_waits_for_a_verdict(session: Session) -> None:
    budget_round = make_round_in(session, Stage.ANNOUNCED)
    contest = budget_round.contests[0]
    make_project(session, contest, status=ProjectStatus.SUBMITTED, file_id=None)
    session.commit()

    missing = refused(Act.SHORTLIST, session, budget_round, CHECKED_AT)

    assert missing == {Need.PLANS_CHECKED}


def test_no_list_is_made_while_a_feasible_plan_has_no_cost(session: Session) -> None:
    budget_round = make_round_in(session, Stage.ANNOUNCED)
    contest = budget_round.contests[0]
    make_project(session, contest, status="feasible", file_id=None, cost=None)
    session.commit()

    missing = refused(Act.SHORTLIST, session, budget_round, CHECKED_AT)

    assert missing == {Need.PLANS_COMPLETE}


def test_a_list_needs_at_least_one_feasible_plan(session: Session) -> None:
    budget_round = make_round_in(session, Stage.ANNOUNCED)
    for project in session.scalars(select(Project)):
        project.status = ProjectStatus.WITHDRAWN
    session.commit()

    missing = refused(Act.SHORTLIST, session, budget_round, CHECKED_AT)

    assert missing == {Need.PLANS_FEASIBLE}


def test_only_feasible_plans_come_on_the_list(session: Session) -> None:
    budget_round = make_round_in(session, Stage.ANNOUNCED)
    contest = budget_round.contests[0]
    make_project(
        session, contest, status="not_feasible", public_reason="Te duur.", file_id=None
    )
    make_project(session, contest, status="withdrawn", file_id=None)
    session.commit()

    service.make_shortlist(session, budget_round, CHECKED_AT)

    statuses = session.scalars(select(Project.status).order_by(Project.id)).all()
    assert statuses == ["shortlisted", "shortlisted", "not_feasible", "withdrawn"]


def test_reopening_the_list_forgets_the_drawing(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)

    service.reopen_list(session, budget_round, CHECKED_AT)

    projects = session.scalars(select(Project)).all()
    assert {project.status for project in projects} == {ProjectStatus.FEASIBLE}
    assert {project.tie_rank for project in projects} == {None}
    assert budget_round.tie_seed is None


def test_a_plan_that_came_after_the_drawing_needs_another_one(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    make_project(session, budget_round.contests[0], file_id=None)
    session.commit()

    missing = refused(Act.FREEZE, session, budget_round, CHECKED_AT)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    service.freeze(session, budget_round, CHECKED_AT)

    assert missing == {Need.TIE_ORDER}
    assert budget_round.stage is Stage.FROZEN


def test_freezing_needs_dates_that_are_still_to_come(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)

    at_opening = refused(Act.FREEZE, session, budget_round, NOW)
    budget_round.opens_at = budget_round.closes_at = None
    session.commit()
    without_dates = refused(Act.FREEZE, session, budget_round, CHECKED_AT)

    assert at_opening == {Need.VOTING_BEGINS_LATER}
    assert without_dates == {Need.VOTING_DATES}


def test_freezing_needs_voting_to_begin_after_collecting(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    budget_round.collecting_closes_at = NOW + DAY
    session.commit()

    missing = refused(Act.FREEZE, session, budget_round, CHECKED_AT)

    assert missing == {Need.VOTING_AFTER_COLLECTING}


def test_freezing_needs_something_to_vote_on_everywhere(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    make_area(session, budget_round, name="De Esch")
    session.commit()
    empty_area = refused(Act.FREEZE, session, budget_round, CHECKED_AT)
    make_contest(session, budget_round, title="Samen")
    session.commit()
    empty_contest = refused(Act.FREEZE, session, budget_round, CHECKED_AT)

    assert empty_area == {Need.EVERY_AREA_VOTES}
    assert empty_contest == {Need.EVERY_CONTEST_HAS_PLANS}


def test_freezing_needs_every_plan_to_fit_in_its_pot(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    budget_round.contests[0].budget_limit = 29_999  # a plan costs 30,000
    session.commit()
    too_small = refused(Act.FREEZE, session, budget_round, CHECKED_AT)
    budget_round.contests[0].budget_limit = 30_000
    session.commit()
    service.freeze(session, budget_round, CHECKED_AT)

    assert too_small == {Need.PLANS_FIT}
    assert budget_round.stage is Stage.FROZEN


def test_freezing_refuses_what_could_never_be_counted(session: Session) -> None:
    """T43: limits are met before a vote, not after it."""
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    budget_round.contests[0].budget_limit = 10**12 + 1
    session.commit()

    assert refused(Act.FREEZE, session, budget_round, CHECKED_AT) == {Need.COUNTABLE}


def test_freezing_without_areas_is_refused(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    budget_round.contests[0].area_id = None
    for project in session.scalars(select(Project)):
        project.area_id = None
    session.flush()
    session.delete(budget_round.areas[0])
    session.commit()

    assert refused(Act.FREEZE, session, budget_round, CHECKED_AT) == {Need.AREAS}


def test_opening_needs_a_code_that_somebody_can_use(session: Session) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)
    add_key(session, budget_round)

    assert refused(Act.OPEN, session, budget_round, CHECKED_AT) == {Need.CODES}


def test_opening_needs_a_key_that_was_made_and_tried(session: Session) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)
    add_codes(session, budget_round)
    without = refused(Act.OPEN, session, budget_round, CHECKED_AT)
    add_key(session, budget_round)
    budget_round.key_tested_at = None
    session.commit()
    untried = refused(Act.OPEN, session, budget_round, CHECKED_AT)

    assert without == {Need.KEY_MADE, Need.KEY_TESTED}
    assert untried == {Need.KEY_TESTED}
    assert budget_round.stage is Stage.FROZEN


def test_opening_is_refused_once_the_vote_would_be_over(session: Session) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)
    add_codes(session, budget_round)
    add_key(session, budget_round)

    missing = refused(Act.OPEN, session, budget_round, CLOSED_AT)
    service.open_round(session, budget_round, CLOSED_AT - timedelta(microseconds=1))

    assert missing == {Need.VOTING_NOT_OVER}
    assert budget_round.stage is Stage.ARMED


def test_closing_waits_for_the_closing_time(session: Session) -> None:
    budget_round = make_round_in(session, Stage.ARMED)
    last_moment = CLOSED_AT - timedelta(microseconds=1)

    missing = refused(Act.CLOSE, session, budget_round, last_moment)
    service.close_round(session, budget_round, CLOSED_AT)

    assert missing == {Need.VOTING_IS_OVER}
    assert budget_round.closed_at == CLOSED_AT


@pytest.mark.parametrize("seed", ["", "   ", "x" * 201, "1\n2", "1\x002", "\u202e1"])
def test_a_seed_that_nobody_could_type_again_is_refused(
    session: Session, seed: str
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)

    with pytest.raises(NotASeed):
        service.draw_tie_order(session, budget_round, seed, CHECKED_AT)


def test_of_two_who_freeze_the_second_is_told_it_is_done(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    service.freeze(session, budget_round, CHECKED_AT)
    first = (budget_round.config_hash, budget_round.frozen_at)

    with pytest.raises(ActRefused):
        service.freeze(session, budget_round, CHECKED_AT + DAY)
    session.expire_all()

    assert (budget_round.config_hash, budget_round.frozen_at) == first
