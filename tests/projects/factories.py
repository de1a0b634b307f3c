"""Rounds in which plans are handed in and checked, and filled-in forms."""

from datetime import timedelta

from sqlalchemy.orm import Session

from pb.models import Area, BudgetRound, Project, ProjectStatus, ProposerContact
from pb.rounds.phases import Stage
from tests.factories import NOW, make_area, make_contest, make_round, numbers


def make_collecting_round(session: Session, **values: object) -> BudgetRound:
    """Make a round that takes plans at NOW, with one area and two pots."""
    budget_round = make_round(
        session,
        **{
            "stage": Stage.ANNOUNCED,
            "collecting_opens_at": NOW - timedelta(days=1),
            "collecting_closes_at": NOW + timedelta(days=20),
            "opens_at": NOW + timedelta(days=60),
            "closes_at": NOW + timedelta(days=74),
            **values,
        },
    )
    area = make_area(session, budget_round, name="Rubroek")
    make_contest(session, budget_round, title="Pot Rubroek", area_id=area.id)
    make_contest(session, budget_round, title="Pot van iedereen")
    session.commit()
    session.refresh(budget_round)
    return budget_round


def the_area(budget_round: BudgetRound) -> Area:
    """Return the first area of a round."""
    return budget_round.areas[0]


def make_plan(session: Session, budget_round: BudgetRound, **values: object) -> Project:
    """Make and commit a plan as it was handed in, with a contact."""
    number = next(numbers)
    project = Project(
        **{
            "budget_round_id": budget_round.id,
            "area_id": the_area(budget_round).id,
            "title": f"Plan {number}",
            "description": "Een bankje in de zon.",
            "place": "Boezemweg",
            "theme": "groen",
            "estimated_cost": 50_000,
            "status": ProjectStatus.SUBMITTED,
            "submitted_at": NOW - timedelta(hours=1),
            "contact": ProposerContact(
                name="Fatima Bakker", email="fatima@example.org", phone="06 12345678"
            ),
            **values,
        }
    )
    session.add(project)
    session.commit()
    return project


def filled_in(budget_round: BudgetRound, **values: str) -> dict[str, str]:
    """Return the form of a plan as a resident sends it."""
    return {
        "submission_id": f"{next(numbers):032x}",
        "title": "Bankjes bij de Boezem",
        "description": "Drie bankjes in de zon.\n\nWij zetten ze zelf neer.",
        "area": str(the_area(budget_round).id),
        "place": "Boezemweg",
        "theme": "groen",
        "estimated_cost": "1.250,50",
        "contact_name": "Fatima Bakker",
        "contact_email": "fatima@example.org",
        "contact_phone": "",
        **values,
    }
