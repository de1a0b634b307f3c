"""What tests of results share."""

import pytest
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.rounds.service import find_round
from tests.results.factories import (
    EXAMPLE,
    cast,
    close,
    make_armed_round,
    make_published_round,
)


def found(session: Session, slug: str) -> BudgetRound:
    budget_round = find_round(session, slug)
    assert budget_round is not None
    return budget_round


@pytest.fixture
def closed(session: Session) -> BudgetRound:
    """A closed round with the ballots of the worked example."""
    budget_round = found(session, make_armed_round(session))
    cast(session, budget_round, EXAMPLE)
    close(session, budget_round)
    return budget_round


@pytest.fixture
def published(session: Session) -> BudgetRound:
    """A round of one contest whose result is public."""
    return make_published_round(session, found(session, make_armed_round(session)))


@pytest.fixture
def two_areas(session: Session) -> BudgetRound:
    """A public result of two areas, each with a pot; the second has few ballots."""
    budget_round = found(session, make_armed_round(session, areas=2))
    ballots = [*[(0, {0: "AB"})] * 14, *[(1, {1: "C"})] * 4]
    return make_published_round(session, budget_round, ballots)
