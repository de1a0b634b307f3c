"""What the database refuses by itself, whatever program writes to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pb.paper.sheets import Invalid
from tests.paper.factories import PaperDesk

ENVELOPE = (
    "INSERT INTO envelope"
    " (id, budget_round_id, ciphertext, body_mac, version, batch_id)"
    " SELECT 'x', id, '', 'x', 1, {batch} FROM budget_round"
)
BY_CODE = (
    "INSERT INTO envelope (id, budget_round_id, ciphertext, body_mac, version,"
    " batch_id, code_id) SELECT 'x', budget_round_id, '', 'x', 1, {batch}, id"
    " FROM voting_code WHERE state = 'issued' LIMIT 1"
)


def refused(session: Session, statement: str) -> str:
    """Return what the database says to a statement."""
    session.rollback()
    with pytest.raises(DBAPIError) as error:
        session.execute(text(statement))
    session.rollback()
    return str(error.value.orig)


def test_no_envelope_without_code_or_batch(session: Session, desk: PaperDesk) -> None:
    desk.spend(desk.vote.codes[0])
    said = "with a code, or from a batch"

    assert said in refused(session, ENVELOPE.format(batch="NULL"))
    # A batch whose codes are still being spent, and one that is not there.
    assert said in refused(session, ENVELOPE.format(batch=desk.batch.id))
    assert said in refused(session, ENVELOPE.format(batch=999))


def test_no_envelope_with_a_code_and_a_batch(session: Session, desk: PaperDesk) -> None:
    desk.spend(desk.vote.codes[0])
    desk.begin()

    statement = BY_CODE.format(batch=desk.batch.id)

    assert "with a code, or from a batch" in refused(session, statement)


def test_no_more_envelopes_than_spent_codes(session: Session, desk: PaperDesk) -> None:
    desk.spend(desk.vote.codes[0])
    desk.begin()
    statement = ENVELOPE.format(batch=desk.batch.id)
    session.execute(text(statement))

    with pytest.raises(DBAPIError, match="from a batch"):
        session.execute(text(statement.replace("'x', id", "'y', id")))


def test_no_ballot_is_taken_out_of_a_batch(session: Session, desk: PaperDesk) -> None:
    desk.run(desk.vote.plans[:1], [])

    assert "stay together" in refused(session, "DELETE FROM envelope")
    assert "where it came from" in refused(session, "UPDATE envelope SET version = 2")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE paper_batch SET spent = 0", "only goes on"),
        ("UPDATE paper_batch SET spent = 9", "only goes on"),
        ("UPDATE paper_batch SET state = 'spending'", "only goes on"),
        ("UPDATE paper_batch SET state = 'done', ballots = 2", "not ballots and"),
        ("DELETE FROM paper_batch", "is kept"),
        ("UPDATE budget_round SET stage = 'closed'", "is not done"),
    ],
)
def test_a_batch_goes_on_by_its_steps(
    session: Session, desk: PaperDesk, statement: str, said: str
) -> None:
    desk.spend(*desk.vote.codes[:2])
    desk.begin()

    assert said in refused(session, statement)


def test_a_finished_batch_is_fixed(session: Session, desk: PaperDesk) -> None:
    desk.run(Invalid.OTHER)

    assert "only goes on" in refused(session, "UPDATE paper_batch SET differences = 1")
