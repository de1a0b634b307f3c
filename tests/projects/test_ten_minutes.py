"""Handing in takes less than ten minutes of who reads and types slowly.

Computed, not clocked: the words that a phone shows before anything is unfolded, at
150 a minute; what is typed, at 100 signs a minute; five seconds for each choice and
each button. Thinking about the plan is not counted.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.html_tree import Element
from tests.maps.factories import give_map
from tests.pages import PageClient, tree
from tests.projects.factories import make_collecting_round, the_area

WORDS_A_MINUTE, SIGNS_A_MINUTE, SECONDS_A_CHOICE = 150, 100, 5
WORD = re.compile(r"\w[\w€’.,-]*")
REQUIRED = {
    "wat": {
        "title": "Bankjes bij het Struisenburgplein",
        "description": "Ouderen uit de straat kunnen nergens zitten. Wij willen drie"
        " banken onder de bomen, met plek voor een rolstoel ernaast.",
    },
    "waar": {},
    "waarom": {},
    "geld": {"cost_label_1": "Drie banken", "cost_amount_1": "4.500"},
    "samen": {},
    "wie": {"contact_name": "Fatma Yilmaz", "contact_email": "fatma@voorbeeld.nl"},
}
MORE = {
    "waar": {"place": "Struisenburgplein", "for_whom": "Ouderen"},
    "samen": {"own_effort": "Wij verven de banken elk jaar."},
}
CHOSEN: dict[str, dict[str, str]] = {
    "wat": {"theme": "straat"},
    "wie": {"proposer_kind": "resident", "is_paid": "no"},
}
TICKED = {"waarom": {"aims": "2", "values": "community"}}


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


def shown(element: Element) -> Iterator[str]:
    """Yield what one sees without unfolding anything."""
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif is_shown(child):
            yield from shown(child)


def is_shown(element: Element) -> bool:
    folded = element.parent is not None and element.parent.tag == "details"
    is_hidden = "hidden" in element or element.tag in {"script", "style"}
    # `asks` are shown by the style sheet once the answer before them is chosen.
    marks = {"sr", "asks"} & set(element["class"].split())
    if folded and "open" not in (element.parent or element):
        return element.tag == "summary"
    return not is_hidden and not marks


def words_of(client: PageClient, address: str) -> int:
    main = next(tree(client.get(address)).all("main"))
    return len(WORD.findall(" ".join(shown(main))))


@pytest.mark.parametrize(
    ("answers", "choices"),
    [({}, {}), (MORE, TICKED)],
    ids=["what is asked", "with what may be told"],
)
def test_a_slow_reader_is_done_in_less_than_ten_minutes(
    client: PageClient,
    session: Session,
    answers: dict[str, dict[str, str]],
    choices: dict[str, dict[str, str]],
) -> None:
    budget_round = make_collecting_round(session)
    give_map(session, budget_round)
    chosen = CHOSEN | choices | {"waar": {"area": str(the_area(budget_round).id)}}
    place = f"/rondes/{budget_round.slug}/indienen"
    words = signs = 0
    for step, required in REQUIRED.items():
        typed = required | answers.get(step, {})
        words += words_of(client, place)
        signs += sum(map(len, typed.values()))
        form = typed | chosen.get(step, {}) | {"stap": step}
        place = client.post(place, data=form).location
    words += words_of(client, place)  # the photos, which are passed over
    place = place.replace("/fotos", "/controle")
    words += words_of(client, place)
    assert client.post(place).location.endswith("/ontvangen")

    acts = sum(map(len, chosen.values())) + len(REQUIRED) + 2  # with the buttons
    seconds = acts * SECONDS_A_CHOICE
    minutes = words / WORDS_A_MINUTE + signs / SIGNS_A_MINUTE + seconds / 60
    assert minutes < 9.5, (words, signs, acts)
