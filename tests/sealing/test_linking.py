"""T25: who reads the whole database, to the last byte, links no ballot to a code."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pb.db import db
from pb.models import Ballot, BudgetRound, Envelope, VotingCode, WebSession
from pb.rounds.service import close_round
from pb.sessions import store
from pb.urn.opening import open_urn
from pb.urn.scrub import scrub
from pb.voting.commitment import receipt_of
from tests.factories import NOW
from tests.sealing.attack import attack, chance_of_hits, orders, pages
from tests.urn import PRIVATE
from tests.voting.factories import make_vote
from tests.voting.serving import RECEIPT
from tests.voting.submitting import send

Clock = Callable[[datetime], None]
VOTERS = 200
SEED = 25
LIKELY = 0.01


@dataclass
class Opened:
    """A round after its urn was opened, and what only the referee knows."""

    truth: dict[str, str]  # code id -> commitment
    cast: list[str]  # code ids in the order of casting
    ciphertexts: list[bytes]
    marks: list[str]  # that recognised a retry
    transactions: set[int]  # in which codes were spent


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> random.Random:
    """Make every id of this test follow from one seed."""
    source = random.Random(SEED)  # noqa: S311  # repeatable is the point
    monkeypatch.setattr(secrets, "token_bytes", lambda n=32: source.randbytes(n))
    monkeypatch.setattr(secrets, "token_hex", lambda n=32: source.randbytes(n).hex())
    monkeypatch.setattr(secrets, "choice", source.choice)
    return source


@pytest.fixture
def opened(app: Flask, session: Session, now: Clock, seeded: random.Random) -> Opened:
    """Let 200 people vote in an order of their own, close, open and scrub."""
    vote = make_vote(session, codes=VOTERS + 10, plans=4)
    ids = list(session.scalars(select(VotingCode.id)))
    session.rollback()
    cast = seeded.sample(ids, VOTERS)
    receipts = {}
    for id_ in cast:
        form: dict[str, object] = {
            "choice": [seeded.choice(vote.plans), seeded.choice(vote.shared)],
            "nonce": seeded.randbytes(32).hex(),
            "submission_id": seeded.randbytes(16).hex(),
        }
        cookie = f"stem={store.start('voter', now=NOW, code_id=id_)}"
        answer = send(app, (cookie, form))
        assert answer.status == 200
        receipts[id_] = RECEIPT.findall(answer.page)[0]
    return _open(session, vote.closes_at, cast, receipts)


def _open(
    session: Session, at: datetime, cast: list[str], receipts: dict[str, str]
) -> Opened:
    session.rollback()
    is_sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(text("ANALYZE"))  # as the database does by itself
    ciphertexts = list(session.scalars(select(Envelope.ciphertext)))
    marks = list(session.scalars(select(Envelope.body_mac)))
    spent = "SELECT xmin::text::bigint FROM voting_code WHERE state = 'used'"
    transactions = set() if is_sqlite else set(session.scalars(text(spent)))
    budget_round = session.scalars(select(BudgetRound)).one()
    close_round(session, budget_round, at)
    open_urn(session, budget_round, PRIVATE, now=at, actor="system")
    commitments = {
        receipt_of(each): each for each in session.scalars(select(Ballot.commitment))
    }
    truth = {id_: commitments[receipt] for id_, receipt in receipts.items()}
    session.rollback()
    scrub(db.engine)
    return Opened(truth, cast, ciphertexts, marks, transactions)


def test_no_order_of_the_database_links(session: Session, opened: Opened) -> None:
    """Every order of codes beside every order of ballots, at the seed."""
    codes = orders(session, "voting_code", "id", ["id", "mac", "batch_id, id"])
    codes = {**codes, "casting": opened.cast}  # as a log of the network would tell
    ballots = orders(session, "ballot", "commitment", ["commitment", "nonce", "body"])

    chances = attack(codes, ballots, opened.truth)

    assert len(chances) >= 20
    # Of so many tries one may look like something: together they must not.
    assert min(chances.values()) > LIKELY / len(chances)


def test_the_attack_finds_what_is_there(opened: Opened) -> None:
    """It would see ballots that lie in the order of casting, or in its reverse."""
    cast = [opened.truth[id_] for id_ in opened.cast]
    orders_of_ballots = {"casting": cast, "reverse": cast[::-1]}

    chances = attack({"casting": opened.cast}, orders_of_ballots, opened.truth)

    assert max(chances.values()) < 1e-9
    assert chance_of_hits(5) < LIKELY < chance_of_hits(1)


def test_no_transaction_wrote_a_code_and_a_ballot(
    session: Session, opened: Opened
) -> None:
    """On PostgreSQL every row tells in which transaction it was written."""
    if db.engine.dialect.name == "sqlite":
        assert not opened.transactions
        return
    written = set(session.scalars(text("SELECT xmin::text::bigint FROM ballot")))

    assert len(written) == 1
    assert len(opened.transactions) == VOTERS
    assert not written & opened.transactions
    # Also the codes lie in the order of their random ids again.
    stored = list(session.scalars(text("SELECT id FROM voting_code ORDER BY ctid")))
    assert stored == sorted(stored)


def test_no_byte_of_an_envelope_is_left(session: Session, opened: Opened) -> None:
    """In no file of the database: neither in free pages nor in statistics."""
    content = b"\n".join(pages(session))

    left = [each for each in opened.ciphertexts if each[:24] in content]
    left += [each for each in opened.ciphertexts if each.hex()[:48].encode() in content]
    marks = [each for each in opened.marks if each.encode() in content]
    assert (len(left), len(marks)) == (0, 0)
    assert session.scalars(select(Envelope)).all() == []
    assert session.scalars(select(WebSession)).all() == []


def test_no_page_holds_a_code_and_a_ballot(session: Session, opened: Opened) -> None:
    codes = [id_.encode() for id_ in opened.truth]
    ballots = [commitment.encode() for commitment in opened.truth.values()]
    with_code, with_ballot, with_both = 0, 0, 0
    for page in pages(session):
        has_code = any(id_ in page for id_ in codes)
        has_ballot = any(commitment in page for commitment in ballots)
        with_code += has_code
        with_ballot += has_ballot
        with_both += has_code and has_ballot

    assert with_code > 0
    assert with_ballot > 0
    assert with_both == 0
