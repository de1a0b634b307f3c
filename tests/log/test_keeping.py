"""What the worker adds: numbers every hour, and a signature on all."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pb.log.checkpoints import BALLOTS, EVENTS, newest_checkpoint
from pb.log.keeping import keep_logs
from pb.log.service import body_of, read_events
from pb.log.signing import Signer, load_signer
from pb.log.types import EventType
from pb.models import BudgetRound
from pb.rounds.service import find_round
from tests.factories import NOW
from tests.urn import unseal
from tests.voting.factories import Vote, cast, make_vote

Clock = Callable[[datetime], None]
HOUR = timedelta(hours=1)


@pytest.fixture
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return load_signer(tmp_path_factory.mktemp("instance"), "stem.example.nl")


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, codes=3)


def found(session: Session, vote: Vote) -> BudgetRound:
    session.rollback()
    budget_round = find_round(session, vote.slug)
    assert budget_round is not None
    return budget_round


def told(session: Session, vote: Vote) -> list[dict[str, object]]:
    """Return the numbers that were told, oldest first."""
    events = read_events(session, found(session, vote))
    return [body_of(e) for e in events if e.type == EventType.COUNTS]


def test_tells_numbers_once_an_hour_while_people_vote(
    session: Session, vote: Vote, signer: Signer
) -> None:
    for minutes in (0, 1, 59, 60, 119, 120):
        keep_logs(session, signer, now=NOW + timedelta(minutes=minutes))

    assert len(told(session, vote)) == 3


def test_tells_nothing_before_the_vote_and_after_it(
    session: Session, vote: Vote, signer: Signer
) -> None:
    for at in (vote.opens_at - HOUR, vote.closes_at, vote.closes_at + HOUR):
        keep_logs(session, signer, now=at)
    assert told(session, vote) == []

    keep_logs(session, signer, now=vote.opens_at)
    assert len(told(session, vote)) == 1


def test_the_numbers_add_up_to_the_unit(
    client: FlaskClient, session: Session, vote: Vote, signer: Signer
) -> None:
    """T27."""
    keep_logs(session, signer, now=NOW)
    cast(client, vote.codes[0], vote.plans[0])
    keep_logs(session, signer, now=NOW + HOUR)

    before, after = told(session, vote)
    assert before == {"issued": 3, "unused": 3, "used": 0, "revoked": 0, "void": 0}
    assert after == {"issued": 3, "unused": 2, "used": 1, "revoked": 0, "void": 0}


def test_says_nothing_of_choices_while_people_vote(
    client: FlaskClient, session: Session, vote: Vote, signer: Signer
) -> None:
    """T26: two votes with opposite choices leave the same lines."""
    texts = []
    for code, plan in zip(vote.codes, vote.plans, strict=False):
        cast(client, code, plan)
    keep_logs(session, signer, now=NOW)
    budget_round = found(session, vote)
    texts = [event.body_json for event in read_events(session, budget_round)]

    assert newest_checkpoint(session, budget_round, BALLOTS) is None
    assert not any("ballot" in text or "choices" in text for text in texts)


def test_signs_what_is_not_signed_yet(
    session: Session, vote: Vote, signer: Signer
) -> None:
    for hours in range(3):
        keep_logs(session, signer, now=NOW + hours * HOUR)
        budget_round = found(session, vote)
        signed = newest_checkpoint(session, budget_round, EVENTS)
        assert signed is not None
        assert signed.size == len(read_events(session, budget_round))


def test_signs_the_list_of_ballots_once_the_urn_is_open(
    client: FlaskClient, session: Session, vote: Vote, signer: Signer
) -> None:
    for code in vote.codes:
        cast(client, code, vote.plans[0])
    unseal(session, found(session, vote), vote.closes_at)

    keep_logs(session, signer, now=vote.closes_at)

    signed = newest_checkpoint(session, found(session, vote), BALLOTS)
    assert signed is not None
    assert signed.size == len(vote.codes)
