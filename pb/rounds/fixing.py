"""Making the configuration of a round from its tables, once, when it is frozen.

The bytes are canonical (RFC 8785), so that everyone who writes the same settings
gets the same hash.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.projects.models import Project, ProjectStatus
from pb.rounds.ballot_limits import complete_limits
from pb.rounds.models import Area, BudgetRound, Contest
from pb.rounds.rule_options import complete_options

FORMAT = "buurtgeld-config/1"


class ConfigurationIncomplete(Exception):
    """The round lacks something that must be fixed before the vote."""


def make_config(session: Session, budget_round: BudgetRound) -> dict[str, Any]:
    """Return what would be fixed if the round were frozen now.

    Args:
        session: Only read.
        budget_round: With dates, areas, contests, and shortlisted projects that
            all have a file id and a place in the tie order.

    Returns:
        The object of docs/life-of-a-round.md, ready for `canonical_json`.

    Raises:
        ConfigurationIncomplete: A date, a file id, a cost or a place is missing.
    """
    return entry_of(
        budget_round,
        [
            _contest(session, contest)
            for contest in sorted(budget_round.contests, key=_by_id)
        ],
        opens_at=_moment(budget_round.opens_at),
        closes_at=_moment(budget_round.closes_at),
    )


def entry_of(
    budget_round: BudgetRound,
    contests: list[dict[str, Any]],
    *,
    opens_at: str,
    closes_at: str,
) -> dict[str, Any]:
    """Return a configuration with these contests, each from `contest_entry`."""
    return {
        "format": FORMAT,
        "slug": budget_round.slug,
        "title": budget_round.title,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "currency": budget_round.currency,
        "tie_seed": budget_round.tie_seed or "",
        "voting": {
            "recast": budget_round.recast,
            "receipt": not budget_round.hides_receipt,
        },
        "areas": [_area(area) for area in sorted(budget_round.areas, key=_by_id)],
        "contests": contests,
    }


def canonical_json(config: dict[str, Any]) -> bytes:
    """Return the bytes that are hashed and published."""
    return rfc8785.dumps(config)


def config_hash(canonical: bytes) -> str:
    """Return SHA-256 of the bytes, in hex."""
    return hashlib.sha256(canonical).hexdigest()


def _moment(at: datetime | None) -> str:
    if at is None:
        raise ConfigurationIncomplete("a date of the vote is missing")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _by_id(row: Area | Contest) -> int:
    return row.id


def _area(area: Area) -> dict[str, Any]:
    return {"id": str(area.id), "name": area.name, "letters_sent": area.letters_sent}


def _contest(session: Session, contest: Contest) -> dict[str, Any]:
    rows = _shortlisted(session, contest)
    if any(None in (row.file_id, row.cost, row.tie_rank) for row, _ in rows):
        raise ConfigurationIncomplete(f"contest {contest.id}: a project is not ready")
    ordered = sorted((project for project, _ in rows), key=lambda p: p.tie_rank or 0)
    return contest_entry(contest, rows, [str(project.file_id) for project in ordered])


def contest_entry(
    contest: Contest, rows: list[tuple[Project, str]], tie_order: list[str]
) -> dict[str, Any]:
    """Return a contest with plans, each with the name of its area or nothing."""
    return {
        "id": str(contest.id),
        "title": contest.title,
        "area": None if contest.area_id is None else str(contest.area_id),
        "budget": contest.budget_limit,
        "vote_type": contest.vote_type,
        "limits": {
            "max_choices": contest.max_choices,
            "within_budget": contest.within_budget,
            **complete_limits(contest.ballot_limits),
        },
        "rule": {
            "rule": contest.rule,
            "utility": contest.utility,
            "completion": contest.completion,
            "options": complete_options(contest.rule_options),
        },
        "projects": [_project(project, area) for project, area in rows],
        "tie_order": tie_order,
    }


def _shortlisted(session: Session, contest: Contest) -> list[tuple[Project, str]]:
    found = session.execute(
        select(Project, Area.name)
        .outerjoin(Area, Area.id == Project.area_id)
        .where(
            Project.contest_id == contest.id,
            Project.status == ProjectStatus.SHORTLISTED,
        )
        .order_by(Project.id)
    )
    return [(project, area or "") for project, area in found]


def _project(project: Project, area: str) -> dict[str, Any]:
    return {
        "id": file_id_of(project),
        "number": project.id,
        "name": project.title,
        "cost": project.cost,
        "category": project.theme,
        "area": area,
    }


def file_id_of(project: Project) -> str:
    """Return the id of a plan in files: its own, or the one it would get."""
    return project.file_id or str(project.id)
