"""Writing the logbook: a chain without gaps that the database itself keeps."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InternalError
from sqlalchemy.orm import Session

from exports import event_log, merkle
from exports.checkpoint import parse
from pb.db import db
from pb.log.actors import actor_of, forget, staff_behind
from pb.log.checkpoints import read_checkpoints, sign_ballots, sign_events
from pb.log.service import append, body_of, event_line, read_events
from pb.log.signing import Signer, load_signer
from pb.log.types import BODIES, EventType
from pb.models import BudgetRound
from tests.auth.login import make_staff
from tests.factories import NOW, make_round

BODY = {"result_hash": "ab" * 32}


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    made = make_round(session)
    session.commit()
    return made


@pytest.fixture
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return load_signer(tmp_path_factory.mktemp("instance"), "stem.example.nl")


def add(
    session: Session, budget_round: BudgetRound, body: Mapping[str, object] = BODY
) -> str:
    """Add a line and commit; return its hash."""
    event = append(session, budget_round, EventType.RESULT_COUNTED, body, at=NOW)
    session.commit()
    return event.hash


def faults(session: Session, budget_round: BudgetRound) -> event_log.Fault | None:
    """Look for faults as a stranger would: in the text only."""
    signed = [parse(kept.text)[0] for kept in read_checkpoints(session, budget_round)]
    events = read_events(session, budget_round)
    return event_log.find_fault(map(event_line, events), signed)


def test_ties_each_line_to_the_one_before(
    session: Session, budget_round: BudgetRound, signer: Signer
) -> None:
    hashes = [add(session, budget_round) for _ in range(5)]
    signed = sign_events(session, budget_round, signer)
    events = read_events(session, budget_round)

    assert [event.index for event in events] == [0, 1, 2, 3, 4]
    assert [event.previous for event in events] == [event_log.NOTHING, *hashes[:-1]]
    assert signed.root == merkle.root([bytes.fromhex(h) for h in hashes]).hex()
    assert faults(session, budget_round) is None
    assert read_events(session, budget_round, upto=2) == events[:2]


def test_tells_the_time_in_utc_in_whole_seconds(
    session: Session, budget_round: BudgetRound
) -> None:
    local = datetime(2026, 7, 1, 0, 30, 15, 999_999, timezone(timedelta(hours=2)))
    append(session, budget_round, EventType.KEY_DESTROYED, {}, at=local)
    session.commit()
    session.expire_all()
    (event,) = read_events(session, budget_round)

    assert event.at == datetime(2026, 6, 30, 22, 30, 15, tzinfo=UTC)
    assert '"at":"2026-06-30T22:30:15Z"' in event_line(event)
    assert faults(session, budget_round) is None


def test_keeps_the_logbooks_of_rounds_apart(
    session: Session, budget_round: BudgetRound
) -> None:
    other = make_round(session)
    add(session, budget_round)
    add(session, other)

    assert [e.index for e in read_events(session, other)] == [0]


def test_has_no_gaps_when_many_write_at_once(
    app: Flask, session: Session, budget_round: BudgetRound
) -> None:
    round_id = budget_round.id
    session.commit()

    def write(_number: int) -> None:
        with app.app_context():
            own = db.session()
            add(own, own.get_one(BudgetRound, round_id))
            db.session.remove()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    session.expire_all()

    assert [e.index for e in read_events(session, budget_round)] == list(range(40))
    assert faults(session, budget_round) is None


def test_loses_a_line_with_the_act_that_failed(
    session: Session, budget_round: BudgetRound
) -> None:
    append(session, budget_round, EventType.KEY_DESTROYED, {}, at=NOW)
    session.rollback()

    assert read_events(session, budget_round) == []


@pytest.mark.parametrize("body", [{}, {"result_hash": "x", "name": "Jan"}])
def test_refuses_a_body_that_is_not_the_one_promised(
    session: Session, budget_round: BudgetRound, body: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="RESULT_COUNTED holds"):
        add(session, budget_round, body)


def test_promises_a_body_for_every_kind() -> None:
    assert BODIES.keys() == set(EventType)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event",
        "UPDATE event SET actor = 'x'",
        'UPDATE event SET "index" = 7',
        "DELETE FROM checkpoint",
        "UPDATE checkpoint SET text = 'x'",
    ],
)
def test_the_database_refuses_to_change_what_was_written(
    session: Session, budget_round: BudgetRound, signer: Signer, statement: str
) -> None:
    """T31."""
    add(session, budget_round)
    sign_events(session, budget_round, signer)
    session.commit()

    with pytest.raises((IntegrityError, InternalError), match="are kept"):
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param('DELETE FROM event WHERE "index" = 1', id="deletion"),
        pytest.param("UPDATE event SET actor='x' WHERE \"index\" = 1", id="edit"),
        pytest.param('DELETE FROM event WHERE "index" = 3', id="tail-cut"),
        pytest.param(
            'UPDATE event SET "index" = 9 WHERE "index" = 2;'
            'UPDATE event SET "index" = 2 WHERE "index" = 3;'
            'UPDATE event SET "index" = 3 WHERE "index" = 9',
            id="swap",
        ),
    ],
)
def test_a_change_past_the_database_is_found(
    session: Session, budget_round: BudgetRound, signer: Signer, statement: str
) -> None:
    """T31: whoever owns the database switches its triggers off."""
    for number in range(4):
        add(session, budget_round, {"result_hash": f"{number}" * 64})
    sign_events(session, budget_round, signer)
    session.commit()

    tamper(session, statement)
    found = faults(session, budget_round)
    session.rollback()

    assert found is not None
    assert faults(session, budget_round) is None


def tamper(session: Session, statements: str) -> None:
    """Run statements without triggers, in a transaction that is to be undone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for event in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER event_kept_{event}"))
    for statement in statements.split(";"):
        session.execute(text(statement))
    session.expire_all()


def test_signs_a_size_once(
    session: Session, budget_round: BudgetRound, signer: Signer
) -> None:
    add(session, budget_round)
    first, again = (sign_events(session, budget_round, signer) for _ in range(2))
    add(session, budget_round)
    second = sign_events(session, budget_round, signer)

    assert first.text == again.text
    assert (first.size, second.size) == (1, 2)
    assert len(read_checkpoints(session, budget_round)) == 2
    origin = f"stem.example.nl/rondes/{budget_round.slug}/events\n2\n"
    assert second.text.startswith(origin)


def test_signs_only_a_sorted_list_of_ballots(
    session: Session, budget_round: BudgetRound, signer: Signer
) -> None:
    leaves = [bytes([number]) * 32 for number in range(3)]

    signed = sign_ballots(session, budget_round, leaves, signer)

    assert signed.root == merkle.root(leaves).hex()
    for wrong in (leaves[::-1], [*leaves, leaves[-1]]):
        with pytest.raises(ValueError, match="sorted"):
            sign_ballots(session, budget_round, wrong, signer)


def test_knows_staff_by_a_pseudonym_for_each_round(
    session: Session, budget_round: BudgetRound
) -> None:
    first, second = (make_staff(session).id for _ in range(2))
    other = make_round(session)
    seen = {
        actor_of(session, place, who, "counter")
        for place in (budget_round, other)
        for who in (first, second)
    }

    assert len(seen) == 4
    again = actor_of(session, budget_round, first, "approver")
    assert again.replace("approver", "counter") in seen
    assert staff_behind(session, budget_round, again.partition(":")[2]) == first


def test_forgets_a_person_and_keeps_the_line(
    session: Session, budget_round: BudgetRound
) -> None:
    """T46."""
    member = make_staff(session).id
    actor = actor_of(session, budget_round, member, "counter")
    append(session, budget_round, EventType.KEY_DESTROYED, {}, actor=actor, at=NOW)
    forget(session, member)
    session.commit()

    assert staff_behind(session, budget_round, actor.partition(":")[2]) is None
    assert read_events(session, budget_round)[0].actor == actor
    assert body_of(read_events(session, budget_round)[0]) == {}
    assert faults(session, budget_round) is None
