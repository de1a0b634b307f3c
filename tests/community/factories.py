"""Wishes of plans, and people who want to help."""

from datetime import timedelta

from sqlalchemy.orm import Session

from pb.community.models import HelperContact, Offer
from pb.models import BudgetRound, PlanNeed, ProposerContact
from tests.factories import NOW, numbers
from tests.projects.factories import make_plan

HELPER = {"name": "Kees Jansen", "email": "kees@example.org", "phone": ""}
MAKER = {"name": "Fatima Bakker", "email": "fatima@example.org", "phone": ""}


def make_need(
    session: Session, budget_round: BudgetRound, *, kind: str = "skills", **person: str
) -> PlanNeed:
    """Make and commit a wish of a plan in Rubroek about green."""
    contact = ProposerContact(**{**MAKER, **person})
    plan = make_plan(session, budget_round, title="De pluktuin", contact=contact)
    need = PlanNeed(
        project_id=plan.id, kind=kind, description="Iemand die kan timmeren in de avond"
    )
    session.add(need)
    session.commit()
    return need


def make_offer(session: Session, **values: str) -> Offer:
    """Make and commit an open offer; what is about its person goes to that."""
    of_person = (*HELPER, "language")
    person = {**HELPER, **{k: values.pop(k) for k in of_person if k in values}}
    offer = Offer(
        **{
            "submission_id": f"{next(numbers):032x}",
            "kind": "skills",
            "title": "Ik timmer graag",
            "details": "",
            "area": "Rubroek",
            "theme": "groen",
            "times": "evening",
            "state": "open",
            "created_at": NOW,
            "until": NOW.date() + timedelta(days=100),
            **values,
        }
    )
    session.add(offer)
    session.flush()
    session.add(HelperContact(offer_id=offer.id, **person))
    session.commit()
    return offer


def filled_in(**values: object) -> dict[str, object]:
    """Return the form of an offer as a resident sends it."""
    return {
        "submission_id": f"{next(numbers):032x}",
        "kind": "skills",
        "title": "Ik kan goed timmeren",
        "area": "",
        "theme": "",
        "times": ["evening", "weekend"],
        **HELPER,
        **values,
    }
