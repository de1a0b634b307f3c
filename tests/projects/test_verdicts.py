"""A plan tells whether it gets money, once the result is public."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import BudgetRound, Project
from pb.results.models import Publication
from pb.results.service import count_round, propose
from pb.results.verdicts import Verdict, published_verdicts
from tests.html_tree import Element
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import (
    AFTER,
    EXAMPLE,
    cast,
    close,
    make_armed_round,
    make_published_round,
)

pytestmark = pytest.mark.usefixtures("now")
MONEY, NO_MONEY = "Dit plan krijgt geld.", "Dit plan krijgt geen geld."


@pytest.fixture
def voted(session: Session) -> BudgetRound:
    """Two areas with a pot each, and the same ids in both; A and B, and C won."""
    budget_round = found(session, make_armed_round(session, areas=2))
    ballots = [*[(0, {0: "AB"})] * 14, *[(1, {1: "C"})] * 4]
    return make_published_round(session, budget_round, ballots)


def plan(session: Session, budget_round: BudgetRound, place: int, id_: str) -> Project:
    contest = budget_round.contests[place]
    query = select(Project).where(Project.contest_id == contest.id)
    return session.scalars(query.where(Project.file_id == id_)).one()


def page_of(client: PageClient, budget_round: BudgetRound, project: Project) -> Element:
    return tree(client.get(f"/rondes/{budget_round.slug}/plannen/{project.id}"))


@pytest.mark.parametrize(
    ("place", "id_", "says", "hides"),
    [
        (0, "A", MONEY, NO_MONEY),
        (1, "A", NO_MONEY, MONEY),
        (1, "C", MONEY, NO_MONEY),
        (0, "C", NO_MONEY, MONEY),
    ],
)
def test_a_plan_tells_what_became_of_it_in_its_own_pot(
    client: PageClient,
    session: Session,
    voted: BudgetRound,
    *,
    place: int,
    id_: str,
    says: str,
    hides: str,
) -> None:
    project = plan(session, voted, place, id_)
    page = page_of(client, voted, project)

    assert says in page.text
    assert hides not in page.text
    assert "Doet mee" not in page.text
    links = {link["href"] for link in page.all("a")}
    assert f"/rondes/{voted.slug}/uitslag/plannen/{project.id}" in links


def test_the_list_tells_it_of_every_plan(
    client: PageClient, voted: BudgetRound
) -> None:
    page = tree(client.get(f"/rondes/{voted.slug}/plannen"))

    assert page.text.count("Krijgt geld") == 3
    assert page.text.count("Krijgt geen geld") == 7
    assert "Doet mee" not in page.text
    assert "Stond op de stemlijst (10)" in page.text


def test_a_counted_and_proposed_result_is_told_to_nobody(
    client: PageClient, session: Session
) -> None:
    budget_round = found(session, make_armed_round(session))
    cast(session, budget_round, EXAMPLE)
    close(session, budget_round)
    count_round(session, budget_round, AFTER)
    propose(session, budget_round, AFTER)

    assert published_verdicts(session, budget_round) == {}
    page = page_of(client, budget_round, plan(session, budget_round, 0, "A"))
    page_of_all = tree(client.get(f"/rondes/{budget_round.slug}/plannen"))
    for text in (page.text, page_of_all.text):
        assert "Doet mee" in text
        assert "rijgt geld" not in text
        assert "rijgt geen geld" not in text


def publish_again(session: Session, budget_round: BudgetRound, result: str) -> None:
    """Adopt another text as the second version."""
    session.add(
        Publication(
            budget_round_id=budget_round.id,
            version=2,
            published_at=AFTER,
            reason="Een fout in de telling.",
            result_json=result,
            result_hash="0" * 64,
            figures_json="{}",
        )
    )
    session.commit()


def test_the_newest_version_and_a_part_of_the_money_count(
    client: PageClient, session: Session, voted: BudgetRound
) -> None:
    project = plan(session, voted, 0, "A")
    contest = '"winners":[],"partial":{"project":"A"},"projects":[{"id":"A"}]'
    publish_again(
        session, voted, f'{{"contests":{{"{project.contest_id}":{{{contest}}}}}}}'
    )

    found_verdicts = published_verdicts(session, voted)

    assert found_verdicts == {(project.contest_id, "A"): Verdict.PARTLY}
    assert "Krijgt een deel" in page_of(client, voted, project).text
