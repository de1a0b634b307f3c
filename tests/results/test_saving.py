"""What supporters saved at each step, where voters save until they can pay."""

import pytest
from sqlalchemy import null
from sqlalchemy.orm import Session

import allocation
from pb.results.saving import make_saved
from tests.pages import PageClient
from tests.results.test_study import instance
from tests.results.test_why_page import large, why


@pytest.fixture
def counted() -> tuple[allocation.Instance, allocation.Outcome]:
    """The worked example, counted by saving."""
    given = instance()
    options = allocation.Options(rule="phragmen", completion="none")
    return given, allocation.allocate(given, options)


def test_the_money_of_supporters_grows_and_is_paid(
    counted: tuple[allocation.Instance, allocation.Outcome],
) -> None:
    saved = make_saved(*counted)

    assert saved.moments == [5333, 5500, 6000, 11416]
    # The sixth voter pays for D at € 53.33, the first five pay for B at € 60.
    assert saved.money["A"] == [0, 26666, 27666, 666, 33166]
    assert saved.money["B"] == [0, 26666, 27500, 30000]


def test_the_moments_are_those_of_the_count(
    counted: tuple[allocation.Instance, allocation.Outcome],
) -> None:
    steps, moments = counted[1].steps, make_saved(*counted).moments

    assert [int(step.key or 0) for step in steps] == moments


def test_the_page_draws_what_supporters_saved(
    client: PageClient, session: Session
) -> None:
    contest = {"rule": "phragmen", "completion": "none"}
    text = why(client, session, large(session, **contest), "A")

    assert "Wat de kiezers van dit plan samen spaarden, stap voor stap" in text
    assert "Zij hadden nooit samen genoeg" in text


@pytest.mark.parametrize(
    ("plan", "heading"),
    [
        ("A", "De beste combinatie, zonder en met dit plan"),
        ("B", "Het deel van dit plan in de combinatie"),
    ],
)
def test_the_page_compares_combinations(
    client: PageClient, session: Session, plan: str, heading: str
) -> None:
    contest = {"rule": "knapsack", "completion": null()}

    assert heading in why(client, session, large(session, **contest), plan)
