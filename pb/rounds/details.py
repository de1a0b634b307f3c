"""What staff decide about a round, an area and a contest, apart from its row.

A fingerprint of it travels with a form, to notice what somebody else changed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from pb.fingerprint import fingerprint_of
from pb.rounds.ballot_limits import BallotRules, complete_limits
from pb.rounds.models import Area, BudgetRound, Contest
from pb.rounds.rule_options import to_options


@dataclass(frozen=True, slots=True)
class RoundDetails:
    """What a round is called and when it happens."""

    title: str
    slug: str
    summary: str = ""
    collecting_opens_at: datetime | None = None
    collecting_closes_at: datetime | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    recast: str = "final"
    hides_receipt: bool = False
    objection_weeks: int = 6


@dataclass(frozen=True, slots=True)
class AreaDetails:
    """What staff decide about an area."""

    name: str
    letters_sent: int = 0


@dataclass(frozen=True, slots=True)
class ContestDetails:
    """What staff decide about a contest."""

    title: str
    area_id: int | None
    budget_limit: int  # cents
    max_choices: int | None
    within_budget: bool
    rule: str
    utility: str | None
    completion: str | None
    rule_options: Mapping[str, Any] = field(default_factory=dict)
    vote_type: str = "approval"
    ballot_limits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ballot_rules(self) -> BallotRules:
        """Return everything that decides whether its ballot makes sense."""
        return BallotRules(
            self.vote_type,
            self.max_choices,
            complete_limits(self.ballot_limits),
            to_options(self.rule, self.utility, self.completion, self.rule_options),
        )


Details = RoundDetails | AreaDetails | ContestDetails


def details_of(row: BudgetRound | Area | Contest) -> Details:
    """Return what is stored of a row, as a form shows it."""
    kinds: dict[type, type[Details]] = {
        BudgetRound: RoundDetails,
        Area: AreaDetails,
        Contest: ContestDetails,
    }
    kind = kinds[type(row)]
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__})


def fingerprint(row: BudgetRound | Area | Contest) -> str:
    """Return a short hash of what is stored, for `seen`."""
    return fingerprint_of(asdict(details_of(row)))
