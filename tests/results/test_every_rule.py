"""Every rule that a round can choose, from its ballots to a verified bundle."""

from pathlib import Path

import pytest
from sqlalchemy import null
from sqlalchemy.orm import Session

from exports import verify
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import make_armed_round, make_published_round

RULES = [
    pytest.param({"completion": "knapsack"}, "Gelijke delen", id="shares-knapsack"),
    pytest.param(
        {"rule": "greedy", "utility": "cardinality", "completion": null()},
        "Meeste stemmen eerst",
        id="greedy-per-euro",
    ),
    pytest.param(
        {"rule": "knapsack", "utility": null(), "completion": null()},
        "De beste combinatie",
        id="knapsack",
    ),
    pytest.param(
        {
            "rule": "knapsack",
            "utility": null(),
            "completion": null(),
            "rule_options": {
                "objective": "votes-cost",
                "groups": [{"projects": ["A", "B"], "at_most": 1}],
                "caps": {"groen": 40_000},
                "leftover": "partial",
            },
        },
        "De beste combinatie",
        id="knapsack-by-cost-with-limits",
    ),
    pytest.param(
        {"rule": "phragmen", "utility": null(), "completion": "utilitarian"},
        "Om de beurt sparen",
        id="phragmen-utilitarian",
    ),
    pytest.param(
        {
            "rule": "phragmen",
            "utility": null(),
            "completion": "none",
            "rule_options": {"leftover": "next-fit", "min_score": "2.5%"},
        },
        "Om de beurt sparen",
        id="phragmen-next-fit",
    ),
]


@pytest.mark.parametrize(("contest", "name"), RULES)
def test_a_result_by_any_rule_is_told_and_can_be_counted_again(
    client: PageClient,
    session: Session,
    tmp_path: Path,
    contest: dict[str, object],
    name: str,
) -> None:
    slug = make_armed_round(session, **contest)  # type: ignore[arg-type]  # columns
    make_published_round(session, found(session, slug))
    where = f"/rondes/{slug}/uitslag"

    assert name in tree(client.get(where)).text
    bundle = tmp_path / "bundel.zip"
    bundle.write_bytes(client.get(f"{where}/v1/bundel.zip", buffered=True).data)
    assert verify.main([str(bundle)]) == 0
    answer = client.get(f"/api/v1/rounds/{slug}/result").json
    assert answer is not None


@pytest.mark.parametrize(("contest", "_name"), RULES)
def test_every_plan_says_why_under_any_rule(
    client: PageClient, session: Session, contest: dict[str, object], _name: str
) -> None:
    slug = make_armed_round(session, **contest)  # type: ignore[arg-type]  # columns
    budget_round = make_published_round(session, found(session, slug))
    page = client.get(f"/rondes/{budget_round.slug}/uitslag").text
    addresses = {
        part.split('"')[0]
        for part in page.split('href="')
        if "/uitslag/plannen/" in part[:80]
    }

    assert len(addresses) >= 5
    for address in addresses:
        assert client.get(address.split("#")[0]).status_code == 200
