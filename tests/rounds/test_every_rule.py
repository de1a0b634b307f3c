"""Every rule of the count can be chosen, is explained, and is fixed as chosen."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Contest
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient, tree
from tests.rounds.factories import CHECKED_AT, freeze, make_round_in

Travel = Callable[[datetime], None]
# What is filled in; what is stored of it; what residents read.
RULES = [
    pytest.param(
        {"rule": "equal-shares", "utility": "cost", "completion": "knapsack"},
        ("equal-shares", "cost", "knapsack", "votes", True),
        "Dan zoekt de computer de plannen die daar samen het best in passen",
        id="shares-then-knapsack",
    ),
    pytest.param(
        {"rule": "greedy", "order": "cardinality", "skip": "no"},
        ("greedy", "cardinality", None, "votes", False),
        "de meeste stemmen per euro krijgt als eerste geld",
        id="greedy-per-euro",
    ),
    pytest.param(
        {"rule": "knapsack", "objective": "votes"},
        ("knapsack", None, None, "votes", True),
        "Een goedkoop plan maakt daarin sneller kans",
        id="knapsack-votes",
    ),
    pytest.param(
        {"rule": "knapsack", "objective": "votes-cost", "order": "cardinality"},
        ("knapsack", None, None, "votes-cost", True),
        "Elke stem telt daarbij zo zwaar als het plan kost",
        id="knapsack-votes-cost",
    ),
    pytest.param(
        {"rule": "phragmen", "saving": "none", "completion": "add1u"},
        ("phragmen", None, "none", "votes", True),
        "dan stopt het sparen",
        id="phragmen",
    ),
    pytest.param(
        {"rule": "phragmen", "saving": "utilitarian", "objective": "votes-cost"},
        ("phragmen", None, "utilitarian", "votes", True),
        "gaat naar de plannen met de meeste stemmen die nog passen",
        id="phragmen-then-votes",
    ),
]


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a configurator is logged in."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    return client


@pytest.fixture
def listed(session: Session, now: Travel) -> BudgetRound:
    """A round with a list of two plans in one pot."""
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    now(CHECKED_AT)
    return budget_round


def pot(session: Session) -> Contest:
    session.expire_all()
    return session.scalars(select(Contest)).one()


def fill_in(
    staff: PageClient, session: Session, listed: BudgetRound, typed: dict[str, str]
) -> tuple[int, str]:
    """Send the form of the pot with these fields; return status and page."""
    where = f"/beheer/rondes/{listed.slug}/potten/{pot(session).id}"
    page = staff.get(where).text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    area = str(listed.areas[0].id)
    form = {"title": "Groen", "area": area, "budget_limit": "1.000", "increment": "1"}
    answer = staff.post(where, data={**form, "seen": seen, **typed})
    return answer.status_code, answer.text


@pytest.mark.parametrize(("typed", "stored", "sentence"), RULES)
def test_a_rule_is_stored_explained_and_fixed_as_chosen(
    staff: PageClient,
    session: Session,
    listed: BudgetRound,
    typed: dict[str, str],
    stored: tuple[object, ...],
    sentence: str,
) -> None:
    assert fill_in(staff, session, listed, typed)[0] == 303

    freeze(session, listed)
    rule = read_config(listed).contests[0].rule
    options = rule.options["objective"], rule.options["skip"]
    assert (rule.rule, rule.utility, rule.completion, *options) == stored
    assert sentence in tree(staff.get(f"/rondes/{listed.slug}")).text


@pytest.mark.parametrize(("typed", "stored", "_sentence"), RULES)
def test_the_form_shows_the_rule_that_was_chosen(
    staff: PageClient,
    session: Session,
    listed: BudgetRound,
    typed: dict[str, str],
    stored: tuple[object, ...],
    _sentence: str,
) -> None:
    fill_in(staff, session, listed, typed)

    status, page = fill_in(staff, session, listed, _ticked(staff, session, listed))
    assert status == 303, page[page.find("Dit klopt nog niet") :][:500]

    contest = pot(session)
    assert (contest.rule, contest.utility, contest.completion) == stored[:3]
    assert contest.rule_options["objective"] == stored[3]


def _ticked(staff: PageClient, session: Session, listed: BudgetRound) -> dict[str, str]:
    """Return the radio buttons that the page of the pot has ticked."""
    where = f"/beheer/rondes/{listed.slug}/potten/{pot(session).id}"
    inputs = staff.get(where).text.split("<input ")
    ticked = [i for i in inputs if 'type="radio"' in i and "checked" in i.split(">")[0]]
    return {
        each.split('name="')[1].split('"')[0]: each.split('value="')[1].split('"')[0]
        for each in ticked
    }


@pytest.mark.parametrize(
    "ballot",
    [
        {"vote_type": "cumulative", "points": "10"},
        {"vote_type": "ordinal", "max_choices": "3"},
    ],
)
def test_a_rule_that_cannot_count_these_ballots_is_refused_with_the_reason(
    staff: PageClient, session: Session, listed: BudgetRound, ballot: dict[str, str]
) -> None:
    typed = {"rule": "phragmen", "saving": "none", **ballot}

    status, page = fill_in(staff, session, listed, typed)

    assert status == 422
    assert page.count("Om de beurt sparen kan punten en een volgorde niet tellen") == 2
    assert 'href="#rule-0"' in page
    assert pot(session).rule == "equal-shares"
