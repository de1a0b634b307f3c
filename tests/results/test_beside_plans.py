"""What was asked for a plan, and which aims the money serves."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pb.models import BudgetRound, Project
from pb.projects.plan_models import PlanAim
from tests.pages import PageClient, tree
from tests.results.test_past_rounds import text_of


def plan(session: Session, budget_round: BudgetRound, file_id: str) -> Project:
    query = select(Project).where(
        Project.budget_round_id == budget_round.id, Project.file_id == file_id
    )
    return session.scalars(query).one()


def test_says_what_each_aim_got(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    for file_id, aims in {"A": (1, 3), "B": (3,)}.items():
        number = plan(session, published, file_id).id
        session.add_all(PlanAim(project_id=number, aim=aim) for aim in aims)
    session.commit()

    text = text_of(client, f"/rondes/{published.slug}/uitslag")

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
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    number = plan(session, published, "A").id
    asked = update(Project).where(Project.id == number).values(estimated_cost=65_000)
    session.execute(asked)
    session.commit()

    text = text_of(client, f"/rondes/{published.slug}/uitslag")

    assert "gevraagd: € 650" in text
