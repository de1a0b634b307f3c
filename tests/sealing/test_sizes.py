"""1b.1: nothing tells by its size what a voter chose."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.models import Envelope
from pb.urn.sealing import FRAME, body_mac, envelope_size, opener, seal
from tests.urn import PRIVATE, PUBLIC
from tests.voting.factories import cast, make_vote

Clock = Callable[[datetime], None]
NONCE = bytes(range(32))


@given(st.data(), st.integers(2, 3000))
def test_every_ballot_gives_an_envelope_of_one_length(
    data: st.DataObject, largest: int
) -> None:
    size = envelope_size(largest)
    length = data.draw(st.integers(2, largest))
    body = b'{"' + b"a" * (length - 6) + b'":1}' if length > 6 else b"{}"

    envelopes = [
        seal(PUBLIC, nonce=NONCE, body=each, size=size) for each in (b"{}", body)
    ]

    assert [len(each) for each in envelopes] == [size + 48] * 2
    opened = opener(PRIVATE, size)(envelopes[1])
    assert (opened.nonce, opened.body) == (NONCE, body)


@given(st.integers(0, 3000))
def test_a_ballot_that_is_too_large_is_never_sealed(largest: int) -> None:
    size = envelope_size(largest)
    body = b"x" * (size - FRAME + 1)

    with pytest.raises(ValueError, match="does not fit"):
        seal(PUBLIC, nonce=NONCE, body=body, size=size)


def test_a_blank_and_a_full_ballot_take_the_same_room(
    client: FlaskClient, session: Session, now: Clock
) -> None:
    vote = make_vote(session, codes=3)
    cast(client, vote.codes[0])
    cast(client, vote.codes[1], vote.plans[0])
    cast(client, vote.codes[2], *vote.plans[:3], *vote.shared[:3])

    session.rollback()
    lengths = session.scalars(select(func.length(Envelope.ciphertext))).all()
    texts = session.scalars(select(func.length(Envelope.body_mac))).all()

    assert len(set(lengths)) == len(set(texts)) == 1
    assert len(lengths) == 3


def test_equal_ballots_look_different() -> None:
    """1b.3: neither the envelope nor what recognises a retry tells equal choices."""
    sealed = {seal(PUBLIC, nonce=NONCE, body=b"{}", size=256) for _ in range(20)}
    marks = {
        body_mac(NONCE, submission_id=f"{number:032x}", nonce=NONCE, body=b"{}")
        for number in range(20)
    }

    assert len(sealed) == len(marks) == 20
