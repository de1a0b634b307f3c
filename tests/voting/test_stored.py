"""What comes out of an envelope is held to the limits of the round once more."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import rfc8785
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.rounds.configuration import FrozenConfig, read_config
from pb.voting.stored import is_a_ballot
from tests.urn import peek
from tests.voting.factories import Vote, cast, make_vote

Clock = Callable[[datetime], None]


@pytest.fixture
def vote(session: Session, now: Clock) -> Vote:
    return make_vote(session, max_choices=2)


def frozen(session: Session) -> FrozenConfig:
    return read_config(session.scalars(select(BudgetRound)).one())


def sealed_body(client: FlaskClient, session: Session, vote: Vote) -> bytes:
    cast(client, vote.codes[0], *vote.plans[:2])
    return peek(session)[0].body


def test_what_a_voter_cast_is_a_ballot(
    client: FlaskClient, session: Session, vote: Vote
) -> None:
    body = sealed_body(client, session, vote)

    assert is_a_ballot(frozen(session), body)
    area = json.loads(body)["area"]
    assert is_a_ballot(frozen(session), rfc8785.dumps({"area": area, "choices": {}}))


def test_nothing_else_is(client: FlaskClient, session: Session, vote: Vote) -> None:
    held = json.loads(sealed_body(client, session, vote))
    config = frozen(session)
    contest = next(iter(held["choices"]))
    chosen = held["choices"][contest]
    everything = sorted(p.id for c in config.contests for p in c.projects)
    wrong: list[Any] = [
        {},
        [],
        None,
        {**held, "more": 1},
        {"choices": held["choices"]},
        {**held, "area": "0"},
        {**held, "choices": []},
        {**held, "choices": {"0": chosen}},
        {**held, "choices": {contest: everything}},
        {**held, "choices": {contest: chosen[::-1]}},
        {**held, "choices": {contest: [*chosen, chosen[0]]}},
        {**held, "choices": {contest: []}},
        {**held, "choices": {contest: dict.fromkeys(chosen, 100_000)}},
    ]

    assert [is_a_ballot(config, rfc8785.dumps(each)) for each in wrong] == [False] * 13
    assert not is_a_ballot(config, json.dumps(held, indent=1).encode())
