"""What the newest published result gives each plan."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.projects.models import Project
from pb.results.models import Publication
from pb.rounds.models import BudgetRound


def granted_amounts(
    session: Session, budget_round: BudgetRound, result_json: str | None = None
) -> dict[int, int]:
    """Return the cents that each funded plan gets, by its number.

    A plan that gets what was left gets less than it costs. Before the publication
    there is nothing.

    Args:
        session: Only read.
        budget_round: Whose plans.
        result_json: In place of the newest published result, for a preview.
    """
    if not budget_round.is_published:
        return {}
    result_json = result_json or _newest_result(session, budget_round)
    if result_json is None:
        return {}
    rows = session.execute(
        select(Project.id, Project.contest_id, Project.file_id, Project.cost).where(
            Project.budget_round_id == budget_round.id,
            Project.contest_id.is_not(None),
        )
    )
    grants = _grants(json.loads(result_json)["contests"])
    found = {}
    for number, contest_id, file_id, cost in rows:
        place = (contest_id or 0, file_id or str(number))  # as freezing names it
        if place in grants:
            found[number] = grants[place] or cost
    return {number: cents for number, cents in found.items() if cents}


def _newest_result(session: Session, budget_round: BudgetRound) -> str | None:
    return session.scalar(
        select(Publication.result_json)
        .where(Publication.budget_round_id == budget_round.id)
        .order_by(Publication.version.desc())
        .limit(1)
    )


def _grants(contests: Mapping[str, Any]) -> dict[tuple[int, str], int]:
    """Return by contest and file id what a plan gets; 0 stands for all it costs."""
    grants: dict[tuple[int, str], int] = {}
    for contest_id, document in contests.items():
        for file_id in document["winners"]:
            grants[int(contest_id), file_id] = 0
        partial = document["partial"]
        if partial is not None:
            cents = int(Decimal(partial["amount"]).scaleb(2))
            grants[int(contest_id), partial["project"]] = cents
    return grants
