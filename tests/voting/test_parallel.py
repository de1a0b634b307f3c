"""Many ballots at the same moment (T15, T19, T22)."""

import random
import re
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import BudgetRound, CodeState, VotingCode
from pb.rounds.service import close_round
from pb.sessions import store
from tests.factories import NOW
from tests.voting.factories import Vote, count_ballots, make_vote, states
from tests.voting.submitting import Submission, send, send_from_processes

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


def test_of_64_submits_of_a_code_one_is_stored(
    app: Flask, session: Session, now: Clock
) -> None:
    """T15: 64 × 20, from 4 processes of 16 threads."""
    vote = make_vote(session, codes=20)
    submissions: list[Submission] = [
        (cookie, form(vote, number))
        for number, cookie in enumerate(cookies(session) * 64)
    ]
    random.Random(1).shuffle(submissions)  # noqa: S311  # an order, not a secret

    answers = send_from_processes(app, submissions, processes=4)

    assert Counter(status for status, _ in answers) == {200: 20, 409: 64 * 20 - 20}
    receipts = {RECEIPT.findall(page)[0] for status, page in answers if status == 200}
    assert len(receipts) == 20
    assert count_ballots(session) == 20
    assert states(session) == [CodeState.USED] * 20


def test_voters_at_once_all_get_a_receipt(
    app: Flask, session: Session, now: Clock
) -> None:
    """T19: nobody sees a locked database."""
    vote = make_vote(session, codes=100)
    submissions = [(c, form(vote, i)) for i, c in enumerate(cookies(session))]

    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda each: send(app, each), submissions))

    receipts = {RECEIPT.findall(page)[0] for status, page in answers if status == 200}
    assert len(receipts) == count_ballots(session) == 100


def test_receipts_equal_ballots_when_the_round_closes_meanwhile(
    app: Flask, session: Session, now: Clock
) -> None:
    """T22: fired across the close."""
    vote = make_vote(session, codes=60)
    submissions = [(c, form(vote, i)) for i, c in enumerate(cookies(session))]
    budget_round = session.scalars(select(BudgetRound)).one()
    session.rollback()
    done: list[tuple[int, str]] = []
    half = threading.Event()

    def vote_once(submission: Submission) -> None:
        done.append(send(app, submission))
        if len(done) > len(submissions) // 3:
            half.set()

    with ThreadPoolExecutor(12) as threads:
        running = [threads.submit(vote_once, each) for each in submissions]
        assert half.wait(timeout=30)
        close_round(session, budget_round, vote.closes_at)
        at_close = count_ballots(session)
        for each in running:
            each.result()

    assert Counter(status for status, _ in done).keys() <= {200, 409}
    receipts = sum(status == 200 for status, _ in done)
    assert receipts == at_close == count_ballots(session)
    assert 0 < receipts <= 60
