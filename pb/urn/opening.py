"""Opening the urn: every envelope is read, and no ballot keeps a trace of its code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from exports import merkle
from pb.codes.models import VotingCode
from pb.log.service import append, body_of, last_event
from pb.log.types import EventType
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.sessions.models import WebSession
from pb.urn.closing import read_commitments, read_envelopes
from pb.urn.models import Envelope
from pb.urn.sealing import Unreadable, opener
from pb.voting.commitment import commitment_of
from pb.voting.models import Ballot
from pb.voting.service import size_of_envelopes
from pb.voting.stored import is_a_ballot

BATCH = 5000  # rows a statement


class UrnIsOpen(Exception):
    """Somebody opened the urn a moment ago."""


class UrnDiffers(Exception):
    """The urn does not hold what was in it when the round closed."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What came out of the envelopes."""

    rows: list[dict[str, object]]  # of ballots, sorted by commitment
    unreadable: int


def open_urn(
    session: Session,
    budget_round: BudgetRound,
    private_key: bytes,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Read all envelopes, write the ballots once, sorted, and destroy the envelopes.

    Args:
        session: Committed on success; nothing is changed when this fails.
        budget_round: Closed, its urn shut.
        private_key: Of the round, 32 bytes.
        now: In UTC.
        actor: See `pb.log.actors`.

    Raises:
        UrnIsOpen: Somebody was earlier.
        UrnDiffers: The envelopes are not those of closing.
    """
    config = read_config(budget_round)
    envelopes = read_envelopes(session, budget_round)
    session.rollback()  # nobody waits while the envelopes are read
    contents = _read(budget_round.id, config, private_key, envelopes)
    lock_round(session, budget_round)
    if budget_round.stage is not Stage.CLOSED or budget_round.unsealed_at is not None:
        session.rollback()
        raise UrnIsOpen
    _hold_to_closing(session, budget_round, envelopes)
    for start in range(0, len(contents.rows), BATCH):
        session.execute(insert(Ballot), contents.rows[start : start + BATCH])
    commitments = read_commitments(session, budget_round)
    _destroy_envelopes(session, budget_round)
    body = {
        "ballots": len(commitments),
        "unreadable": contents.unreadable,
        "root": merkle.root(commitments).hex(),
    }
    append(session, budget_round, EventType.URN_OPENED, body, actor=actor, at=now)
    budget_round.unsealed_at = now
    session.commit()


def _hold_to_closing(
    session: Session, budget_round: BudgetRound, envelopes: list[bytes]
) -> None:
    if read_envelopes(session, budget_round) != envelopes:
        session.rollback()
        raise UrnDiffers("the urn changed while it was opened")
    closed = last_event(session, budget_round, EventType.ROUND_CLOSED)
    if closed is None:  # closed by a version without a logbook: nothing was sealed
        return
    if body_of(closed)["envelopes_root"] != merkle.root(envelopes).hex():
        session.rollback()
        raise UrnDiffers("the envelopes are not those of closing")


def _read(
    round_id: int, config: FrozenConfig, private_key: bytes, envelopes: Sequence[bytes]
) -> Contents:
    """Open the envelopes in the order of their bytes, which follows from nothing.

    Of two that hold one ballot somebody copied one: it counts once, and the other is
    one more that two persons must explain.
    """
    open_one = opener(private_key, size_of_envelopes(config))
    is_allowed = cache(partial(is_a_ballot, config))  # most ballots are alike
    rows: dict[str, dict[str, object]] = {}
    unreadable = 0
    for envelope in envelopes:
        try:
            opened = open_one(envelope)
        except Unreadable:
            unreadable += 1
            continue
        if not is_allowed(opened.body):
            unreadable += 1
            continue
        commitment = commitment_of(config.hash, opened.nonce, opened.body)
        unreadable += commitment in rows
        rows[commitment] = {
            "commitment": commitment,
            "budget_round_id": round_id,
            "nonce": opened.nonce.hex(),
            "body": opened.body.decode(),
        }
    return Contents([rows[key] for key in sorted(rows)], unreadable)


def _destroy_envelopes(session: Session, budget_round: BudgetRound) -> None:
    session.execute(delete(Envelope).where(Envelope.budget_round_id == budget_round.id))
    of_round = select(VotingCode.id).where(
        VotingCode.budget_round_id == budget_round.id
    )
    session.execute(delete(WebSession).where(WebSession.code_id.in_(of_round)))
