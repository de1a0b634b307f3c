"""Rounds in which one talks about plans, and what is sent."""

from sqlalchemy.orm import Session

from pb.models import BudgetRound
from pb.talk.settings import Rules, save_rules
from tests.factories import numbers
from tests.projects.factories import make_collecting_round


def make_talking_round(
    session: Session,
    *,
    reads_first: bool = True,
    supports: bool = True,
    threshold: int | None = 2,
) -> BudgetRound:
    """Make a round that takes plans, remarks and supporters."""
    budget_round = make_collecting_round(session)
    rules = Rules(True, reads_first, supports, threshold)
    save_rules(session, budget_round, rules)
    return budget_round


def filled_in(**values: str) -> dict[str, str]:
    """Return the form of a remark as a resident sends it."""
    return {
        "submission_id": f"{next(numbers):032x}",
        "kind": "question",
        "text": "Komt er ook een hek?",
        "name": "Marloes",
        "email": "marloes@example.org",
        **values,
    }
