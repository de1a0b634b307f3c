"""Batches of paper ballots: codes are spent, ballots sealed. Knows the database only."""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from pb.codes.code import mac
from pb.codes.models import CodeState, VotingCode
from pb.paper.models import BatchState, PaperBatch, PaperSheet, SheetState
from pb.rounds.models import Area, BudgetRound
from pb.rounds.phases import Phase, Stage
from pb.urn.models import Envelope

# Of fewer ballots at once, who sees a code and then a ballot may guess whose it is.
SMALL = 10


class PaperRefused(Exception):
    """Nothing was stored."""


class RoundTakesNoPaper(PaperRefused):
    """The vote has not begun, its count is fixed, or the round is on hold."""


class UnknownArea(PaperRefused):
    """The area is not of this round."""


class UnknownCode(PaperRefused):
    """The code was never issued, was revoked, or is of another round."""


class CodeSpent(PaperRefused):
    """Somebody voted with this code, online or on paper."""


class OtherArea(PaperRefused):
    """The code is of another area than the batch; it is not spent."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class WrongStep(PaperRefused):
    """The batch is at another step: somebody was earlier."""


class FewBallots(PaperRefused):
    """The batch is small, and nobody said that it must be so."""


class NotEven(PaperRefused):
    """Codes spent are not ballots and invalid ones together, or two entries differ."""

    def __init__(self, tally: "Tally") -> None:
        super().__init__(str(tally))
        self.tally = tally


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


def takes_paper(budget_round: BudgetRound, now: datetime) -> bool:
    """Say whether paper can be handled now: from opening until the count is fixed."""
    is_armed = budget_round.stage is Stage.ARMED and budget_round.on_hold_at is None
    begun = budget_round.phase(now) in {Phase.VOTING, Phase.CLOSED}
    return is_armed and begun and budget_round.public_key is not None


def hold_round(session: Session, round_id: int, now: datetime) -> BudgetRound:
    """Keep a round from being closed until the transaction ends, and return it.

    Raises:
        RoundTakesNoPaper: See there.
    """
    budget_round = session.scalars(
        select(BudgetRound)
        .where(BudgetRound.id == round_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    if not takes_paper(budget_round, now):
        raise RoundTakesNoPaper
    return budget_round


def hold_batch(session: Session, batch_id: int, state: BatchState) -> PaperBatch:
    """Keep all others from a batch until the transaction ends, and return it.

    Raises:
        WrongStep: It is not in this state, or gone.
    """
    batch = session.scalar(
        select(PaperBatch)
        .where(PaperBatch.id == batch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if batch is None or batch.state is not state:
        raise WrongStep
    return batch


def list_batches(session: Session, budget_round: BudgetRound) -> Sequence[PaperBatch]:
    """Return the batches of a round, in order of number."""
    return session.scalars(
        select(PaperBatch)
        .where(PaperBatch.budget_round_id == budget_round.id)
        .order_by(PaperBatch.number)
    ).all()


def find_batch(
    session: Session, budget_round: BudgetRound, number: int
) -> PaperBatch | None:
    """Return the batch of a round with this number."""
    return session.scalar(
        select(PaperBatch).where(
            PaperBatch.budget_round_id == budget_round.id, PaperBatch.number == number
        )
    )


def open_batch(session: Session, round_id: int, area_id: int, *, now: datetime) -> int:
    """Begin a batch for an area, and return its number; one that is empty is used.

    Args:
        session: Committed on success.
        round_id: Of a round in which people vote, or whose vote just ended.
        area_id: Of that round.
        now: In UTC.

    Raises:
        RoundTakesNoPaper: See there.
        UnknownArea: See there.
    """
    area = session.get(Area, area_id)
    if area is None or area.budget_round_id != round_id:
        raise UnknownArea
    _lock_numbers(session, round_id, now)
    empty = session.scalar(
        select(PaperBatch.number).where(
            PaperBatch.area_id == area_id,
            PaperBatch.state == BatchState.SPENDING,
            PaperBatch.spent == 0,
        )
    )
    if empty is not None:  # the same form twice
        session.rollback()
        return empty
    last = session.scalar(
        select(func.max(PaperBatch.number)).where(
            PaperBatch.budget_round_id == round_id
        )
    )
    number = (last or 0) + 1
    session.add(
        PaperBatch(
            budget_round_id=round_id, area_id=area_id, number=number, opened_at=now
        )
    )
    session.commit()
    return number


def _lock_numbers(session: Session, round_id: int, now: datetime) -> None:
    """Let one person at a time begin a batch."""
    budget_round = session.scalars(
        select(BudgetRound)
        .where(BudgetRound.id == round_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    if not takes_paper(budget_round, now):
        raise RoundTakesNoPaper


def remove_batch(session: Session, batch: PaperBatch, *, now: datetime) -> None:
    """Remove a batch in which no code was spent; commit.

    Raises:
        PaperRefused: One of its kinds.
    """
    hold_round(session, batch.budget_round_id, now)
    held = hold_batch(session, batch.id, BatchState.SPENDING)
    if held.spent:
        raise WrongStep
    session.delete(held)
    session.commit()


def spend_code(
    session: Session,
    batch: PaperBatch,
    code: str,
    *,
    token: str,
    key: bytes,
    now: datetime,
) -> int:
    """Use up the code that came with a paper ballot, and count it; commit.

    Args:
        session: Committed on success.
        batch: Of the area of the code.
        code: As `pb.codes.code.normalise` returns it.
        token: Of the form, so that one that is sent twice spends once.
        key: The code key of the installation.
        now: In UTC.

    Returns:
        How many codes were spent in this batch.

    Raises:
        PaperRefused: One of its kinds.
    """
    code_mac = mac(code, batch.budget_round_id, key)
    mark = _mark(key, f"{batch.id}\0{token}\0{code_mac}")
    hold_round(session, batch.budget_round_id, now)
    held = hold_batch(session, batch.id, BatchState.SPENDING)
    spent = session.execute(
        update(VotingCode)
        .where(
            VotingCode.budget_round_id == held.budget_round_id,
            VotingCode.mac == code_mac,
            VotingCode.area_id == held.area_id,
            VotingCode.state == CodeState.ISSUED,
        )
        .values(state=CodeState.USED)
        .returning(VotingCode.id)
        .execution_options(synchronize_session=False)
    ).first()
    if spent is None:
        return _not_spent(session, held, code_mac, mark)
    held.spent += 1
    held.last_spend = mark
    count = held.spent
    session.commit()
    return count


def _mark(key: bytes, message: str) -> str:
    return hmac.new(key, b"paper\0" + message.encode(), hashlib.sha256).hexdigest()


def _not_spent(session: Session, batch: PaperBatch, code_mac: str, mark: str) -> int:
    """Say why a code was not spent now, unless it just was by the same form."""
    is_again = hmac.compare_digest(batch.last_spend or "", mark)
    found = session.execute(
        select(VotingCode.state, VotingCode.area_id, Area.name)
        .join(Area, Area.id == VotingCode.area_id)
        .where(
            VotingCode.budget_round_id == batch.budget_round_id,
            VotingCode.mac == code_mac,
        )
    ).first()
    count, area_id = batch.spent, batch.area_id
    session.rollback()
    if is_again:
        return count
    if found is None or found.state is CodeState.REVOKED:
        raise UnknownCode
    if found.state is CodeState.USED:
        raise CodeSpent
    raise OtherArea(found.name) if found.area_id != area_id else WrongStep


def begin_entering(
    session: Session, batch: PaperBatch, *, accepts_few: bool, now: datetime
) -> None:
    """Fix how many codes were spent: from now on the shuffled ballots are entered.

    Args:
        session: Committed on success.
        batch: In which codes were spent.
        accepts_few: Somebody said that a small batch must be.
        now: In UTC.

    Raises:
        FewBallots: There are fewer than `SMALL`.
        PaperRefused: Another of its kinds.
    """
    hold_round(session, batch.budget_round_id, now)
    held = hold_batch(session, batch.id, BatchState.SPENDING)
    if not held.spent:
        raise WrongStep
    if held.spent < SMALL and not accepts_few:
        raise FewBallots
    held.state = BatchState.ENTERING
    held.last_spend = None
    session.commit()


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
