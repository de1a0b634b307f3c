"""Counting the ballots as they are, and moving the round that they are of."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

import allocation
from pb.db import may_write, only_read
from pb.results.ballots import (
    CastBallots,
    ChangedBallot,
    UnreadableBallot,
    read_cast_ballots,
)
from pb.results.counting import Counted
from pb.results.errors import NotCounted, WrongStage
from pb.results.integrity import find_difference
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.fixing import config_hash
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage

Listener = Callable[[allocation.Progress], None]
Count = Callable[[FrozenConfig, CastBallots, Listener | None], Counted]


def count_now(
    session: Session,
    budget_round: BudgetRound,
    listener: Listener | None = None,
    *,
    count: Count,
) -> Counted:
    """Read what a count needs, then compute outside any transaction.

    Raises:
        NotCounted: The computation has no result, or what it needs was changed.
    """
    is_own = budget_round.imported_from is None
    config, ballots = read_now(session, budget_round)
    try:
        counted = count(config, ballots, listener)
    except UnreadableBallot:
        raise NotCounted("a ballot can't be read") from None
    except (allocation.CannotAllocate, allocation.NotComputed) as reason:
        raise NotCounted(str(reason)) from reason
    return counted.hiding_few() if is_own else counted


def read_now(
    session: Session, budget_round: BudgetRound
) -> tuple[FrozenConfig, CastBallots]:
    """Read what a count needs; afterwards no transaction is open.

    Raises:
        NotCounted: Something of it was changed.
    """
    session.rollback()
    only_read(session)  # SQLite's one write lock stays free for voters elsewhere
    try:
        return _read(session, budget_round)
    finally:
        may_write(session)


def _read(
    session: Session, budget_round: BudgetRound
) -> tuple[FrozenConfig, CastBallots]:
    config = read_config(budget_round)
    if config_hash((budget_round.config_json or "").encode()) != config.hash:
        raise NotCounted("the configuration is not the one that was frozen")
    try:
        ballots = read_cast_ballots(session, budget_round, config)
    except ChangedBallot:
        raise NotCounted("a ballot is not the one that was cast") from None
    difference = find_difference(session, budget_round)
    if difference is not None:
        raise NotCounted(difference)
    return config, ballots


def move(
    session: Session,
    budget_round: BudgetRound,
    *,
    begins: Collection[Stage],
    ends: Stage,
) -> None:
    """Bring a round from one of some stages to another; not committed.

    Raises:
        WrongStage: It is not in any of them.
    """
    moved: Any = session.execute(
        update(BudgetRound)
        .where(BudgetRound.id == budget_round.id, BudgetRound.stage.in_(begins))
        .values(stage=ends)
    )
    if not isinstance(moved, CursorResult) or moved.rowcount != 1:
        session.rollback()
        raise WrongStage
