"""How the tool of others is set to count as we did, and when it can't."""

from dataclasses import replace
from typing import Any

import pytest

import allocation
from allocation import to_document
from exports.result import ContestFrame, ContestResult, read_contest
from pb.results.outside import cautions, settings_elsewhere
from tests.results.test_study import instance


def counted(*, budget_limit: int = 100_000, **options: Any) -> ContestResult:
    given = replace(instance(), budget_limit=budget_limit)
    outcome = allocation.allocate(given, allocation.Options(**options))
    projects = {id_: (at, "", "") for at, id_ in enumerate("ABCDE")}
    frame = ContestFrame(
        id="1",
        title="Pot",
        area=None,
        max_choices=None,
        within_budget=False,
        projects=projects,
    )
    return read_contest(to_document(given, outcome, currency="EUR"), frame)


def test_names_each_option_that_counts() -> None:
    told = dict(settings_elsewhere(counted()))

    assert told["Tie-breaking"] == "Highest vote count, Lowest cost"
    assert told["Completion method"] == "Add1u"
    assert told["Stop process when exhaustive"] == "uit"
    assert told["Use integral endowments"] == "uit"
    assert told["Budget increment"] == "1"
    assert told["Numerical accuracy"] == "Use exact fractions"


def test_names_no_increments_where_there_are_none() -> None:
    told = dict(settings_elsewhere(counted(completion="utilitarian")))

    assert told["Completion method"] == "Utilitarian"
    assert "Budget increment" not in told


@pytest.mark.parametrize(
    "options",
    [
        {"utility": "cardinality"},
        {"completion": "knapsack"},
        {"comparison": "funded-votes"},
        {"caps": {"groen": 10_000}},
        {"rule": "greedy"},
        {"increment": 50},
    ],
    ids=str,
)
def test_says_nothing_where_the_tool_counts_otherwise(options: dict[str, Any]) -> None:
    assert settings_elsewhere(counted(**options)) == []


def test_says_that_the_tool_knows_no_drawn_order() -> None:
    assert "kent onze gelote volgorde niet" in cautions(counted(), is_drawn=True)[0]
    assert cautions(counted(), is_drawn=False) == []


def test_says_that_plans_which_are_out_here_take_part_there() -> None:
    told = cautions(counted(budget_limit=50_000), is_drawn=False)

    assert "Zo’n plan is er in deze telling" in told[0]
