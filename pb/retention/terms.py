"""Until when something is kept: the end of its round, and a term after that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.retention.models import RetentionPeriod
from pb.retention.register import MONTH, DatedData, PersonalData, kinds
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound

LONGEST = 120  # months; the installation may not ask for more


class TooLong(ValueError):
    """A round keeps something at most as long as the installation says."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long one round keeps one kind of personal data."""

    kind: PersonalData
    budget_round: BudgetRound
    months: int
    longest: int  # months, of the installation
    left: int  # what there still is

    @property
    def until(self) -> datetime | None:
        """Return when it is erased; None while nobody knows when the round ends."""
        ended = ended_at(self.budget_round)
        return None if ended is None else ended + timedelta(days=self.months * MONTH)


def ended_at(budget_round: BudgetRound) -> datetime | None:
    """Return from when terms count: the end of the vote, else of handing in."""
    return budget_round.closes_at or budget_round.collecting_closes_at


def longest(kind: PersonalData | DatedData, installation: Mapping[str, int]) -> int:
    """Return the months of the installation for a kind."""
    return installation.get(kind.name, kind.months)


def terms_of(
    session: Session, budget_round: BudgetRound, installation: Mapping[str, int]
) -> list[Term]:
    """Return the term of every kind in a round.

    Args:
        session: Only read.
        budget_round: Any.
        installation: The months that the installation sets, by kind.
    """
    query = select(RetentionPeriod.kind, RetentionPeriod.months).where(
        RetentionPeriod.budget_round_id == budget_round.id
    )
    own = dict(session.execute(query).all())
    return [
        Term(
            kind,
            budget_round,
            min(own.get(kind.name, most), most),
            most,
            kind.left(session, budget_round),
        )
        for kind in kinds()
        for most in (longest(kind, installation),)
    ]


def set_term(
    session: Session,
    budget_round: BudgetRound,
    kind: PersonalData,
    months: int,
    installation: Mapping[str, int],
) -> int:
    """Give a round a term of its own; return the one before. Not committed.

    The round is locked until then, so that whoever stores a term at the same moment
    is told this one.

    Raises:
        TooLong: The installation keeps it shorter.
    """
    most = longest(kind, installation)
    if not 0 <= months <= most:
        raise TooLong(most)
    lock_round(session, budget_round)
    key = (budget_round.id, kind.name)
    found = session.get(RetentionPeriod, key)
    before = most if found is None else found.months
    if found is None:
        found = RetentionPeriod(budget_round_id=budget_round.id, kind=kind.name)
        session.add(found)
    found.months = months
    session.flush()
    return before


def copy_terms(session: Session, source: BudgetRound, made: BudgetRound) -> None:
    """Give a new round the terms of an earlier one; the caller commits."""
    for row in session.scalars(
        select(RetentionPeriod).where(RetentionPeriod.budget_round_id == source.id)
    ):
        session.add(
            RetentionPeriod(budget_round_id=made.id, kind=row.kind, months=row.months)
        )
