"""What is known of plans beside their result: what was asked, and their aims."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.result import ContestResult
from pb.projects.aims import AIMS
from pb.projects.models import Project
from pb.projects.plan_models import PlanAim
from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class AimRow:
    """What plans that serve one aim got; a plan may serve several."""

    label: str
    plans: int
    funded: int
    cents: int


def asked_amounts(session: Session, budget_round: BudgetRound) -> Mapping[int, int]:
    """Return by our own number what the maker of a plan asked, in cents."""
    rows = session.execute(
        select(Project.id, Project.estimated_cost).where(
            Project.budget_round_id == budget_round.id,
            Project.estimated_cost.is_not(None),
        )
    )
    return {number: asked for number, asked in rows if asked is not None}


def aim_rows(
    session: Session, budget_round: BudgetRound, results: Sequence[ContestResult]
) -> list[AimRow]:
    """Return what each aim got; nothing where no plan says what it serves."""
    rows = session.execute(
        select(PlanAim.aim, PlanAim.project_id)
        .join(Project, Project.id == PlanAim.project_id)
        .where(Project.budget_round_id == budget_round.id)
    )
    serving: dict[int, set[int]] = defaultdict(set)
    for aim, number in rows:
        serving[aim].add(number)
    lines = [line for result in results for line in result.projects]
    return [
        AimRow(
            label=str(AIMS[aim]),
            plans=sum(line.number in serving[aim] for line in lines),
            funded=sum(
                line.is_funded and line.number in serving[aim] for line in lines
            ),
            cents=sum(
                line.cost
                for line in lines
                if line.is_funded and line.number in serving[aim]
            ),
        )
        for aim in sorted(serving)
        if aim in AIMS
    ]
