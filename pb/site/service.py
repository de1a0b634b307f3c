"""What the site's own pages need to know."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase


@dataclass(frozen=True, slots=True)
class HomeRounds:
    """The public rounds, as the home page tells of them."""

    voting: list[BudgetRound] = field(default_factory=list)
    collecting: list[BudgetRound] = field(default_factory=list)
    between: list[BudgetRound] = field(default_factory=list)  # nothing to do now
    past: list[BudgetRound] = field(default_factory=list)  # with a result


# Which list of the home page a round of this phase is in.
LISTS = {
    Phase.VOTING: "voting",
    Phase.COLLECTING: "collecting",
    Phase.REVIEWING: "between",
    Phase.SHORTLISTED: "between",
    Phase.FROZEN: "between",
    Phase.CLOSED: "between",
    Phase.UNSEALED: "between",
    Phase.PUBLISHED: "past",
    Phase.DELIVERING: "past",
    Phase.ARCHIVED: "past",
}


def home_rounds(session: Session, now: datetime) -> HomeRounds:
    """Return every round that residents may see, newest first in each list."""
    rounds = HomeRounds()
    query = (
        select(BudgetRound)
        .options(selectinload(BudgetRound.contests))
        .order_by(BudgetRound.closes_at.desc(), BudgetRound.id.desc())
    )
    for budget_round in session.scalars(query):
        name = LISTS.get(budget_round.phase(now))
        if name is not None:
            getattr(rounds, name).append(budget_round)
    return rounds
