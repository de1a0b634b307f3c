"""Step one of paper: a code is used up and counted, its stub parted from the ballot."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pb.codes.code import mac
from pb.codes.models import CodeState, VotingCode
from pb.paper.models import BatchState, PaperBatch
from pb.paper.service import PaperRefused, WrongStep, hold_batch, hold_round
from pb.rounds.models import Area, BudgetRound
from pb.trail.letting_in import may_be_one_person
from pb.trail.service import alias_of, aliases

# Of fewer ballots at once, who sees a code and then a ballot may guess whose it is.
SMALL = 10


class UnknownCode(PaperRefused):
    """The code was never issued, was revoked, or is of another round."""


class CodeSpent(PaperRefused):
    """Somebody voted with this code, online or on paper."""


class OtherArea(PaperRefused):
    """The code is of another area than the batch; it is not spent."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class VoteIsPaused(PaperRefused):
    """Staff paused the vote: no code is used, online or on paper."""


class FewBallots(PaperRefused):
    """The batch is small, and nobody said that it must be so."""


class SawTheCodes(PaperRefused):
    """Of a batch this small, who saw the codes may not see the ballots."""


def spend_code(
    session: Session,
    batch: PaperBatch,
    code: str,
    *,
    token: str,
    key: bytes,
    staff_id: int,
    now: datetime,
) -> int:
    """Use up the code that came with a paper ballot, and count it; commit.

    Args:
        session: Committed on success.
        batch: Of the area of the code.
        code: As `pb.codes.code.normalise` returns it.
        token: Of the form, so that one that is sent twice spends once.
        key: The code key of the installation.
        staff_id: Who sees the code.
        now: In UTC.

    Returns:
        How many codes were spent in this batch.

    Raises:
        PaperRefused: One of its kinds.
    """
    code_mac = mac(code, batch.budget_round_id, key)
    mark = _mark(key, f"{batch.id}\0{token}\0{code_mac}")
    if hold_round(session, batch.budget_round_id, now).paused_at is not None:
        raise VoteIsPaused
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
    held.spent_by = sorted({*held.spent_by, _alias(session, staff_id)})
    count = held.spent
    session.commit()
    return count


def _alias(session: Session, staff_id: int) -> str:
    return alias_of(session.connection(), staff_id)


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
    session: Session,
    batch: PaperBatch,
    *,
    accepts_few: bool,
    staff_id: int,
    now: datetime,
) -> None:
    """Fix how many codes were spent: from now on the shuffled ballots are entered.

    Args:
        session: Committed on success.
        batch: In which codes were spent.
        accepts_few: Somebody said that a small batch must be.
        staff_id: Who says that the ballots are shuffled; of a small batch somebody
            who saw none of its codes.
        now: In UTC.

    Raises:
        FewBallots: There are fewer than `SMALL`.
        SawTheCodes: The same, and who asks saw codes.
        PaperRefused: Another of its kinds.
    """
    hold_round(session, batch.budget_round_id, now)
    held = hold_batch(session, batch.id, BatchState.SPENDING)
    if not held.spent:
        raise WrongStep
    if held.spent < SMALL and not accepts_few:
        raise FewBallots
    refuse_who_saw_codes(session, held, staff_id)
    held.shuffled_by = _alias(session, staff_id)
    held.state = BatchState.ENTERING
    held.last_spend = None
    session.commit()


def refuse_who_saw_codes(session: Session, batch: PaperBatch, staff_id: int) -> None:
    """Keep who saw the codes of a small batch from its ballots.

    Raises:
        SawTheCodes: See there.
    """
    if may_not_see(session, batch, staff_id):
        raise SawTheCodes


def may_not_see(session: Session, batch: PaperBatch, staff_id: int) -> bool:
    """Say whether a batch is small and this person may have seen codes of it.

    So may everybody where nobody kept who did, before that was written down, and who
    let somebody in that saw codes.
    """
    if batch.spent >= SMALL or not batch.spent:
        return False
    known = aliases(session)
    if not batch.spent_by or known.get(staff_id) in batch.spent_by:
        return True
    begins = session.get_one(BudgetRound, batch.budget_round_id).created_at
    return any(
        may_be_one_person(session, staff_id, other, since=begins)
        for other, alias in known.items()
        if alias in batch.spent_by
    )
