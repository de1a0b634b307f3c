"""White spots: where nothing grows, by area and by theme, against letters sent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.suppression import shown_cells
from pb.community.broker import OVER
from pb.community.models import Offer
from pb.desk.reconciliation import reconcile
from pb.projects.models import Project
from pb.projects.themes import THEMES
from pb.rounds.models import BudgetRound

# Less than this share of what all areas together have is a white spot.
WHITE = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Spot:
    """One area, with what grows there; the words of what is missing."""

    name: str
    letters: int
    plans: int
    helpers: int
    votes: int | None  # None: so few that they would tell of somebody, or unknown
    few_plans: bool
    few_helpers: bool
    few_votes: bool


@dataclass(frozen=True, slots=True)
class ThemeSpot:
    """One theme: how many plans and how many helpers are about it."""

    key: str
    plans: int
    helpers: int

    @property
    def is_white(self) -> bool:
        """Say whether nobody has a plan about it."""
        return not self.plans


def spots_of(session: Session, budget_round: BudgetRound) -> list[Spot]:
    """Return what grows in each area of a round.

    Turnout is shown once the vote has begun, and not where few voted.
    """
    names = {area.id: area.name for area in budget_round.areas}
    letters = [area.letters_sent for area in budget_round.areas]
    plans = Counter(
        names.get(p.area_id or 0, "") for p in _plans(session, budget_round)
    )
    helpers = Counter(offer.area for offer in _offers(session))
    voted = _votes(session, budget_round)
    votes = shown_cells(voted, letters) if any(voted) else [None] * len(letters)
    columns = (
        [plans[name] for name in names.values()],
        [helpers[name] for name in names.values()],
    )
    few = [_few(column, letters) for column in columns]
    few_votes = _few([vote or 0 for vote in votes], letters)
    return [
        Spot(
            name,
            letters[at],
            columns[0][at],
            columns[1][at],
            votes[at],
            few[0][at],
            few[1][at],
            votes[at] is not None and few_votes[at],
        )
        for at, name in enumerate(names.values())
    ]


def themes_of(session: Session, budget_round: BudgetRound) -> list[ThemeSpot]:
    """Return how many plans and helpers each theme has, the emptiest first."""
    plans = Counter(plan.theme for plan in _plans(session, budget_round))
    helpers = Counter(offer.theme for offer in _offers(session))
    found = [ThemeSpot(t.key, plans[t.key], helpers[t.key]) for t in THEMES]
    return sorted(found, key=lambda spot: (spot.plans, spot.helpers))


def _few(counts: Sequence[int], letters: Sequence[int]) -> list[bool]:
    """Say for each area whether it has less than half of what its letters call for."""
    total, sent = sum(counts), sum(letters)
    if not total or not sent:
        return [False] * len(counts)
    expected = [Fraction(total * each, sent) for each in letters]
    return [
        count < WHITE * share for count, share in zip(counts, expected, strict=True)
    ]


def _plans(session: Session, budget_round: BudgetRound) -> Sequence[Project]:
    return session.scalars(
        select(Project).where(
            Project.budget_round_id == budget_round.id, Project.status.not_in(OVER)
        )
    ).all()


def _offers(session: Session) -> Sequence[Offer]:
    return session.scalars(select(Offer).where(Offer.state == "open")).all()


def _votes(session: Session, budget_round: BudgetRound) -> list[int]:
    """Return how many voted in each area; zeros while nobody can."""
    if not budget_round.is_frozen or budget_round.imported_from:
        return [0] * len(budget_round.areas)
    by_name = {each.name: each.votes for each in reconcile(session, budget_round).areas}
    return [by_name.get(area.name, 0) for area in budget_round.areas]
