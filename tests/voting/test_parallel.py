"""Many ballots at the same moment (T15, T16, T19, T22)."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from pb.db import db
from pb.log.service import body_of, last_event
from pb.log.types import EventType
from pb.models import Ballot, BudgetRound, CodeState, VotingCode
from pb.rounds.service import close_round
from pb.sessions import store
from pb.voting.commitment import receipt_of
from tests.factories import NOW
from tests.urn import unseal
from tests.voting.factories import Vote, count_ballots, make_vote, states
from tests.voting.submitting import Answer, Submission, send, send_from_processes

pytestmark = pytest.mark.clock

Clock = Callable[[datetime], None]
RECEIPT = re.compile('data-receipt="([^"]{26})"')


def cookies(session: Session) -> list[str]:
    """Start a voter's session for every code."""
    ids = list(session.scalars(select(VotingCode.id)))
    session.rollback()
    return [f"stem={store.start('voter', now=NOW, code_id=id_)}" for id_ in ids]


def form(vote: Vote, number: int) -> dict[str, object]:
    """Return the fields of a ballot that is like no other."""
    return {
        "choice": [vote.plans[number % 4], vote.shared[number // 4 % 4]],
        "nonce": f"{number:064x}",
        "submission_id": f"{number:032x}",
    }


@pytest.mark.parametrize("processes", [1, 4])
def test_of_64_submits_of_a_code_one_is_stored(
    app: Flask, session: Session, now: Clock, processes: int
) -> None:
    """T15: 64 × 20, from processes of 16 threads."""
    vote = make_vote(session, codes=20)
    submissions: list[Submission] = [
        (cookie, form(vote, number))
        for number, cookie in enumerate(cookies(session) * 64)
    ]
    random.Random(1).shuffle(submissions)  # noqa: S311  # an order, not a secret

    answers = send_from_processes(app, submissions, processes)

    expected = {200: 20, 409: 64 * 20 - 20}
    assert Counter(answer.status for answer in answers) == expected
    assert len(receipts_in(answers)) == 20
    assert count_ballots(session) == 20
    assert states(session) == [CodeState.USED] * 20


def receipts_in(answers: Sequence[Answer]) -> set[str]:
    """Return the receipts that were given."""
    pages = [answer.page for answer in answers if answer.status == 200]
    receipts = [RECEIPT.findall(page)[0] for page in pages]
    refused = "".join(answer.page for answer in answers if answer.status != 200)
    assert "data-receipt" not in refused
    return set(receipts)


@pytest.mark.parametrize("table", ["voting_code", "envelope"])
def test_the_second_wall_stands_in_the_schema(app: Flask, table: str) -> None:
    """T15: also a program that forgets to look can't store two."""
    inspector = inspect(db.engine)
    unique = inspector.get_unique_constraints(table) + [
        index for index in inspector.get_indexes(table) if index["unique"]
    ]
    columns = {tuple(each["column_names"]) for each in unique}
    wanted = {"voting_code": ("budget_round_id", "mac"), "envelope": ("code_id",)}

    assert wanted[table] in columns


def test_200_retries_are_one_ballot(app: Flask, session: Session, now: Clock) -> None:
    """T16: the same form gets the same receipt, with another choice a refusal."""
    vote = make_vote(session)
    (cookie,) = cookies(session)
    same, other = form(vote, 0), {**form(vote, 0), "choice": vote.plans[:2]}
    first = send(app, (cookie, same))
    retries = [(cookie, same)] * 200 + [(cookie, other)] * 40

    answers = send_from_processes(app, retries, 4)

    assert Counter(answer.status for answer in answers) == {200: 200, 409: 40}
    assert receipts_in([first, *answers]) == receipts_in([first])
    assert count_ballots(session) == 1


def test_200_voters_at_once_all_get_a_receipt(
    app: Flask, session: Session, now: Clock
) -> None:
    """T19: nobody sees a locked database, and nobody waits for long."""
    vote = make_vote(session, codes=200)
    submissions = [(c, form(vote, i)) for i, c in enumerate(cookies(session))]

    answers = send_from_processes(app, submissions, 4, threads=50)

    assert {answer.status for answer in answers} == {200}
    assert len(receipts_in(answers)) == count_ballots(session) == 200
    slowest = sorted(answer.seconds for answer in answers)[int(0.99 * 200) - 1]
    assert slowest < 3


def test_receipts_equal_ballots_when_the_round_closes_meanwhile(
    app: Flask, session: Session, now: Clock
) -> None:
    """T22: 100 votes from 4 processes, fired across the close."""
    vote = make_vote(session, codes=100)
    submissions = [(c, form(vote, i)) for i, c in enumerate(cookies(session))]
    budget_round = session.scalars(select(BudgetRound)).one()

    with ThreadPoolExecutor(1) as thread:
        crowd = thread.submit(send_from_processes, app, submissions, 4, threads=4)
        while count_ballots(session) < 20:
            assert not crowd.done()
        close_round(session, budget_round, vote.closes_at)
        at_close = count_ballots(session)
        answers = crowd.result()

    assert {answer.status for answer in answers} <= {200, 409}
    assert len(receipts_in(answers)) == at_close == count_ballots(session)
    assert 20 <= at_close < 100
    closed = last_event(session, budget_round, EventType.ROUND_CLOSED)
    assert closed is not None
    assert body_of(closed)["envelopes"] == at_close
    unseal(session, budget_round, vote.closes_at)
    opened = set(session.scalars(select(Ballot.commitment)))
    assert {receipt_of(each) for each in opened} == receipts_in(answers)
