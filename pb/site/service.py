"""What the site's own pages need to know."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.rounds.public import list_rounds


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
    """Return every round that residents may see, in the order of that list."""
    rounds = HomeRounds()
    for budget_round in list_rounds(session, now):
        name = LISTS.get(budget_round.phase(now))
        if name is not None:
            getattr(rounds, name).append(budget_round)
    return rounds
