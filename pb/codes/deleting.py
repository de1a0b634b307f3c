"""Deleting the codes of a round, of which numbers stay."""

from typing import NamedTuple

from sqlalchemy import Select, delete, exists, func, insert, select, union_all
from sqlalchemy.orm import Session

from pb.codes.models import CodeCount, CodeState, VotingCode
from pb.rounds.models import BudgetRound


class CodeNumber(NamedTuple):
    """How many codes of an area are in one state, or were when they were deleted."""

    area_id: int
    state: CodeState
    is_void: bool
    number: int


def numbers_of(session: Session, budget_round: BudgetRound) -> list[CodeNumber]:
    """Return the numbers of codes of a round, read in one statement."""
    deleted = select(
        CodeCount.area_id, CodeCount.state, CodeCount.is_void, CodeCount.count
    ).where(CodeCount.budget_round_id == budget_round.id)
    rows = session.execute(union_all(_standing(budget_round), deleted))
    return [CodeNumber(*row) for row in rows]


def are_deleted(session: Session, budget_round: BudgetRound) -> bool:
    """Say whether only numbers are left of the codes of a round."""
    kept = exists().where(CodeCount.budget_round_id == budget_round.id)
    return bool(session.scalar(select(kept)))


def delete_codes(session: Session, budget_round: BudgetRound) -> int:
    """Delete every code of a round; keep how many there were. Return how many.

    Args:
        session: Not committed here.
        budget_round: Locked. Its urn is open: no envelope refers to a code.
    """
    found = [CodeNumber(*row) for row in session.execute(_standing(budget_round))]
    if not found:
        return 0
    kept = [
        {
            "area_id": each.area_id,
            "state": each.state,
            "is_void": each.is_void,
            "budget_round_id": budget_round.id,
            "count": each.number,
        }
        for each in found
    ]
    session.execute(insert(CodeCount), kept)
    session.execute(
        delete(VotingCode)
        .where(VotingCode.budget_round_id == budget_round.id)
        .execution_options(synchronize_session=False)
    )
    return sum(each.number for each in found)


def _standing(budget_round: BudgetRound) -> Select[int, CodeState, bool, int]:
    return (
        select(
            VotingCode.area_id,
            VotingCode.state,
            VotingCode.is_void,
            func.count().label("count"),
        )
        .where(VotingCode.budget_round_id == budget_round.id)
        .group_by(VotingCode.area_id, VotingCode.state, VotingCode.is_void)
    )
