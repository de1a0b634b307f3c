"""Opening the urn: all of it, once, and only when it is as it was at closing."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from nacl.public import PublicKey, SealedBox
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pb.db import db
from pb.log.service import body_of, last_event
from pb.log.types import EventType
from pb.models import Ballot, BudgetRound, CodeState, Envelope, VotingCode
from pb.results.service import (
    NotCounted,
    UnreadableEnvelopes,
    count_round,
    propose,
    publish,
)
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from pb.rounds.service import close_round
from pb.urn.closing import unexplained
from pb.urn.opening import UrnDiffers, UrnIsOpen, open_urn
from pb.urn.scrub import NotScrubbed, scrub
from pb.urn.sealing import Unreadable, opener, seal
from pb.voting.commitment import canonical_ballot, receipt_of
from pb.voting.service import size_of_envelopes
from tests.factories import NOW
from tests.urn import PRIVATE, PUBLIC
from tests.voting.factories import (
    Vote,
    cast,
    count_ballots,
    make_vote,
    receipt_on,
)

Clock = Callable[[datetime], None]
VOTERS = 12
SIZE = 256
PUT_ANOTHER_IN = (
    "INSERT INTO envelope (id, budget_round_id, ciphertext, body_mac, version)"
    " SELECT 'x', id, '{other}', 'x', 1 FROM budget_round"
)


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, codes=VOTERS)


@pytest.fixture
def receipts(client: FlaskClient, vote: Vote) -> set[str]:
    """Let everybody vote for one plan; return the receipts."""
    codes = enumerate(vote.codes)
    return {
        receipt_on(cast(client, code, vote.plans[place % 4])) for place, code in codes
    }


@pytest.fixture
def closed(session: Session, vote: Vote, receipts: set[str]) -> BudgetRound:
    """The round, closed with twelve envelopes."""
    session.rollback()
    budget_round = session.scalars(select(BudgetRound)).one()
    close_round(session, budget_round, vote.closes_at)
    return budget_round


def opened(session: Session, budget_round: BudgetRound) -> list[Ballot]:
    """Open the urn and return its ballots."""
    open_urn(session, budget_round, PRIVATE, now=NOW, actor="system")
    return list(session.scalars(select(Ballot).order_by(Ballot.commitment)))


def as_administrator(session: Session, *statements: str) -> None:
    """Change the database as its administrator can: past every trigger."""
    session.rollback()
    if db.engine.dialect.name == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for name in session.scalars(text(names)).all():
            session.execute(text(f'DROP TRIGGER "{name}"'))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    for statement in statements:
        session.execute(text(statement))
    session.commit()


def body_of_last(
    session: Session, budget_round: BudgetRound, type_: EventType
) -> dict[str, object]:
    event = last_event(session, budget_round, type_)
    assert event is not None
    return body_of(event)


def test_every_receipt_is_a_ballot(
    session: Session, closed: BudgetRound, receipts: set[str]
) -> None:
    ballots = opened(session, closed)

    assert {receipt_of(ballot.commitment) for ballot in ballots} == receipts
    assert len(ballots) == VOTERS
    assert count_ballots(session) == 0
    assert body_of_last(session, closed, EventType.URN_OPENED)["ballots"] == VOTERS


def test_the_numbers_are_public_at_closing(
    session: Session, closed: BudgetRound
) -> None:
    """T27: issued = unused + used + revoked; ballots = used - void."""
    body = body_of_last(session, closed, EventType.ROUND_CLOSED)
    issued = session.scalar(select(func.count()).select_from(VotingCode))

    assert body["issued"] == issued
    assert (body["used"], body["unused"], body["revoked"]) == (VOTERS, 0, 0)
    assert body["envelopes"] == VOTERS - 0
    assert (body["void"], body["unreadable"]) == (0, 0)


@pytest.mark.parametrize(
    "tampering",
    [
        pytest.param(
            "UPDATE envelope SET ciphertext = '{other}'"
            " WHERE id = (SELECT min(id) FROM envelope)",
            id="exchanged",
        ),
        pytest.param(
            "DELETE FROM envelope WHERE id = (SELECT min(id) FROM envelope)",
            id="taken-out",
        ),
        pytest.param(
            PUT_ANOTHER_IN,
            id="put-in",
        ),
    ],
)
def test_what_changed_after_closing_is_not_opened(
    session: Session, closed: BudgetRound, tampering: str
) -> None:
    other = seal(PUBLIC, nonce=b"n" * 32, body=b"{}", size=SIZE).hex()
    literal = f"x'{other}'" if db.engine.dialect.name == "sqlite" else rf"'\x{other}'"
    as_administrator(session, tampering.replace("'{other}'", literal))
    before = count_ballots(session)

    with pytest.raises(UrnDiffers):
        opened(session, closed)

    session.rollback()
    assert count_ballots(session) == before
    assert session.scalars(select(Ballot)).all() == []
    assert closed.unsealed_at is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE envelope SET body_mac = 'x'",
        PUT_ANOTHER_IN,
    ],
)
def test_the_database_takes_no_envelope_after_closing(
    session: Session, closed: BudgetRound, statement: str
) -> None:
    with pytest.raises(DBAPIError, match=r"takes no ballots|comes with a code"):
        session.execute(text(statement))


def test_a_ballot_that_was_copied_counts_once(session: Session, vote: Vote) -> None:
    """1b.3: two equal commitments always mean tampering; two persons explain it."""
    budget_round = session.scalars(select(BudgetRound)).one()
    size = size_of_envelopes(read_config(budget_round))
    body = canonical_ballot(str(budget_round.areas[0].id), {})
    for _ in range(2):
        put(session, budget_round, seal(PUBLIC, nonce=b"n" * 32, body=body, size=size))
    close_round(session, budget_round, vote.closes_at)

    ballots = opened(session, budget_round)

    event = last_event(session, budget_round, EventType.URN_OPENED)
    assert event is not None
    assert body_of(event)["ballots"] == len(ballots) == 1
    assert body_of(event)["unreadable"] == unexplained(session, budget_round) == 1


def put(session: Session, budget_round: BudgetRound, ciphertext: bytes) -> None:
    """Put an envelope in the urn that no voter sent."""
    taken = select(Envelope.code_id)
    code_id = session.scalars(
        select(VotingCode.id).where(VotingCode.id.not_in(taken)).limit(1)
    ).one()
    envelope = Envelope(
        budget_round_id=budget_round.id,
        code_id=code_id,
        ciphertext=ciphertext,
        body_mac="00",
    )
    session.add(envelope)
    session.commit()


def padded(content: bytes, size: int = SIZE) -> bytes:
    return content + b"\x80" + b"\0" * (size - len(content) - 1)


NONCE = '"nonce":"' + "00" * 32 + '"'
STRANGE = {
    "nothing": b"",
    "noise": b"\x07" * 400,
    "no-json": padded(b"ballot"),
    "no-padding": b"{}" * 128,
    "null": padded(b"null"),
    "a-list": padded(b"[]"),
    "no-nonce": padded(b'{"ballot":{}}'),
    "no-ballot": padded(f"{{{NONCE}}}".encode()),
    "short-nonce": padded(b'{"ballot":{},"nonce":"00"}'),
    "nonce-a-number": padded(b'{"ballot":{},"nonce":5}'),
    "not-a-number": padded(f'{{"ballot":NaN,{NONCE}}}'.encode()),
    "half-a-letter": padded(f'{{"ballot":"\\ud800",{NONCE}}}'.encode()),
    "bad-utf8": padded(b'{"ballot":"\xff",' + NONCE.encode() + b"}"),
    "deep": padded(b"[" * 100_000, 128 * 1024),
    "not-an-object": padded(f'{{"ballot":5,{NONCE}}}'.encode()),
}


@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE.keys())
def test_what_is_no_ballot_is_unreadable(content: bytes) -> None:
    size = len(content) if len(content) > 400 else SIZE
    ciphertext = SealedBox(PublicKey(bytes.fromhex(PUBLIC))).encrypt(content)

    with pytest.raises(Unreadable):
        opener(PRIVATE, size)(bytes(ciphertext))


@pytest.fixture
def with_one_unreadable(
    session: Session, vote: Vote, receipts: set[str]
) -> BudgetRound:
    """The round, opened: one of its envelopes holds no ballot."""
    session.rollback()
    budget_round = session.scalars(select(BudgetRound)).one()
    envelope = session.scalars(select(Envelope)).first()
    assert envelope is not None
    envelope.ciphertext = b"not sealed at all"
    session.commit()
    close_round(session, budget_round, vote.closes_at)
    opened(session, budget_round)
    return budget_round


def test_an_unreadable_envelope_is_counted_in_public(
    session: Session, with_one_unreadable: BudgetRound
) -> None:
    body = body_of_last(session, with_one_unreadable, EventType.URN_OPENED)

    assert (body["ballots"], body["unreadable"]) == (VOTERS - 1, 1)
    assert count_ballots(session) == 0


def test_an_unreadable_envelope_holds_the_result_back(
    session: Session, with_one_unreadable: BudgetRound, vote: Vote
) -> None:
    """1b.3: until it is explained."""
    count_round(session, with_one_unreadable, vote.closes_at)
    propose(session, with_one_unreadable, vote.closes_at)

    with pytest.raises(UnreadableEnvelopes):
        publish(session, with_one_unreadable, vote.closes_at)

    session.rollback()
    assert with_one_unreadable.stage is Stage.COUNTED


def test_an_urn_is_opened_once(session: Session, closed: BudgetRound) -> None:
    opened(session, closed)

    with pytest.raises(UrnIsOpen):
        opened(session, closed)

    session.rollback()
    assert len(session.scalars(select(Ballot)).all()) == VOTERS


def test_codes_keep_their_state_and_lose_their_envelope(
    session: Session, closed: BudgetRound
) -> None:
    ballots = opened(session, closed)

    assert set(session.scalars(select(VotingCode.state))) == {CodeState.USED}
    bodies = [json.loads(ballot.body) for ballot in ballots]
    assert {tuple(body) for body in bodies} == {("area", "choices")}


def test_traces_that_could_not_be_overwritten_are_reported(
    session: Session, closed: BudgetRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T25: somebody who reads meanwhile keeps SQLite from ending its log."""
    monkeypatch.setattr("pb.urn.scrub.PATIENCE", 1)
    opened(session, closed)
    session.commit()
    reader = db.engine.raw_connection()
    reader.cursor().execute("BEGIN")
    reader.cursor().execute("SELECT count(*) FROM envelope").fetchall()

    with pytest.raises(NotScrubbed):
        scrub(db.engine)

    reader.invalidate()
    scrub(db.engine)


def test_an_envelope_that_no_code_paid_for_holds_the_result_back(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    """T27: as many ballots as codes that voted, or nothing is counted."""
    cast(client, vote.codes[0], vote.plans[0])
    session.rollback()
    budget_round = session.scalars(select(BudgetRound)).one()
    size = size_of_envelopes(read_config(budget_round))
    body = canonical_ballot(str(budget_round.areas[0].id), {})
    put(session, budget_round, seal(PUBLIC, nonce=b"n" * 32, body=body, size=size))
    close_round(session, budget_round, vote.closes_at)
    opened(session, budget_round)

    with pytest.raises(NotCounted, match="as codes that voted"):
        count_round(session, budget_round, vote.closes_at)
