"""Used codes that are called back after the vote, to ask whether that was right.

The sample is fixed by the code key and the codes that were used. Asking again gives
the same letters, so nobody learns of more than these whether they voted, whatever
list is held against it.
"""

import hashlib
import hmac
from collections.abc import Iterable
from functools import partial
from heapq import nsmallest

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.codes.letter_number import normalise_number, number_mac
from pb.codes.models import CodeState, VotingCode
from pb.rounds.models import BudgetRound

SIZE = 30


class VoteIsNotOver(Exception):
    """While people vote, nobody learns who did."""


def call_back(
    session: Session, budget_round: BudgetRound, numbers: Iterable[str], *, key: bytes
) -> list[str]:
    """Return the letter numbers in a list that belong to the sample.

    Args:
        session: Only read.
        budget_round: The sample is of one round, once it is closed.
        numbers: Letter numbers from the list that came with the letters.
        key: The code key of the installation.

    Raises:
        VoteIsNotOver: The round is not closed.
    """
    if budget_round.closed_at is None:
        raise VoteIsNotOver
    used = session.scalars(
        select(VotingCode.letter_mac).where(
            VotingCode.budget_round_id == budget_round.id,
            VotingCode.state == CodeState.USED,
            VotingCode.letter_mac.is_not(None),
        )
    )
    drawn = set(
        nsmallest(SIZE, (mac for mac in used if mac), key=partial(_lot, key=key))
    )
    meant = (normalise_number(number) for number in numbers)
    return [
        number
        for number in meant
        if number and number_mac(number, budget_round.id, key) in drawn
    ]


def _lot(letter_mac: str, key: bytes) -> bytes:
    message = f"call-back\0{letter_mac}".encode("ascii")
    return hmac.digest(key, message, hashlib.sha256)
