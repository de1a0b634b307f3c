"""Signing what the logs of a round are, and finding what was signed."""

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports import checkpoint, merkle
from pb.log.models import Checkpoint
from pb.log.service import hold_log, read_events
from pb.log.signing import Signer
from pb.rounds.models import BudgetRound

EVENTS, BALLOTS = "events", "ballots"


def sign_events(
    session: Session, budget_round: BudgetRound, signer: Signer
) -> Checkpoint:
    """Sign the logbook as it is now; the same size gives the same checkpoint again.

    Args:
        session: Not committed here.
        budget_round: Whose logbook.
        signer: Of the installation.
    """
    hold_log(session, budget_round)
    events = read_events(session, budget_round)
    leaves = [bytes.fromhex(event.hash) for event in events]
    return _sign(session, budget_round, signer, log=EVENTS, leaves=leaves)


def sign_ballots(
    session: Session,
    budget_round: BudgetRound,
    commitments: Sequence[bytes],
    signer: Signer,
) -> Checkpoint:
    """Sign the public list of ballots; the same size gives the same again.

    Args:
        session: Not committed here.
        budget_round: Whose ballots.
        commitments: All of them, 32 bytes each, sorted.
        signer: Of the installation.

    Raises:
        ValueError: They are not sorted, or one is there twice.
    """
    if any(a >= b for a, b in pairwise(commitments)):
        raise ValueError("commitments are sorted, each of them once")
    hold_log(session, budget_round)
    return _sign(session, budget_round, signer, log=BALLOTS, leaves=commitments)


def read_checkpoints(
    session: Session, budget_round: BudgetRound, log: str | None = None
) -> list[Checkpoint]:
    """Return the checkpoints of both logs or of one, by log and size."""
    statement = select(Checkpoint).where(Checkpoint.budget_round_id == budget_round.id)
    if log is not None:
        statement = statement.where(Checkpoint.log == log)
    return list(session.scalars(statement.order_by(Checkpoint.log, Checkpoint.size)))


def find_checkpoint(
    session: Session, budget_round: BudgetRound, log: str, size: int
) -> Checkpoint | None:
    """Return what was signed about a log at one size."""
    return session.get(Checkpoint, (budget_round.id, log, size))


def newest_checkpoint(
    session: Session, budget_round: BudgetRound, log: str
) -> Checkpoint | None:
    """Return what was signed last about a log."""
    return session.scalars(
        select(Checkpoint)
        .where(Checkpoint.budget_round_id == budget_round.id, Checkpoint.log == log)
        .order_by(Checkpoint.size.desc())
        .limit(1)
    ).first()


def _sign(
    session: Session,
    budget_round: BudgetRound,
    signer: Signer,
    *,
    log: str,
    leaves: Sequence[bytes],
) -> Checkpoint:
    known = find_checkpoint(session, budget_round, log, len(leaves))
    if known is not None:
        return known
    origin = signer.origin(budget_round.slug, log)
    state = checkpoint.Checkpoint(origin, len(leaves), merkle.root(leaves))
    signed = Checkpoint(
        budget_round_id=budget_round.id,
        log=log,
        size=state.size,
        root=state.root.hex(),
        text=checkpoint.make(state, signer.key, signer.sign),
    )
    session.add(signed)
    session.flush()
    return signed
