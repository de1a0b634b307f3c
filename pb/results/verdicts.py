"""Which plans get money, as the newest published result says."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.results.models import Publication
from pb.rounds.models import BudgetRound


class Verdict(StrEnum):
    """What a published result says of one plan."""

    FUNDED = "funded"
    PARTLY = "partly"  # gets what was left, which is less than it costs
    NOT_FUNDED = "not_funded"


# The id of a plan in files is its own within one contest only.
Verdicts = Mapping[tuple[int, str], Verdict]


def published_verdicts(session: Session, budget_round: BudgetRound) -> Verdicts:
    """Return the verdict per contest and file id; nothing before the publication."""
    if not budget_round.is_published:
        return {}
    result_json = session.scalar(
        select(Publication.result_json)
        .where(Publication.budget_round_id == budget_round.id)
        .order_by(Publication.version.desc())
        .limit(1)
    )
    contests = json.loads(result_json)["contests"] if result_json else {}
    return {
        (int(contest_id), project["id"]): _verdict(document, project["id"])
        for contest_id, document in contests.items()
        for project in document["projects"]
    }


def _verdict(document: Mapping[str, Any], file_id: str) -> Verdict:
    if file_id in document["winners"]:
        return Verdict.FUNDED
    partial = document["partial"]
    is_partly = partial is not None and partial["project"] == file_id
    return Verdict.PARTLY if is_partly else Verdict.NOT_FUNDED
