"""Whether a batch adds up, and sealing its ballots in the urn when it does."""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pb.paper.models import BatchState, PaperBatch, PaperSheet, SheetState
from pb.paper.service import PaperRefused, hold_batch, hold_round
from pb.urn.models import Envelope


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the sheets of a batch are."""

    spent: int  # codes, so sheets that there must be
    valid: int  # agreed by two
    invalid: int
    missing: tuple[int, ...]  # numbers that nobody entered
    waiting: tuple[int, ...]  # entered by one person
    differing: tuple[int, ...]  # entered by two, not alike

    @property
    def is_even(self) -> bool:
        """Say whether the batch can be finished."""
        return self.spent == self.valid + self.invalid


class NotEven(PaperRefused):
    """Codes spent are not ballots and invalid ones together, or two entries differ."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(str(tally))
        self.tally = tally


def tally_of(session: Session, batch: PaperBatch) -> Tally:
    """Return how far the sheets of a batch are."""
    if batch.state is BatchState.DONE:
        return Tally(batch.spent, batch.ballots, batch.invalid, (), (), ())
    rows = session.execute(
        select(PaperSheet.number, PaperSheet.state, PaperSheet.reason)
        .where(PaperSheet.batch_id == batch.id)
        .order_by(PaperSheet.number)
    ).all()

    def numbers(state: SheetState) -> tuple[int, ...]:
        return tuple(row.number for row in rows if row.state is state)

    agreed = [row for row in rows if row.state is SheetState.AGREED]
    entered = {row.number for row in rows}
    return Tally(
        spent=batch.spent,
        valid=sum(row.reason is None for row in agreed),
        invalid=sum(row.reason is not None for row in agreed),
        missing=tuple(n for n in range(1, batch.spent + 1) if n not in entered),
        waiting=numbers(SheetState.FIRST),
        differing=numbers(SheetState.DIFFERS),
    )


def finish_batch(session: Session, batch: PaperBatch, *, now: datetime) -> None:
    """Put the ballots of a batch in the urn, and forget who entered what; commit.

    Raises:
        NotEven: Codes spent are not ballots and invalid ones together.
        PaperRefused: Another of its kinds.
    """
    hold_round(session, batch.budget_round_id, now)
    held = hold_batch(session, batch.id, BatchState.ENTERING)
    tally = tally_of(session, held)
    if not tally.is_even:
        raise NotEven(tally)
    sheets = session.execute(
        select(PaperSheet.ciphertext, PaperSheet.reason).where(
            PaperSheet.batch_id == held.id
        )
    ).all()
    # In the order of their bytes, which follows from nothing.
    sealed = sorted(row.ciphertext for row in sheets if row.reason is None)
    if sealed:
        session.execute(insert(Envelope), [_envelope(held, each) for each in sealed])
    reasons = Counter(row.reason for row in sheets if row.reason is not None)
    held.reasons = dict(sorted(reasons.items()))
    held.ballots, held.invalid = len(sealed), reasons.total()
    session.execute(delete(PaperSheet).where(PaperSheet.batch_id == held.id))
    held.state = BatchState.DONE
    session.commit()


def _envelope(batch: PaperBatch, ciphertext: bytes) -> dict[str, object]:
    return {
        "budget_round_id": batch.budget_round_id,
        "code_id": None,
        "batch_id": batch.id,
        "ciphertext": ciphertext,
        "body_mac": secrets.token_hex(32),  # nobody sends it again
    }
