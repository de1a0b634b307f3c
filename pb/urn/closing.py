"""What is in the urn when a round closes: numbers, and a root over the envelopes."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exports import merkle
from pb.codes.deleting import numbers_of
from pb.codes.models import CodeState
from pb.log.service import body_of, last_event
from pb.log.types import EventType
from pb.paper.settling import count_paper
from pb.rounds.models import BudgetRound
from pb.urn.models import Envelope
from pb.voting.models import Ballot


@dataclass(frozen=True, slots=True)
class CodeNumbers:
    """How the codes of a round stand. A void code is a used one."""

    issued: int
    unused: int
    used: int
    revoked: int
    void: int

    def as_body(self) -> dict[str, int]:
        """Return the numbers as an event tells them."""
        return {
            "issued": self.issued,
            "unused": self.unused,
            "used": self.used,
            "revoked": self.revoked,
            "void": self.void,
        }


def count_codes(session: Session, budget_round: BudgetRound) -> CodeNumbers:
    """Return the numbers of codes of a round."""
    rows = numbers_of(session, budget_round)

    def number(state: CodeState) -> int:
        return sum(row.number for row in rows if row.state is state)

    return CodeNumbers(
        issued=sum(row.number for row in rows),
        unused=number(CodeState.ISSUED),
        used=number(CodeState.USED),
        revoked=number(CodeState.REVOKED),
        void=sum(row.number for row in rows if row.is_void),
    )


def count_ballots(session: Session, budget_round: BudgetRound) -> int:
    """Return how many ballots are readable: none before the urn is opened."""
    query = select(func.count()).select_from(Ballot)
    return session.scalar(query.where(Ballot.budget_round_id == budget_round.id)) or 0


def read_commitments(session: Session, budget_round: BudgetRound) -> list[bytes]:
    """Return the leaves of the ballot log: all commitments, 32 bytes each, sorted."""
    found = session.scalars(
        select(Ballot.commitment).where(Ballot.budget_round_id == budget_round.id)
    )
    # Sorted here: a database may order text by the rules of a language.
    return sorted(bytes.fromhex(commitment) for commitment in found)


def read_envelopes(session: Session, budget_round: BudgetRound) -> list[bytes]:
    """Return the sealed ballots in an order of their own, never with a code."""
    return list(
        session.scalars(
            select(Envelope.ciphertext)
            .where(Envelope.budget_round_id == budget_round.id)
            .order_by(Envelope.ciphertext)
        )
    )


def numbers_fit(session: Session, budget_round: BudgetRound) -> bool:
    """Say whether there are as many ballots as codes that voted (T27).

    An envelope that nobody can read counts too; an invalid paper ballot has none. A
    round without logbook, or from a file, has no such numbers.
    """
    closed = last_event(session, budget_round, EventType.ROUND_CLOSED)
    opened = last_event(session, budget_round, EventType.URN_OPENED)
    if closed is None or opened is None:
        return True
    at_closing, at_opening = body_of(closed), body_of(opened)
    found = count_ballots(session, budget_round) + at_opening["unreadable"]
    settled = last_event(session, budget_round, EventType.PAPER_SETTLED)
    invalid = 0 if settled is None else body_of(settled)["invalid"]
    return bool(found == at_closing["used"] - at_closing["void"] - invalid)


def unexplained(session: Session, budget_round: BudgetRound) -> int:
    """Return how many envelopes could not be read, as long as nobody said why."""
    opened_or_explained = (EventType.URN_OPENED, EventType.ENVELOPES_EXPLAINED)
    last = last_event(session, budget_round, *opened_or_explained)
    if last is None or last.type != EventType.URN_OPENED:
        return 0
    return int(body_of(last)["unreadable"])


def settled_paper(
    session: Session, budget_round: BudgetRound
) -> dict[str, object] | None:
    """Return the body of the event that paper is settled; None where there was none.

    Args:
        session: Only read; the round is locked.
        budget_round: Whose batches of paper are all done.
    """
    paper = count_paper(session, budget_round)
    if paper is None:
        return None
    codes = count_codes(session, budget_round)
    return paper.as_body(online=codes.used - codes.void - paper.spent)


def fixed_count(session: Session, budget_round: BudgetRound) -> dict[str, object]:
    """Return the body of the event that a round is closed.

    Args:
        session: Only read; the round is locked.
        budget_round: Whose vote is over.
    """
    envelopes = read_envelopes(session, budget_round)
    return {
        **count_codes(session, budget_round).as_body(),
        "unreadable": 0,  # nobody knows before the urn is opened
        "envelopes": len(envelopes),
        "envelopes_root": merkle.root(envelopes).hex(),
    }
