"""Rounds in each stage, made through the services as staff would."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from pb.codes.service import issue_codes
from pb.models import BudgetRound, ProjectStatus
from pb.rounds import service
from pb.rounds.phases import Stage
from tests.factories import NOW, make_area, make_contest, make_project, make_round
from tests.urn import give_key

DAY = timedelta(days=1)
SEED = "7 23 31 40 4 12"
CODE_KEY = b"code key of the tests"
# The clock at which each act is done; the vote lasts from NOW to NOW + 7 days.
ANNOUNCED_AT = NOW - 9 * DAY
CHECKED_AT = NOW - 2 * DAY
CLOSED_AT = NOW + 7 * DAY
STAGES = (
    Stage.DRAFT,
    Stage.ANNOUNCED,
    Stage.SHORTLISTED,
    Stage.FROZEN,
    Stage.ARMED,
    Stage.CLOSED,
)


def make_prepared_round(session: Session, **values: object) -> BudgetRound:
    """Make a draft that lacks nothing: an area, a contest, two feasible plans."""
    budget_round = make_round(
        session,
        **{
            "collecting_opens_at": NOW - 8 * DAY,
            "collecting_closes_at": NOW - 4 * DAY,
            "opens_at": NOW,
            "closes_at": NOW + 7 * DAY,
            **values,
        },
    )
    area = make_area(session, budget_round, name="Rubroek")
    contest = make_contest(session, budget_round, title="Groen", area_id=area.id)
    for title in ("Bankje", "Moestuin"):
        make_project(
            session,
            contest,
            title=title,
            file_id=None,
            status=ProjectStatus.FEASIBLE,
        )
    session.commit()
    return budget_round


def make_round_in(session: Session, stage: Stage, **values: object) -> BudgetRound:
    """Make a round and bring it to a stage, by the acts that lead there."""
    budget_round = make_prepared_round(session, **values)
    steps: tuple[Callable[[], None], ...] = (
        lambda: service.announce(session, budget_round, ANNOUNCED_AT),
        lambda: service.make_shortlist(session, budget_round, CHECKED_AT),
        lambda: freeze(session, budget_round),
        lambda: arm(session, budget_round),
        lambda: service.close_round(session, budget_round, CLOSED_AT),
    )
    for step in steps[: STAGES.index(stage)]:
        step()
    return budget_round


def freeze(session: Session, budget_round: BudgetRound) -> None:
    """Draw the tie order and freeze."""
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    service.freeze(session, budget_round, CHECKED_AT)


def arm(session: Session, budget_round: BudgetRound) -> None:
    """Issue codes, give the key and arm."""
    add_codes(session, budget_round)
    add_key(session, budget_round)
    service.open_round(session, budget_round, CHECKED_AT)


def add_key(session: Session, budget_round: BudgetRound) -> None:
    """Give the round the key of the tests, as if holders had made and tried it."""
    give_key(budget_round)
    session.commit()


def add_codes(session: Session, budget_round: BudgetRound) -> None:
    """Issue three codes for each area."""
    for area in budget_round.areas:
        issue_codes(session, area, 3, channel="demo", key=CODE_KEY, now=CHECKED_AT)
    session.commit()
