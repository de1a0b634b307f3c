"""What is kept around plans goes when its round has had its time, or is asked to."""

import pytest
from sqlalchemy.orm import Session

from pb.mail import outbox
from pb.models import BudgetRound, PlanDraft, PlanJoiner
from pb.projects import keeping_more
from pb.projects.own_plan import LINK, grant
from pb.retention.register import PersonalData, find_kind
from tests.factories import NOW
from tests.projects.factories import make_collecting_round, make_plan

NAMES = ("plan_joiner", "plan_access", "plan_draft", "plan_mail")
EMAIL = "fatima@example.org"


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    """A round with one of everything, of one person."""
    budget_round = make_collecting_round(session)
    plan = make_plan(session, budget_round)
    session.add(
        PlanJoiner(project_id=plan.id, name="F", email="Fatima@Example.org", at=NOW)
    )
    answers = '{"wie": {"contact_email": ["fatima@example.org"]}}'
    session.add(
        PlanDraft(
            budget_round_id=budget_round.id,
            token_hash="x",
            answers=answers,
            created_at=NOW,
            updated_at=NOW,
        )
    )
    outbox.post(
        session,
        key=f"plan-1-{plan.id}",
        recipient=EMAIL,
        subject="Uw plan",
        text="Dag",
        html="<p>Dag</p>",
        now=NOW,
    )
    grant(session, plan.id, LINK, now=NOW)
    return budget_round


def kind(name: str) -> PersonalData:
    assert keeping_more
    found = find_kind(name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_round_is_left(
    session: Session, budget_round: BudgetRound, name: str
) -> None:
    other = make_collecting_round(session)
    grant(session, make_plan(session, other).id, LINK, now=NOW)
    known = kind(name)

    assert known.left(session, budget_round) == 1
    assert known.erase(session, budget_round) == 1
    assert known.left(session, budget_round) == 0
    assert known.erase(session, budget_round) == 0


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_person_is_left(
    session: Session, budget_round: BudgetRound, name: str
) -> None:
    known = kind(name)

    assert known.of_person(session, EMAIL) == 1
    assert known.of_person(session, "henk@example.org") == 0
    assert known.erase_person(session, EMAIL) == 1
    assert known.of_person(session, EMAIL) == 0
