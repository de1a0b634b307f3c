"""What tests of the logbook share."""

import pytest
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.rounds.phases import Stage
from pb.rounds.service import find_round, open_round
from tests.results.factories import EXAMPLE, cast, close, make_armed_round
from tests.rounds.factories import CHECKED_AT, add_codes, make_round_in
from tests.urn import give_key


@pytest.fixture
def closed(session: Session) -> BudgetRound:
    """A closed round whose urn is open, with the ballots of the worked example."""
    budget_round = find_round(session, make_armed_round(session))
    assert budget_round is not None
    cast(session, budget_round, EXAMPLE)
    close(session, budget_round)
    return budget_round


@pytest.fixture
def armed(session: Session) -> BudgetRound:
    """A round that was frozen, got three codes and was opened by staff."""
    budget_round = make_round_in(session, Stage.FROZEN, slug="zomer")
    add_codes(session, budget_round)
    give_key(budget_round)
    open_round(session, budget_round, CHECKED_AT)
    return budget_round
