"""The desk and the result tell the same turnout where a paper ballot is invalid."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound
from pb.paper.sheets import Invalid
from pb.results.past import past_rounds
from pb.results.service import count_round, propose, publish
from pb.rounds.service import close_round
from pb.urn.opening import open_urn
from tests.auth.login import make_staff
from tests.desk.factories import browser_of
from tests.pages import PageClient
from tests.paper.factories import PaperDesk
from tests.results.test_past_rounds import text_of
from tests.results.test_report import report, words
from tests.urn import PRIVATE
from tests.voting.factories import cast, make_vote


@pytest.fixture
def published(session: Session, client: PageClient, now: object) -> BudgetRound:
    """A round with three voters, one of whom handed in an invalid ballot."""
    desk = PaperDesk(session, make_vote(session, codes=12))
    desk.run(Invalid.OTHER, [])
    cast(client, desk.vote.codes[5], desk.vote.plans[0])
    budget_round, closes = desk.round_, desk.vote.closes_at
    close_round(session, budget_round, closes)
    open_urn(session, budget_round, PRIVATE, now=closes, actor="system")
    later = closes + timedelta(hours=1)
    count_round(session, budget_round, later)
    propose(session, budget_round, later)
    publish(session, budget_round, later)
    return budget_round


def test_an_invalid_paper_ballot_counts_in_the_turnout_of_desk_result_and_report(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    auditor = browser_of(client, make_staff(session, Role.AUDITOR))
    desk = auditor.get(f"/beheer/rondes/{published.slug}").text
    result = text_of(client, f"/rondes/{published.slug}/uitslag")
    printed = words(report(client, published))
    (past,) = past_rounds(session)

    assert "<dt>kiezers</dt><dd>3</dd>" in desk
    assert "1 papieren biljet was ongeldig." in desk
    assert "3 bewoners stemden mee" in result
    for told in (result, printed):
        assert "Opkomst: 3 bewoners stemden." in told
        assert "Geteld zijn 2 stemmen: de andere biljetten waren ongeldig" in told
    assert (past.voters, past.ballots) == (3, 2)
