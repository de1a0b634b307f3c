"""Entering a paper ballot, twice, by two people who don't see each other's entry."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from pb.paper.models import BatchState, PaperBatch, PaperSheet, SheetState
from pb.paper.service import PaperRefused, hold_batch, hold_round
from pb.paper.spending import refuse_who_saw_codes
from pb.rounds.configuration import FrozenConfig
from pb.urn.sealing import seal
from pb.voting.commitment import canonical_ballot, nonce_of
from pb.voting.selection import Selection, file_ids
from pb.voting.service import Urn, size_of_envelopes


class Invalid(StrEnum):
    """Why a paper ballot does not count. A blank one does."""

    TOO_DEAR = "too-dear"
    TOO_MANY = "too-many"
    UNCLEAR = "unclear"
    DAMAGED = "damaged"
    OTHER = "other"


class Outcome(StrEnum):
    """What an entry led to."""

    FIRST = "first"  # it waits for a second person's
    AGREED = "agreed"
    DIFFERS = "differs"
    AGAIN = "again"  # it was stored before; nothing changed


class NoSuchSheet(PaperRefused):
    """There are not so many spent codes, so no such number."""


class EnteredOtherwise(PaperRefused):
    """The same person entered this ballot before, and not alike."""


class OldPage(PaperRefused):
    """This ballot was entered by two people meanwhile, and not alike."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person read on one paper ballot."""

    number: int  # of the sheet in its batch
    attempt: int
    staff_id: int
    content: Selection | Invalid


def enter_sheet(
    session: Session,
    batch: PaperBatch,
    entry: Entry,
    *,
    config: FrozenConfig,
    urn: Urn,
    now: datetime,
) -> Outcome:
    """Store a first entry, sealed, or compare a second one with it; commit.

    Args:
        session: Committed on success.
        batch: Whose ballots were shuffled and numbered.
        entry: What one person read; a selection keeps the limits of the round.
        config: Of the round.
        urn: Of the round.
        now: In UTC.

    Raises:
        PaperRefused: One of its kinds.
    """
    body, content = _contents(str(batch.area_id), entry.content)
    mac = _mac(urn.secret, batch, entry.number, content)
    ciphertext = _seal(config, urn, batch, entry.number, body)
    hold_round(session, batch.budget_round_id, now)
    held = hold_batch(session, batch.id, BatchState.ENTERING)
    if not 1 <= entry.number <= held.spent:
        raise NoSuchSheet
    refuse_who_saw_codes(session, held, entry.staff_id)
    sheet = _sheet(session, held, entry)
    if sheet.state is SheetState.AGREED:
        session.rollback()
        return Outcome.AGAIN
    if sheet.attempt != entry.attempt:
        raise OldPage
    if sheet.state is SheetState.FIRST and sheet.mac is not None:
        outcome = _second(held, sheet, entry, mac)
    else:
        sheet.state, sheet.entered_by = SheetState.FIRST, entry.staff_id
        sheet.mac, sheet.ciphertext = mac, ciphertext
        outcome = Outcome.FIRST
    session.commit()
    return outcome


def _sheet(session: Session, batch: PaperBatch, entry: Entry) -> PaperSheet:
    key = (batch.id, entry.number)
    found = session.get(PaperSheet, key, populate_existing=True)
    if found is None:
        found = PaperSheet(
            batch_id=batch.id, number=entry.number, state=SheetState.FIRST, attempt=1
        )
        session.add(found)
    return found


def _second(batch: PaperBatch, sheet: PaperSheet, entry: Entry, mac: str) -> Outcome:
    """Compare with the entry that waits, and keep neither hash nor name."""
    is_alike = hmac.compare_digest(sheet.mac or "", mac)
    if sheet.entered_by == entry.staff_id:
        if not is_alike:
            raise EnteredOtherwise
        return Outcome.AGAIN
    sheet.entered_by = sheet.mac = None
    if not is_alike:
        sheet.state, sheet.ciphertext = SheetState.DIFFERS, None
        sheet.attempt += 1
        batch.differences += 1
        return Outcome.DIFFERS
    sheet.state = SheetState.AGREED
    if isinstance(entry.content, Invalid):
        sheet.reason, sheet.ciphertext = entry.content.value, None
    return Outcome.AGREED


def _contents(area_id: str, content: Selection | Invalid) -> tuple[bytes, bytes]:
    """Return what is sealed and what is compared.

    Of an invalid ballot a blank one is sealed: until two agree, nobody sees which
    sheets are invalid. It never reaches the urn.
    """
    if isinstance(content, Invalid):
        return canonical_ballot(area_id, {}), b"invalid\0" + content.value.encode()
    body = canonical_ballot(area_id, file_ids(content))
    return body, body


def _mac(secret: bytes, batch: PaperBatch, number: int, content: bytes) -> str:
    """Return what two entries of one sheet share when they are alike.

    The number is in it, so that equal ballots of two sheets can't be seen.
    """
    message = f"paper\0{batch.id}\0{number}\0".encode() + content
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def _seal(
    config: FrozenConfig, urn: Urn, batch: PaperBatch, number: int, body: bytes
) -> bytes:
    nonce = nonce_of(
        secrets.token_bytes(32),
        round_secret=urn.secret,
        code_id=f"paper:{batch.id}:{number}",
        submission_id=secrets.token_hex(16),
    )
    size = size_of_envelopes(config)
    return seal(urn.public_key, nonce=nonce, body=body, size=size)


def next_sheet(
    session: Session, batch: PaperBatch, staff_id: int
) -> tuple[int, int] | None:
    """Return number and attempt of the next sheet that somebody can enter, if any.

    Sheets on which two people differed come from a list, with the paper at hand.
    """
    sheets = {
        sheet.number: sheet
        for sheet in session.query(PaperSheet).filter_by(batch_id=batch.id)
    }
    for number in range(1, batch.spent + 1):
        sheet = sheets.get(number)
        if sheet is None:
            return number, 1
        waits = sheet.state is SheetState.FIRST and sheet.entered_by != staff_id
        if waits:
            return number, sheet.attempt
    return None


def attempt_of(session: Session, batch: PaperBatch, number: int) -> int:
    """Return which attempt at a sheet is next: more than the first after a difference.

    Raises:
        NoSuchSheet: There is no such number.
    """
    if not 1 <= number <= batch.spent:
        raise NoSuchSheet
    sheet = session.get(PaperSheet, (batch.id, number))
    return 1 if sheet is None else sheet.attempt
