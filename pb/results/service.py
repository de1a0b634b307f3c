"""Counting a round, proposing the result and publishing it."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

import allocation
from pb.db import may_write, only_read
from pb.jobs.models import Job, JobState
from pb.log.acting import sign_here
from pb.log.service import SYSTEM, append
from pb.log.types import EventType
from pb.results.ballots import (
    CastBallots,
    ChangedBallot,
    UnreadableBallot,
    read_cast_ballots,
)
from pb.results.counting import Counted, count_ballots, count_only
from pb.results.errors import (
    CountIsRunning,
    NotCounted,
    NothingProposed,
    ResultDiffers,
    ResultRefused,
    RoundOnHold,
    UnreadableEnvelopes,
    WrongStage,
)
from pb.results.integrity import find_difference
from pb.results.listing import (
    COUNT,
    DeskState,
    desk_state,
    is_countable,
    last_count,
    list_publications,
    newest_outcome,
    outcome_to_propose,
    takes_correction,
)
from pb.results.models import Outcome, Publication
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.fixing import config_hash
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.urn.closing import unexplained

__all__ = [
    "CountIsRunning",
    "DeskState",
    "NotCounted",
    "NothingProposed",
    "ResultDiffers",
    "ResultRefused",
    "RoundOnHold",
    "UnreadableEnvelopes",
    "WrongStage",
    "adopt",
    "count_round",
    "desk_state",
    "propose",
    "publish",
    "put_forward",
    "recount",
    "request_count",
]

# Counted; or, once its newest version was withdrawn, public.
MAY_BE_PROPOSED = frozenset({Stage.COUNTED, Stage.PUBLISHED, Stage.DELIVERING})
Listener = Callable[[allocation.Progress], None]
Count = Callable[[FrozenConfig, CastBallots, Listener | None], Counted]
Sign = Callable[[Session, BudgetRound], None]


def request_count(
    session: Session, budget_round: BudgetRound, *, staff_id: int, now: datetime
) -> Job:
    """Make the job that counts a round; the caller commits and enqueues it.

    Raises:
        WrongStage: The round is not closed, or its result is published.
        CountIsRunning: There is such a job already.
    """
    session.refresh(budget_round, with_for_update=True)
    if not is_countable(session, budget_round):
        raise WrongStage
    last = last_count(session, budget_round)
    if last is not None and last.state in {JobState.QUEUED, JobState.RUNNING}:
        raise CountIsRunning
    job = Job(
        kind=COUNT, budget_round_id=budget_round.id, staff_id=staff_id, created_at=now
    )
    session.add(job)
    session.flush()
    return job


def count_round(
    session: Session,
    budget_round: BudgetRound,
    now: datetime,
    *,
    listener: Listener | None = None,
    count: Count = count_only,
    actor: str = SYSTEM,
) -> Outcome:
    """Count all contests of a closed round and keep the result for staff.

    Args:
        session: Committed; nothing is stored when this fails.
        budget_round: Closed, or counted before.
        now: In UTC.
        listener: Told how far the computation is. No transaction is open then.
        count: Does the computing, here or in a process of its own.
        actor: Who asked for it, for the logbook.

    Raises:
        WrongStage: The round is not closed, or its result is published.
        NotCounted: The computation has no result.
    """
    if not is_countable(session, budget_round):
        raise WrongStage
    counted = _count(session, budget_round, listener, count=count)
    if not takes_correction(session, budget_round):
        begins = {Stage.CLOSED, Stage.COUNTED}
        _move(session, budget_round, begins=begins, ends=Stage.COUNTED)
    outcome = Outcome(
        budget_round_id=budget_round.id,
        computed_at=now,
        ballots=counted.ballots,
        result_json=counted.result_json,
        result_hash=counted.result_hash,
    )
    session.add(outcome)
    body = {"result_hash": counted.result_hash}
    append(session, budget_round, EventType.RESULT_COUNTED, body, actor=actor, at=now)
    session.commit()
    return outcome


def propose(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str = SYSTEM
) -> Outcome:
    """Put the newest count forward as the result; its hash is fixed with it.

    Raises:
        WrongStage: The round is not counted, or its result is published.
    """
    session.refresh(budget_round, with_for_update=True)
    outcome = put_forward(session, budget_round, now, actor=actor)
    session.commit()
    return outcome


def put_forward(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str
) -> Outcome:
    """Do what `propose` does, in the transaction of the caller.

    Raises:
        WrongStage: The round is not counted, or its result is published.
    """
    outcome = outcome_to_propose(session, budget_round)
    if budget_round.stage not in MAY_BE_PROPOSED or outcome is None:
        raise WrongStage
    if outcome.proposed_at is None:
        outcome.proposed_at = now
        body = {"result_hash": outcome.result_hash}
        append(
            session, budget_round, EventType.RESULT_PROPOSED, body, actor=actor, at=now
        )
    return outcome


def publish(
    session: Session,
    budget_round: BudgetRound,
    now: datetime,
    *,
    count: Count = count_ballots,
    sign: Sign = sign_here,
    actor: str = SYSTEM,
) -> Publication:
    """Count once more and adopt the proposed result, as a command does.

    At the desk two persons do it: see `pb.results.publishing`.

    Args:
        session: Committed; nothing is stored when this fails.
        budget_round: Counted, with a proposed result.
        now: In UTC.
        count: Does the computing, here or in a process of its own.
        sign: See `adopt`.
        actor: Who adopts it, for the logbook.

    Raises:
        ResultRefused: As `recount` and `adopt` say.
    """
    counted = recount(session, budget_round, count=count)
    publication = adopt(session, budget_round, counted, now=now, sign=sign, actor=actor)
    session.commit()
    return publication


def recount(
    session: Session, budget_round: BudgetRound, *, count: Count = count_ballots
) -> Counted:
    """Count once more, and hold it to what was proposed.

    Args:
        session: Only read; no transaction is open while it counts.
        budget_round: Counted, with a proposed result.
        count: Does the computing, here or in a process of its own.

    Raises:
        WrongStage: The round is not counted, or its result is published.
        RoundOnHold: Nobody has decided yet about what the database lost.
        UnreadableEnvelopes: Not all that was in the urn could be read.
        NothingProposed: There is no proposal of the newest count.
        NotCounted: The computation has no result.
        ResultDiffers: The new count differs from the proposal.
    """
    if budget_round.stage not in MAY_BE_PROPOSED:
        raise WrongStage
    if outcome_to_propose(session, budget_round) is None:
        raise WrongStage
    _refuse_hold(session, budget_round)
    if unexplained(session, budget_round):
        raise UnreadableEnvelopes
    proposed = _proposed(session, budget_round)
    counted = _count(session, budget_round, count=count)
    if proposed[1:] != (counted.result_hash, counted.result_json):
        raise ResultDiffers
    return counted


def adopt(
    session: Session,
    budget_round: BudgetRound,
    counted: Counted,
    *,
    now: datetime,
    sign: Sign = sign_here,
    actor: str = SYSTEM,
    reason: str = "",
) -> Publication:
    """Publish a result as the next version.

    Args:
        session: Not committed here; rolled back when this fails.
        budget_round: Counted.
        counted: What `recount` gave.
        now: In UTC.
        sign: Signs the logbook and the list of ballots without committing: who sees
            the result also finds what was signed about it.
        actor: Who adopts it, for the logbook.
        reason: Of a correction, for everybody to read.

    Raises:
        WrongStage: Somebody was earlier.
        NothingProposed: It was counted anew meanwhile.
        RoundOnHold: Nobody has decided yet about what the database lost.
    """
    if not takes_correction(session, budget_round):
        _move(session, budget_round, begins={Stage.COUNTED}, ends=Stage.PUBLISHED)
    if _proposed(session, budget_round)[1] != counted.result_hash:
        session.rollback()
        raise NothingProposed
    _refuse_hold(session, budget_round)
    publication = Publication(
        budget_round_id=budget_round.id,
        version=1 + len(list_publications(session, budget_round)),
        published_at=now,
        reason=reason,
        result_json=counted.result_json,
        result_hash=counted.result_hash,
        figures_json=counted.figures_json,
    )
    session.add(publication)
    body = {
        "version": publication.version,
        "result_hash": publication.result_hash,
        "reason": reason,
    }
    append(session, budget_round, EventType.RESULT_PUBLISHED, body, actor=actor, at=now)
    sign(session, budget_round)
    return publication


def _refuse_hold(session: Session, budget_round: BudgetRound) -> None:
    on_hold_at = select(BudgetRound.on_hold_at).where(BudgetRound.id == budget_round.id)
    if session.scalar(on_hold_at) is not None:
        session.rollback()
        raise RoundOnHold


def _proposed(session: Session, budget_round: BudgetRound) -> tuple[int, str, str]:
    """Return number, hash and text of the newest count, if that was proposed."""
    newest = newest_outcome(session, budget_round)
    if newest is None or newest.proposed_at is None:
        session.rollback()
        raise NothingProposed
    return newest.id, newest.result_hash, newest.result_json


def _count(
    session: Session,
    budget_round: BudgetRound,
    listener: Listener | None = None,
    *,
    count: Count,
) -> Counted:
    """Read what a count needs, then compute outside any transaction."""
    session.rollback()
    only_read(session)  # SQLite's one write lock stays free for voters elsewhere
    try:
        config, ballots = _read(session, budget_round)
    finally:
        may_write(session)
    try:
        return count(config, ballots, listener)
    except UnreadableBallot:
        raise NotCounted("a ballot can't be read") from None
    except (allocation.CannotAllocate, allocation.NotComputed) as reason:
        raise NotCounted(str(reason)) from reason


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


def _move(
    session: Session,
    budget_round: BudgetRound,
    *,
    begins: Collection[Stage],
    ends: Stage,
) -> None:
    moved: Any = session.execute(
        update(BudgetRound)
        .where(BudgetRound.id == budget_round.id, BudgetRound.stage.in_(begins))
        .values(stage=ends)
    )
    if not isinstance(moved, CursorResult) or moved.rowcount != 1:
        session.rollback()
        raise WrongStage
