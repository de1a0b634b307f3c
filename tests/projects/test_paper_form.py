"""The form on paper asks what the screen asks, in the same order, with the map."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from pb.models import BudgetRound
from tests.html_tree import Element
from tests.maps.factories import give_map
from tests.pages import PageClient, tree
from tests.projects.factories import make_collecting_round
from tests.projects.steps import ORDER, begin

# Named in the page of a step, and no question.
MACHINERY = {"csrf_token", "stap", "bewaar", "schuif", "kaart", "kaartje"}
FIELDS = ("input", "textarea", "select")


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture(params=[True, False], ids=["map", "no map"])
def budget_round(request: pytest.FixtureRequest, session: Session) -> BudgetRound:
    made = make_collecting_round(session)
    if request.param:
        give_map(session, made)
    return made


def names_in(page: Element) -> list[str]:
    """Return the names of the fields of a form, each once, in their order."""
    form = next(
        form
        for form in page.all("form")
        if any(field["name"] == "stap" for field in form.all("input"))
    )
    names = [field["name"] for field in form.all(*FIELDS) if field["name"]]
    return [n for n in dict.fromkeys(names) if n not in MACHINERY]


def on_screen(client: PageClient, budget_round: BudgetRound) -> list[str]:
    token = begin(client, budget_round)
    here = f"/rondes/{budget_round.slug}/indienen/{token}"
    return [
        name for step in ORDER for name in names_in(tree(client.get(f"{here}/{step}")))
    ]


def on_paper(client: PageClient, budget_round: BudgetRound) -> list[str]:
    page = tree(client.get(f"/rondes/{budget_round.slug}/indienen/papier"))
    return [element["data-field"] for element in page.all() if element["data-field"]]


def test_the_paper_asks_every_question_of_the_screen_and_no_other(
    client: PageClient, budget_round: BudgetRound
) -> None:
    screen, paper = on_screen(client, budget_round), on_paper(client, budget_round)

    assert len(screen) > 30
    assert sorted(paper) == sorted(screen)
    assert ("pin" in paper) == ("pin" in screen)


def test_the_steps_of_the_paper_are_those_of_the_screen(
    client: PageClient, budget_round: BudgetRound
) -> None:
    token = begin(client, budget_round)
    here = f"/rondes/{budget_round.slug}/indienen"
    headings = [
        next(tree(client.get(f"{here}/{token}/{step}")).all("h1")).text
        for step in (*ORDER, "fotos")
    ]

    page = tree(client.get(f"{here}/papier"))
    main = next(page.all("main"))

    asked = [h.text.partition(". ")[2] for h in main.all("h2") if ". " in h.text]
    assert asked == headings


def test_the_paper_has_the_map_to_put_a_cross_on(
    client: PageClient, budget_round: BudgetRound
) -> None:
    page = client.get(f"/rondes/{budget_round.slug}/indienen/papier").text

    assert ("Zet een kruisje" in page) == ("map__areas" in page)
