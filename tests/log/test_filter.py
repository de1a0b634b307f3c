"""The logbook by kind and period, on the page and as a table."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from pb.log.service import append
from pb.log.types import EventType
from pb.models import BudgetRound
from tests.html_tree import parse
from tests.pages import PageClient
from tests.rounds.factories import CHECKED_AT

LATER = CHECKED_AT + timedelta(days=3)
LOG = "/rondes/zomer/logboek"


@pytest.fixture
def paused(session: Session, armed: BudgetRound) -> BudgetRound:
    """A round that was paused three days after it was opened, for a strange reason."""
    body = {"reason": "=1+1"}
    append(session, armed, EventType.VOTING_PAUSED, body, at=LATER)
    session.commit()
    return armed


def shown(client: PageClient, query: str) -> int:
    page = parse(client.get(f"{LOG}{query}").text).root
    return sum(item["class"] == "log__line" for item in page.all("li"))


def rows(client: PageClient, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{LOG}.csv{query}").text)))


def test_shows_the_days_that_were_asked_for(
    client: PageClient, paused: BudgetRound
) -> None:
    day = LATER.date().isoformat()
    before = (LATER.date() - timedelta(days=1)).isoformat()

    assert shown(client, f"?van={day}") == shown(client, f"?van={day}&tot={day}") == 1
    assert shown(client, f"?tot={before}") == shown(client, "") - 1 > 0
    assert shown(client, f"?van={day}&soort=codes") == 0


def test_the_table_holds_the_lines_of_the_page(
    client: PageClient, paused: BudgetRound
) -> None:
    day = LATER.date().isoformat()

    assert len(rows(client)) == shown(client, "")
    (line,) = rows(client, f"?van={day}")
    assert line["type"] == "VOTING_PAUSED"
    assert line["what"].startswith("Het stemmen ligt stil")


def test_no_cell_is_a_formula(client: PageClient, paused: BudgetRound) -> None:
    """T39: also where staff typed one."""
    cells = [cell for row in rows(client) for cell in row.values()]

    assert any("=1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]


@pytest.mark.parametrize("query", ["?van=x", "?soort=x", "?tot=2026-13-01"])
def test_a_filter_that_means_nothing_is_not_found(
    client: PageClient, paused: BudgetRound, query: str
) -> None:
    for address in (LOG, f"{LOG}.csv"):
        assert client.get(f"{address}{query}").status_code == 404
