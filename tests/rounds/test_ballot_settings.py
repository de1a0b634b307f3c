"""Choosing the ballot of a contest: what is stored, and what does not go together."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import Contest
from pb.rounds.acts import Act
from pb.rounds.ballot_limits import (
    DEFAULTS,
    Listed,
    UnknownLimit,
    can_reach_least,
    complete_limits,
)
from pb.rounds.checks import Need
from pb.rounds.details import ContestDetails
from pb.rounds.needs import checks_for
from pb.rounds.phases import Stage
from pb.rounds.setup import BallotImpossible, save_contest
from pb.rounds.situation import look_at
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area, make_contest, make_project, make_round
from tests.pages import PageClient

Travel = Callable[[datetime], None]
ADDRESS = "/beheer/rondes/zomer/potten/nieuw"
CONTEST = {
    "title": "Groen",
    "area": "",
    "budget_limit": "12.500",
    "within_budget": "y",
    "rule": "equal-shares",
    "utility": "cost",
    "completion": "add1u",
    "increment": "1",
}
POINTS = {"vote_type": "cumulative", "points": "10"}
RANKING = {"vote_type": "ordinal", "max_choices": "5"}


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser of a configurator, and a round to set up."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    make_round(session, slug="zomer")
    session.commit()
    return client


def stored(session: Session) -> Contest:
    return session.scalars(select(Contest)).one()


def test_approval_keeps_least_and_themes(staff: PageClient, session: Session) -> None:
    form = {**CONTEST, "min_choices": "2", "max_choices": "5", "theme_groen": "3"}

    answer = staff.post(ADDRESS, data={**form, "points": "9"})

    contest = stored(session)
    assert answer.status_code == 303
    assert (contest.vote_type, contest.within_budget) == ("approval", True)
    expected = {**DEFAULTS, "min_choices": 2, "max_per_theme": {"groen": 3}}
    assert contest.ballot_limits == expected


def test_points_keep_their_sum_and_the_most_for_a_plan(
    staff: PageClient, session: Session
) -> None:
    staff.post(ADDRESS, data={**CONTEST, **POINTS, "max_points": "5"})

    contest = stored(session)
    assert (contest.vote_type, contest.within_budget) == ("cumulative", False)
    assert contest.ballot_limits == {**DEFAULTS, "points": 10, "max_points": 5}


def test_one_plan_is_at_most_one(staff: PageClient, session: Session) -> None:
    form = {**CONTEST, "vote_type": "choose-1", "max_choices": "7", "points": "3"}

    staff.post(ADDRESS, data=form)

    contest = stored(session)
    assert (contest.vote_type, contest.max_choices) == ("choose-1", 1)
    assert contest.ballot_limits == DEFAULTS


def test_the_form_shows_what_is_stored(staff: PageClient, session: Session) -> None:
    staff.post(ADDRESS, data={**CONTEST, **POINTS, "theme_sport": "4"})

    page = staff.get(f"/beheer/rondes/zomer/potten/{stored(session).id}").text

    assert 'checked id="vote_type-2"' in page or 'id="vote_type-2" checked' in page
    assert 'name="theme_sport" type="text" value="4"' in page


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"min_choices": "3", "max_choices": "2"}, "hoger dan het hoogste"),
        ({"vote_type": "ordinal"}, "hoeveel plannen een bewoner op volgorde"),
        ({"vote_type": "cumulative"}, "hoeveel punten een bewoner verdeelt"),
        ({**POINTS, "points": "2", "min_choices": "3"}, "minder punten dan"),
        ({**POINTS, "max_points": "11"}, "kan niet meer punten krijgen"),
        ({**POINTS, "max_points": "3", "max_choices": "3"}, "niemand alle punten"),
        ({"vote_type": "quadratic"}, "Ongeldige keuze"),
        ({**POINTS, "points": "1001"}, "1 tot en met 1.000"),
        ({"theme_groen": "0"}, "1 tot en met 1.000"),
        ({"min_choices": "-1"}, "Vul"),
    ],
)
def test_what_does_not_go_together_is_said_at_its_field(
    staff: PageClient, session: Session, changes: dict[str, str], complaint: str
) -> None:
    answer = staff.post(ADDRESS, data={**CONTEST, **changes})

    assert answer.status_code == 422
    assert answer.text.count(complaint) >= 2  # in the summary and at the field
    assert session.scalar(select(func.count()).select_from(Contest)) == 0


@pytest.mark.parametrize(
    ("vote_type", "rule"),
    [("cumulative", "phragmen"), ("ordinal", "phragmen"), ("approval", "greedy")],
)
def test_a_rule_that_cannot_count_the_ballots_is_not_stored(
    session: Session, vote_type: str, rule: str
) -> None:
    budget_round = make_round(session)
    details = ContestDetails(
        "Pot", None, 100, 5, False, rule, None, None if rule == "phragmen" else "add1",
        vote_type=vote_type, ballot_limits={"points": 10},
    )  # fmt: skip

    with pytest.raises(BallotImpossible):
        save_contest(session, budget_round, details)


@pytest.mark.parametrize(
    ("limits", "is_possible"),
    [
        ({"min_choices": 3}, True),
        ({"min_choices": 4}, False),  # € 1,200 in a pot of € 1,000
        ({"min_choices": 3, "max_per_theme": {"ontmoeten": 2}}, False),
    ],
)
def test_a_ballot_that_nobody_could_fill_in_is_not_frozen(
    session: Session, limits: dict[str, Any], is_possible: bool
) -> None:
    budget_round = make_round(session, stage=Stage.SHORTLISTED)
    make_area(session, budget_round)
    pot = make_contest(session, budget_round, ballot_limits=limits)
    for _ in range(5):
        make_project(session, pot)
    session.commit()
    session.refresh(budget_round)

    checks = checks_for(Act.FREEZE, look_at(session, budget_round, NOW))

    found = next(check for check in checks if check.need is Need.BALLOTS_POSSIBLE)
    assert found.is_met is is_possible
    assert found.names == (() if is_possible else (pot.title,))


def test_the_cheapest_plans_decide_whether_the_least_can_be_reached() -> None:
    plans = [Listed(5, "a"), Listed(1, "a"), Listed(9, "b"), Listed(1, "a")]
    limits = complete_limits({"min_choices": 2, "max_per_theme": {"a": 1}})

    assert can_reach_least(limits, plans, 10)
    assert not can_reach_least(limits, plans, 9)


def test_refuses_a_limit_that_does_not_exist() -> None:
    with pytest.raises(UnknownLimit):
        complete_limits({"most": 3})
