"""After freezing nothing that decides the result can change, whoever asks."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.rounds import setup
from pb.rounds.configuration import read_config
from pb.rounds.details import AreaDetails, ContestDetails, RoundDetails, fingerprint
from pb.rounds.fixing import canonical_json, config_hash, make_config
from pb.rounds.phases import Stage
from pb.rounds.setup import RoundIsFrozen
from tests.factories import make_area, make_contest, make_project
from tests.rounds.factories import CHECKED_AT, SEED, make_round_in

FORBIDDEN = [
    "UPDATE budget_round SET opens_at = closes_at",
    "UPDATE budget_round SET closes_at = NULL",
    "UPDATE budget_round SET slug = 'anders'",
    "UPDATE budget_round SET tie_seed = '1'",
    "UPDATE budget_round SET config_json = '{}'",
    "UPDATE budget_round SET config_hash = 'x'",
    "UPDATE budget_round SET currency = 'USD'",
    "UPDATE budget_round SET stage = 'shortlisted', config_hash = NULL",
    "UPDATE budget_round SET stage = 'draft', config_hash = NULL",
    "DELETE FROM budget_round",
    "UPDATE contest SET budget_limit = 1",
    "UPDATE contest SET rule = 'greedy'",
    "UPDATE contest SET rule_options = '{}'",
    "UPDATE contest SET max_choices = 1",
    "UPDATE contest SET area_id = NULL",
    "DELETE FROM contest",
    "UPDATE area SET letters_sent = 1",
    "UPDATE area SET name = 'Anders'",
    "DELETE FROM area",
    "UPDATE project SET cost = 1",
    "UPDATE project SET title = 'Anders'",
    "UPDATE project SET tie_rank = 9 WHERE tie_rank = 1",
    "UPDATE project SET status = 'withdrawn'",
    "UPDATE project SET contest_id = NULL, status = 'feasible'",
    "DELETE FROM project",
]


@pytest.mark.parametrize("stage", [Stage.FROZEN, Stage.ARMED, Stage.CLOSED])
def test_the_database_itself_refuses(session: Session, stage: Stage) -> None:
    make_round_in(session, stage)

    allowed = [s for s in FORBIDDEN if not is_refused(session, s)]

    assert not allowed


def is_refused(session: Session, statement: str) -> bool:
    """Say whether the database refuses a statement because of what is frozen."""
    try:
        with session.begin_nested():
            session.execute(text(statement))
    except DBAPIError as reason:
        return any(word in str(reason).lower() for word in ("is frozen", "foreign key"))
    return False


@pytest.mark.parametrize("kind", ["area", "contest", "project"])
def test_the_database_takes_no_new_rows(session: Session, kind: str) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)

    contest = budget_round.contests[0]
    add: Callable[[], object] = {
        "area": lambda: make_area(session, budget_round),
        "project": lambda: make_project(session, contest),
        "contest": lambda: make_contest(session, budget_round),
    }[kind]

    with pytest.raises(DBAPIError, match="round is frozen"):
        add()


def test_the_service_refuses_before_the_database_has_to(session: Session) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)
    area, contest = budget_round.areas[0], budget_round.contests[0]
    terms = ContestDetails("Groen", area.id, 1, None, True, "greedy", None, None)
    name, seen = RoundDetails("Zomer", budget_round.slug), fingerprint(budget_round)

    changes: tuple[Callable[[], None], ...] = (
        lambda: setup.change_round(session, budget_round, name, seen=seen),
        lambda: setup.save_area(session, budget_round, AreaDetails("X"), area=area),
        lambda: setup.remove_area(session, budget_round, area),
        lambda: setup.save_contest(session, budget_round, terms, contest=contest),
        lambda: setup.remove_contest(session, budget_round, contest),
    )
    for change in changes:
        with pytest.raises(RoundIsFrozen):
            change()
        session.rollback()


def test_what_was_frozen_is_what_the_tables_say(session: Session) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)

    stored = (budget_round.config_json or "").encode()

    assert stored == canonical_json(make_config(session, budget_round))
    assert budget_round.config_hash == config_hash(stored)
    assert budget_round.frozen_at == CHECKED_AT
    assert json.loads(stored)["tie_seed"] == SEED


def test_a_frozen_configuration_is_complete(session: Session) -> None:
    budget_round: BudgetRound = make_round_in(session, Stage.FROZEN)

    config = read_config(budget_round)

    contest = config.contests[0]
    assert (config.opens_at, config.closes_at) == (
        budget_round.opens_at,
        budget_round.closes_at,
    )
    assert sorted(contest.tie_order) == sorted(plan.id for plan in contest.projects)
    assert contest.rule.options["increment"] == 100
