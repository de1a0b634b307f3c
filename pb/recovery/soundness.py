"""Whether what the database says of a round holds together."""

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exports import checkpoint, event_log, merkle
from exports.checkpoint import BadCheckpoint, Key
from pb.desk.reconciliation import reconcile
from pb.log.checkpoints import BALLOTS, EVENTS, read_checkpoints
from pb.log.models import Checkpoint
from pb.log.service import body_of, event_line, last_event, read_events
from pb.log.types import EventType
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.urn.closing import read_commitments, read_envelopes
from pb.urn.models import Envelope


class Part(StrEnum):
    """What of a round can be wrong."""

    CONFIG = "config"
    SIGNATURE = "signature"
    LOG = "log"
    CODES = "codes of the round"
    ENVELOPES = "envelopes"
    CLOSING = "closing"
    BALLOTS = "ballots"
    OPENING = "opening"
    HOLD = "hold"
    WATERMARK = "watermark"
    LESS = "less"
    OTHER_KEY = "other key"
    KEY = "key"
    NONCES = "nonces"  # the secret they are made with
    GONE = "gone"


class Fault(NamedTuple):
    """One thing that is wrong with a round, and what exactly, in English."""

    part: Part
    text: str


def find_faults(
    session: Session, key: Key | None, budget_round: BudgetRound
) -> Iterator[Fault]:
    """Return all that does not hold together in a round.

    Args:
        session: Only read.
        key: With which the checkpoints were signed; without it, none holds.
        budget_round: Any round.
    """
    yield from _config_faults(budget_round)
    yield from _log_faults(session, key, budget_round)
    yield from _number_faults(session, budget_round)
    yield from _list_faults(session, budget_round)


def _config_faults(budget_round: BudgetRound) -> Iterator[Fault]:
    text = budget_round.config_json
    if text and hashlib.sha256(text.encode()).hexdigest() != budget_round.config_hash:
        yield Fault(Part.CONFIG, "the configuration is not the one that was frozen")


def _log_faults(
    session: Session, key: Key | None, budget_round: BudgetRound
) -> Iterator[Fault]:
    lines = [event_line(event) for event in read_events(session, budget_round)]
    signed = []
    for kept in read_checkpoints(session, budget_round):
        found = _verified(kept, key, budget_round.slug)
        if found is None:
            text = f"checkpoint {kept.log}-{kept.size} is not as it was signed"
            yield Fault(Part.SIGNATURE, text)
        elif kept.log == EVENTS:
            signed.append(found)
    fault = event_log.find_fault(lines, signed)
    if fault is not None:
        yield Fault(Part.LOG, f"logbook, line {fault.index}: {fault.reason}")


def _verified(
    kept: Checkpoint, key: Key | None, slug: str
) -> checkpoint.Checkpoint | None:
    if key is None:
        return None
    try:
        found = checkpoint.verify(kept.text, key, _is_signed)
    except BadCheckpoint:
        return None
    told = (found.origin, found.size, found.root.hex())
    expected = (f"{key.name}/rondes/{slug}/{kept.log}", kept.size, kept.root)
    return found if told == expected else None


def _is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def _number_faults(session: Session, budget_round: BudgetRound) -> Iterator[Fault]:
    account = reconcile(session, budget_round)
    total = account.total
    if not total.fits:
        yield Fault(
            Part.CODES,
            f"issued {total.issued} is not unused {total.unused}"
            f" + used {total.used} + revoked {total.revoked}",
        )
    elif not account.fits:
        yield Fault(
            Part.ENVELOPES,
            f"envelopes {total.envelopes} is not used {total.used} - void {total.void}"
            f" - on paper {total.on_paper}, or paper does not add up,"
            " or not in every area",
        )


def _list_faults(session: Session, budget_round: BudgetRound) -> Iterator[Fault]:
    closed = last_event(session, budget_round, EventType.ROUND_CLOSED)
    is_shut = budget_round.stage is Stage.CLOSED and budget_round.unsealed_at is None
    if closed is not None and is_shut:
        root = merkle.root(read_envelopes(session, budget_round)).hex()
        if root != body_of(closed)["envelopes_root"]:
            text = "the envelopes are not those that were counted at closing"
            yield Fault(Part.CLOSING, text)
    for kept in read_checkpoints(session, budget_round, BALLOTS):
        if _ballots_root(session, budget_round) != kept.root:
            text = (
                "the ballots are not those that were signed at the opening of the urn"
            )
            yield Fault(Part.BALLOTS, text)
    if budget_round.unsealed_at is not None and _has_envelopes(session, budget_round):
        yield Fault(Part.OPENING, "there are envelopes after the urn was opened")


def _ballots_root(session: Session, budget_round: BudgetRound) -> str:
    return merkle.root(read_commitments(session, budget_round)).hex()


def _has_envelopes(session: Session, budget_round: BudgetRound) -> bool:
    query = select(func.count()).where(Envelope.budget_round_id == budget_round.id)
    return bool(session.scalar(query))
