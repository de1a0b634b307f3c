"""Every act on paper in every state of a round, over HTTP: done, or 409 and why."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.codes.service import issue_codes
from pb.models import BudgetRound, PaperBatch, PaperSheet, SheetState
from pb.paper.service import open_batch
from pb.paper.spending import begin_entering, spend_code
from tests.auth.login import make_staff
from tests.desk.factories import browser_of
from tests.pages import PageClient
from tests.rounds.test_every_act import SLUG, STATES, VOTING_AT, make_in
from tests.voting.factories import KEY

Travel = Callable[[datetime], None]
TEXT = (Path(__file__).parents[2] / "docs/life-of-a-round.md").read_text("utf-8")
PAPER = f"/beheer/rondes/{SLUG}/papier"
WITH_BATCH = ("voting", "paused", "over")


def read_table() -> dict[str, set[str]]:
    """Return the states in which each act is allowed, as the page says."""
    section = TEXT.partition("## Paper in every state")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.*`.*) \| ([a-z, ]+) \|$", section, re.MULTILINE)
    return {
        act: set(re.findall("[a-z]+", states))
        for acts, states in rows
        for act in re.findall("`([a-z]+)`", acts)
    }


TABLE = read_table()


def test_the_page_speaks_of_every_act() -> None:
    assert set(TABLE) == {"begin", "spend", "enter", "finish"}
    assert all(states <= set(STATES) for states in TABLE.values())


@pytest.fixture
def press(
    session: Session, client: PageClient, now: Travel
) -> Callable[[datetime, str, dict[str, object]], TestResponse]:
    def post(at: datetime, address: str, data: dict[str, object]) -> TestResponse:
        now(at)
        browser = browser_of(client, make_staff(session, Role.COUNTER))
        return browser.post(f"{PAPER}{address}", data=data)

    return post


@pytest.mark.parametrize("state", STATES)
def test_begin_a_batch(
    session: Session, press: Callable[..., TestResponse], now: Travel, state: str
) -> None:
    budget_round, at = make_in(session, state)
    area = budget_round.areas[0].id

    answer = press(at, "/stapels", {"area": area})

    assert answer.status_code == (303 if state in TABLE["begin"] else 409)


def make_batch(session: Session, budget_round: BudgetRound) -> tuple[PaperBatch, str]:
    """Make a batch with one spent code; return another code that is not."""
    [used, unused] = issue_codes(
        session, budget_round.areas[0], 2, channel="file", key=KEY, now=VOTING_AT,
        extra=True,
    )  # fmt: skip
    session.commit()
    area_id = budget_round.areas[0].id
    open_batch(session, budget_round.id, area_id, now=VOTING_AT)
    batch = session.query(PaperBatch).one()
    clerk = make_staff(session, Role.DESK_CLERK).id
    spend_code(session, batch, used, token="a", key=KEY, staff_id=clerk, now=VOTING_AT)
    return batch, unused


@pytest.mark.parametrize("state", WITH_BATCH)
@pytest.mark.parametrize("act", ["spend", "enter", "finish"])
def test_work_at_a_batch(
    session: Session,
    press: Callable[..., TestResponse],
    now: Travel,
    state: str,
    act: str,
) -> None:
    """Where there is a batch: else there is nothing to act upon."""
    budget_round, at = make_in(session, "voting")
    batch, unused = make_batch(session, budget_round)
    if act != "spend":
        other = make_staff(session, Role.DESK_CLERK).id
        begin_entering(session, batch, accepts_few=True, staff_id=other, now=VOTING_AT)
    if state == "paused":
        budget_round.paused_at = VOTING_AT
        session.commit()
    if act == "finish":  # two people agree that the ballot is invalid
        agreed = {"state": SheetState.AGREED, "reason": "other"}
        session.add(PaperSheet(batch_id=batch.id, number=1, **agreed))
        session.commit()
    at = (budget_round.closes_at or at) if state == "over" else at

    answer = press(at, *FORMS[act](unused))

    assert answer.status_code == (303 if state in TABLE[act] else 409)


FORMS: dict[str, Callable[[str], tuple[str, dict[str, object]]]] = {
    "spend": lambda code: ("/stapels/1/code", {"code": code}),
    "enter": lambda _code: (
        "/stapels/1/biljet",
        {"sheet": 1, "attempt": 1, "plannen": "0"},
    ),
    "finish": lambda _code: ("/stapels/1/klaar", {}),
}
