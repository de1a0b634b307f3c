"""A round in which one can vote, codes for it, and a voter's way through the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.codes.service import issue_codes
from pb.models import BudgetRound, CodeState, Envelope, VotingCode
from pb.rounds.phases import Stage
from pb.rounds.service import fix_configuration
from tests.factories import NOW, make_area, make_contest, make_project, make_round
from tests.pages import tree
from tests.urn import give_key

KEY = b"code key of the tests, long enough"  # as tests.conftest.make_app sets it
BEFORE = NOW - timedelta(weeks=2)  # of the vote


@dataclass
class Vote:
    """A round that takes ballots: two areas, a pot for each and one for both."""

    slug: str
    codes: list[str]
    # Our numbers of the plans on the ballot of these codes: of the area, of all.
    plans: list[int]
    shared: list[int]
    elsewhere: list[int]  # plans of the other area
    opens_at: datetime
    closes_at: datetime


def make_vote(
    session: Session,
    *,
    codes: int = 1,
    plans: int = 4,
    of_round: Mapping[str, object] = MappingProxyType({}),
    **contest: object,
) -> Vote:
    """Make a round that is open at NOW. Plans cost € 300; a pot holds € 1,000."""
    values = {"stage": Stage.SHORTLISTED, "tie_seed": "1 2 3", **of_round}
    budget_round = make_round(session, **values)
    here, there = (make_area(session, budget_round) for _ in range(2))
    ranks = range(1, plans + 1)
    numbers = []
    for area, title in ((here, "Hier"), (there, "Daar"), (None, "Samen")):
        where = {"area_id": area.id} if area else {}
        pot = make_contest(session, budget_round, title=title, **where, **contest)
        made = [make_project(session, pot, tie_rank=rank) for rank in ranks]
        numbers.append([project.id for project in made])
    session.refresh(budget_round)
    fix_configuration(session, budget_round, BEFORE)
    issued = issue_codes(session, here, codes, channel="file", key=KEY, now=BEFORE)
    assert budget_round.opens_at is not None
    assert budget_round.closes_at is not None
    of_area, of_other, of_all = numbers
    vote = Vote(
        budget_round.slug,
        issued,
        plans=of_area,
        shared=of_all,
        elsewhere=of_other,
        opens_at=budget_round.opens_at,
        closes_at=budget_round.closes_at,
    )
    arm(session, budget_round)  # last: it ends the transaction
    return vote


def arm(session: Session, budget_round: BudgetRound) -> None:
    """Let the clock open the round."""
    give_key(budget_round)
    budget_round.stage = Stage.ARMED
    session.commit()


def enter(client: FlaskClient, code: str) -> TestResponse:
    """Type a code and press the button."""
    return client.post("/stem", data={"code": code})


def check(client: FlaskClient, *numbers: int, **data: Any) -> TestResponse:
    """Tick plans and press Controleer."""
    return client.post("/stem/biljet", data={"choice": list(numbers), **data})


def hidden(page: TestResponse, action: str = "/stem/bedankt") -> dict[str, list[str]]:
    """Return the hidden fields of the form that posts to `action`."""
    form = next(f for f in tree(page).all("form") if f["action"] == action)
    values: dict[str, list[str]] = {}
    for element in form.all("input"):
        if element["type"] == "hidden":
            values.setdefault(element["name"], []).append(element["value"])
    return values


def cast(client: FlaskClient, code: str, *numbers: int) -> TestResponse:
    """Walk the whole way: code, choices, check, button."""
    assert enter(client, code).status_code == 303
    return client.post("/stem/bedankt", data=hidden(check(client, *numbers)))


def receipt_on(page: TestResponse) -> str:
    """Return the receipt that a page shows."""
    return next(e["data-receipt"] for e in tree(page).all() if e["data-receipt"])


def count_ballots(session: Session) -> int:
    """Return how many ballots lie in the urns."""
    session.rollback()
    count = session.scalar(select(func.count()).select_from(Envelope)) or 0
    session.rollback()  # on SQLite even a reading test would keep others waiting
    return count


def states(session: Session) -> list[CodeState]:
    """Return the states of all codes, in no order."""
    session.rollback()
    return list(session.scalars(select(VotingCode.state)))
