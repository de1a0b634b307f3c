"""Rows for tests: plain functions with sensible defaults."""

from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from pb.models import Area, BudgetRound, Contest, Project, ProjectStatus
from pb.rounds.phases import Stage

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
numbers = count(1)


def make_round(session: Session, **values: object) -> BudgetRound:
    """Make a draft of a round that collects for four weeks, then votes for two."""
    number = next(numbers)
    budget_round = BudgetRound(
        **{
            "slug": f"ronde-{number}",
            "title": f"Buurtbudget {number}",
            "collecting_opens_at": NOW - timedelta(weeks=8),
            "collecting_closes_at": NOW - timedelta(weeks=4),
            "opens_at": NOW - timedelta(weeks=1),
            "closes_at": NOW + timedelta(weeks=1),
            "created_at": NOW - timedelta(weeks=9),
            "stage": Stage.DRAFT,
            **values,
        }
    )
    session.add(budget_round)
    session.flush()
    return budget_round


def make_area(session: Session, budget_round: BudgetRound, **values: object) -> Area:
    """Make an area of a round."""
    area = Area(
        **{
            "budget_round_id": budget_round.id,
            "name": f"Wijk {next(numbers)}",
            "letters_sent": 1000,
            **values,
        }
    )
    session.add(area)
    session.flush()
    return area


def make_contest(
    session: Session, budget_round: BudgetRound, **values: object
) -> Contest:
    """Make a contest of € 1,000 for the whole district."""
    contest = Contest(
        **{
            "budget_round_id": budget_round.id,
            "title": f"Pot {next(numbers)}",
            "budget_limit": 100_000,
            **values,
        }
    )
    session.add(contest)
    session.flush()
    return contest


def make_project(session: Session, contest: Contest, **values: object) -> Project:
    """Make a shortlisted project of € 300."""
    number = next(numbers)
    project = Project(
        **{
            "budget_round_id": contest.budget_round_id,
            "contest_id": contest.id,
            "area_id": contest.area_id,
            "file_id": str(number),
            "title": f"Plan {number}",
            "description": "Een bankje in de zon.",
            "theme": "ontmoeten",
            "estimated_cost": 30_000,
            "cost": 30_000,
            "status": ProjectStatus.SHORTLISTED,
            "submitted_at": NOW - timedelta(weeks=5),
            **values,
        }
    )
    session.add(project)
    session.flush()
    return project
