"""Proposing a result and adopting it: counted once more, then the next version."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.log.acting import sign_here
from pb.log.service import SYSTEM, append
from pb.log.types import EventType
from pb.results.beside_plans import with_beside
from pb.results.counting import Counted, count_ballots
from pb.results.errors import (
    NothingProposed,
    ResultDiffers,
    RoundOnHold,
    ToldTooMuch,
    UnreadableEnvelopes,
    WrongStage,
)
from pb.results.listing import (
    list_publications,
    newest_outcome,
    outcome_to_propose,
    takes_correction,
)
from pb.results.models import Outcome, Publication
from pb.results.recounting import Count, count_now, move
from pb.results.tries import with_tries
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.urn.closing import unexplained

# Counted; or, once its newest version was withdrawn, public.
MAY_BE_PROPOSED = frozenset({Stage.COUNTED, Stage.PUBLISHED, Stage.DELIVERING})
Sign = Callable[[Session, BudgetRound], None]


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
        ToldTooMuch: It tells the same, but less of pots in which few voted.
    """
    if budget_round.stage not in MAY_BE_PROPOSED:
        raise WrongStage
    _refuse_hold(session, budget_round)
    if outcome_to_propose(session, budget_round) is None:
        raise WrongStage
    if unexplained(session, budget_round):
        raise UnreadableEnvelopes
    proposed = _proposed(session, budget_round)
    counted = count_now(session, budget_round, count=count)
    if proposed[1:] != (counted.result_hash, counted.result_json):
        told = replace(counted, result_json=proposed[2])
        is_same = told.hiding_few().result_json == counted.result_json
        raise ToldTooMuch if is_same else ResultDiffers
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
        move(session, budget_round, begins={Stage.COUNTED}, ends=Stage.PUBLISHED)
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
        figures_json=_figures(session, budget_round, counted),
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


def _figures(session: Session, budget_round: BudgetRound, counted: Counted) -> str:
    """Return what the pages of this version tell beside the result, for good."""
    figures = with_beside(session, budget_round, counted.figures_json)
    return with_tries(session, budget_round.id, counted.result_hash, figures)


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
