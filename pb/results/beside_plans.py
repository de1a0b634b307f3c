"""What is told beside a result and doesn't follow from its ballots.

It is noted when a version is published: aims change later, codes are destroyed, and
what a version told stays.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.result import ContestResult
from pb.paper.turnout import TurnoutByChannel, turnout_by_channel
from pb.projects.aims import AIMS
from pb.projects.models import Project
from pb.projects.plan_models import PlanAim
from pb.results.models import Publication
from pb.rounds.models import BudgetRound

KEY = "beside"  # in the figures of a publication


@dataclass(frozen=True, slots=True)
class AimRow:
    """What plans that serve one aim got; a plan may serve several."""

    label: str
    plans: int
    funded: int
    cents: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What one version tells beside its count."""

    asked: Mapping[int, int] = field(default_factory=dict)  # our number -> cents
    aims: Mapping[int, frozenset[int]] = field(default_factory=dict)  # aim -> numbers
    channels: TurnoutByChannel | None = None  # a file of another city does not say


def with_beside(session: Session, budget_round: BudgetRound, figures_json: str) -> str:
    """Return the figures of a result with what is known of its plans and voters now.

    Args:
        session: Only read.
        budget_round: Whose result is published.
        figures_json: As counted.
    """
    told = json.loads(figures_json) | {KEY: _note(session, budget_round)}
    return json.dumps(told, sort_keys=True)


def beside_of(
    session: Session, budget_round: BudgetRound, publication: Publication
) -> Beside:
    """Return what was noted with a version; of an older one what is known now."""
    stored = json.loads(publication.figures_json).get(KEY)
    if stored is None:
        stored = _note(session, budget_round)
    channels = stored["channels"]
    return Beside(
        asked={int(number): cents for number, cents in stored["asked"].items()},
        aims={int(aim): frozenset(plans) for aim, plans in stored["aims"].items()},
        channels=None if channels is None else TurnoutByChannel(**channels),
    )


@lru_cache(maxsize=64)
def people_in(figures_json: str) -> int | None:
    """Return how many people voted, where a version noted it: our own rounds."""
    channels = json.loads(figures_json).get(KEY, {}).get("channels")
    return None if channels is None else int(channels["total"])


def _note(session: Session, budget_round: BudgetRound) -> dict[str, Any]:
    is_own = budget_round.imported_from is None
    channels = turnout_by_channel(session, budget_round) if is_own else None
    return {
        "asked": _asked(session, budget_round),
        "aims": _aims(session, budget_round),
        "channels": None if channels is None else asdict(channels),
    }


def _asked(session: Session, budget_round: BudgetRound) -> dict[int, int]:
    """Return by our own number what the maker of a plan asked, in cents."""
    rows = session.execute(
        select(Project.id, Project.estimated_cost).where(
            Project.budget_round_id == budget_round.id,
            Project.estimated_cost.is_not(None),
        )
    )
    return {number: asked for number, asked in rows if asked is not None}


def _aims(session: Session, budget_round: BudgetRound) -> dict[int, list[int]]:
    rows = session.execute(
        select(PlanAim.aim, PlanAim.project_id)
        .join(Project, Project.id == PlanAim.project_id)
        .where(Project.budget_round_id == budget_round.id)
        .order_by(PlanAim.aim, PlanAim.project_id)
    )
    serving: dict[int, list[int]] = defaultdict(list)
    for aim, number in rows:
        serving[aim].append(number)
    return serving


def aim_rows(beside: Beside, results: Sequence[ContestResult]) -> list[AimRow]:
    """Return what each aim got; nothing where no plan says what it serves."""
    lines = [line for result in results for line in result.projects]
    return [
        AimRow(
            label=str(AIMS[aim]),
            plans=sum(line.number in plans for line in lines),
            funded=sum(line.is_funded and line.number in plans for line in lines),
            cents=sum(
                line.cost for line in lines if line.is_funded and line.number in plans
            ),
        )
        for aim, plans in sorted(beside.aims.items())
        if aim in AIMS
    ]
