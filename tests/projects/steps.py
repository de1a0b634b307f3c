"""Handing in step by step, as a browser would."""

import re

from pb.models import BudgetRound
from tests.pages import PageClient, tree
from tests.projects.factories import the_area

WORDS = re.compile("/indienen/([^/]+)/")
ORDER = ("wat", "waar", "waarom", "geld", "samen", "wie")


def steps_of(budget_round: BudgetRound) -> dict[str, dict[str, object]]:
    """Return what a resident types in each step."""
    return {
        "wat": {
            "title": "Bankjes bij de Boezem",
            "description": "Drie bankjes in de zon.",
            "theme": "groen",
        },
        "waar": {
            "area": str(the_area(budget_round).id),
            "place": "Boezemweg",
            "for_whom": "Iedereen die wil zitten",
        },
        "waarom": {"aims": ["1", "3"], "values": ["community"]},
        "geld": {
            "cost_label_1": "Hout",
            "cost_amount_1": "1.000",
            "cost_label_2": "Beton",
            "cost_amount_2": "500,50",
            "from_own": "100",
            "from_funds": "150",
        },
        "samen": {"own_effort": "Wij zetten ze neer.", "need_hands": "Vijf mensen"},
        "wie": {
            "proposer_kind": "street",
            "organisation": "De Boezem",
            "is_paid": "no",
            "contact_name": "Fatima Bakker",
            "contact_email": "fatima@example.org",
        },
    }


def begin(client: PageClient, budget_round: BudgetRound) -> str:
    """Send the first step; return the words of the address."""
    typed = steps_of(budget_round)["wat"] | {"stap": "wat"}
    response = client.post(f"/rondes/{budget_round.slug}/indienen", data=typed)
    assert response.status_code == 303, response.text
    found = WORDS.search(response.location)
    assert found is not None
    return found[1]


def write_all(client: PageClient, budget_round: BudgetRound) -> str:
    """Send every step but the last; return the words of the address."""
    token = begin(client, budget_round)
    for step in ORDER[1:]:
        address = f"/rondes/{budget_round.slug}/indienen/{token}/{step}"
        response = client.post(address, data=steps_of(budget_round)[step])
        assert response.status_code == 303, response.text
    return token


def review_of(budget_round: BudgetRound, token: str) -> str:
    """Return the address of the last step."""
    return f"/rondes/{budget_round.slug}/indienen/{token}/controle"


def value_of(client: PageClient, address: str, name: str) -> str:
    """Return what stands in a field of a page."""
    page = tree(client.get(address))
    return next(f for f in page.all("input") if f["name"] == name)["value"]
