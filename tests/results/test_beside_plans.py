"""What was asked for a plan, which aims the money serves, and how people voted."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pb.codes.models import CodeBatch, CodeState, VotingCode
from pb.models import BudgetRound, Project
from pb.projects.plan_models import PlanAim
from pb.results import adopting
from tests.factories import NOW
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import make_armed_round, make_published_round
from tests.results.test_past_rounds import text_of


def plan(session: Session, budget_round: BudgetRound, file_id: str) -> Project:
    query = select(Project).where(
        Project.budget_round_id == budget_round.id, Project.file_id == file_id
    )
    return session.scalars(query).one()


@pytest.fixture
def armed(session: Session) -> BudgetRound:
    """A round before its vote, with aims and what was asked."""
    budget_round = found(session, make_armed_round(session))
    for file_id, aims in {"A": (1, 3), "B": (3,)}.items():
        number = plan(session, budget_round, file_id).id
        session.add_all(PlanAim(project_id=number, aim=aim) for aim in aims)
    number = plan(session, budget_round, "A").id
    ask(session, number, 65_000)
    return budget_round


def ask(session: Session, number: int, cents: int) -> None:
    session.execute(
        update(Project).where(Project.id == number).values(estimated_cost=cents)
    )
    session.commit()


def use_codes(session: Session, budget_round: BudgetRound, number: int) -> None:
    area = budget_round.areas[0].id
    batch = CodeBatch(
        budget_round_id=budget_round.id,
        area_id=area,
        count=number,
        channel="file",
        created_at=NOW,
    )
    session.add(batch)
    session.flush()
    session.add_all(
        VotingCode(
            mac=f"{at:064x}",
            budget_round_id=budget_round.id,
            area_id=area,
            batch_id=batch.id,
            state=CodeState.USED,
        )
        for at in range(number)
    )
    session.commit()


def test_says_what_each_aim_got(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    make_published_round(session, armed)

    text = text_of(client, f"/rondes/{armed.slug}/uitslag")

    assert "Waar helpen de gekozen plannen bij?" in text
    # A costs € 600 and is funded; B serves the third aim too and is not.
    assert "Straten en parken zijn schoon, groen en veilig" in text
    assert "1 van 2" in text


def test_says_nothing_of_aims_where_no_plan_has_one(
    client: PageClient, published: BudgetRound
) -> None:
    page = client.get(f"/rondes/{published.slug}/uitslag")

    assert "Geld per doelstelling" not in tree(page).text


def test_names_the_amount_that_was_asked_where_it_differs(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    make_published_round(session, armed)

    assert "gevraagd: € 650" in text_of(client, f"/rondes/{armed.slug}/uitslag")


def test_a_version_stays_as_it_was_when_plans_and_codes_change(
    client: PageClient, session: Session, armed: BudgetRound
) -> None:
    use_codes(session, armed, 12)
    address = f"/rondes/{armed.slug}/uitslag/v1"
    make_published_round(session, armed)
    before = text_of(client, address)  # a token in the page tells the second

    ask(session, plan(session, armed, "A").id, 99_000)
    session.execute(delete(PlanAim))
    session.execute(update(VotingCode).values(is_void=True))
    session.commit()

    assert "Op de website" in before
    assert text_of(client, address) == before


def test_a_version_from_before_anything_was_noted_tells_what_is_known_now(
    client: PageClient,
    session: Session,
    armed: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_codes(session, armed, 12)
    monkeypatch.setattr(adopting, "with_beside", lambda _session, _round, told: told)
    make_published_round(session, armed)

    text = text_of(client, f"/rondes/{armed.slug}/uitslag")

    assert "gevraagd: € 650" in text
    assert "Waar helpen de gekozen plannen bij?" in text
    assert "Op de website" in text
