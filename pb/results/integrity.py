"""Whether what is to be counted is what was fixed in public."""

from sqlalchemy.orm import Session

from exports import merkle
from exports.event_log import find_fault
from pb.log.service import body_of, event_line, last_event, read_events
from pb.log.types import EventType
from pb.rounds.models import BudgetRound
from pb.urn.closing import numbers_fit, read_commitments


def find_difference(session: Session, budget_round: BudgetRound) -> str | None:
    """Return what differs from what was fixed, or None.

    A publication stays for ever, so what its bundle could not prove is not counted.
    That each ballot keeps the limits of the round was seen when the urn was opened;
    the root says that they are still the same.

    Args:
        session: Only read.
        budget_round: With its urn open.
    """
    events = read_events(session, budget_round)
    fault = find_fault(event_line(event) for event in events)
    if fault is not None:
        return f"line {fault.index} of the logbook was changed"
    if not numbers_fit(session, budget_round):
        return "there are not as many ballots as codes that voted"
    if _root_differs(session, budget_round):
        return "the ballots are not those of the opened urn"
    return None


def _root_differs(session: Session, budget_round: BudgetRound) -> bool:
    opened = last_event(session, budget_round, EventType.URN_OPENED)
    if opened is None:
        return False
    leaves = read_commitments(session, budget_round)
    return bool(merkle.root(leaves).hex() != body_of(opened)["root"])
