"""Who did something, as the logbook says it: a role and a pseudonym, never a name."""

import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pb.codes.code import ALPHABET
from pb.log.models import StaffPseudonym
from pb.log.service import hold_log
from pb.rounds.models import BudgetRound

LENGTH = 6  # 30 bits: enough to tell the staff of one round apart


def actor_of(
    session: Session, budget_round: BudgetRound, staff_id: int, role: str
) -> str:
    """Return "<role>:<pseudonym>"; the pseudonym is random, one a round and person.

    Args:
        session: Not committed here; a new pseudonym is flushed.
        budget_round: In another round the same person has another pseudonym.
        staff_id: Who acts.
        role: In which role.
    """
    return f"{role}:{_pseudonym(session, budget_round, staff_id)}"


def _pseudonym(session: Session, budget_round: BudgetRound, staff_id: int) -> str:
    key = (budget_round.id, staff_id)
    found = session.get(StaffPseudonym, key)
    if found is None:
        hold_log(session, budget_round)  # two requests of one person at once
        found = session.get(StaffPseudonym, key, populate_existing=True)
    if found is None:
        made = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        found = StaffPseudonym(
            budget_round_id=budget_round.id, staff_id=staff_id, pseudonym=made
        )
        session.add(found)
        session.flush()
    return found.pseudonym


def forget(session: Session, staff_id: int) -> None:
    """Erase who hid behind the pseudonyms of a member of staff. Not committed.

    The lines of the logbook stay as they are.
    """
    session.execute(delete(StaffPseudonym).where(StaffPseudonym.staff_id == staff_id))


def staff_behind(
    session: Session, budget_round: BudgetRound, pseudonym: str
) -> int | None:
    """Return who hides behind a pseudonym, for an inquiry; None once erased."""
    return session.scalar(
        select(StaffPseudonym.staff_id).where(
            StaffPseudonym.budget_round_id == budget_round.id,
            StaffPseudonym.pseudonym == pseudonym,
        )
    )
