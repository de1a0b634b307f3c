"""A count that cannot finish says so, and nothing of it is kept or shown."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from allocation.bounds import Bounds
from pb.auth.models import Role
from pb.jobs.models import JobState
from pb.models import BudgetRound
from pb.results import counting, listing
from pb.results.ballots import read_cast_ballots
from pb.results.bounded import Allowance, run_bounded
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.results.adopting import adopt
from tests.results.factories import act

TOO_FEW = {"Bounds": partial(Bounds, projects=4)}
TOO_SHORT = {"run_bounded": partial(run_bounded, allowance=Allowance(seconds=0.01))}


@pytest.fixture
def counter(client: PageClient, session: Session) -> PageClient:
    """A browser of somebody who may count."""
    log_in(client, make_staff(session, Role.COUNTER))
    return client


def lower(monkeypatch: pytest.MonkeyPatch, limits: dict[str, Any]) -> None:
    for name, value in limits.items():
        monkeypatch.setattr(f"pb.results.counting.{name}", value)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        pytest.param(TOO_FEW, "5 projects, and the most is 4", id="size"),
        pytest.param(TOO_SHORT, "it takes more than 0.01 seconds", id="time"),
    ],
)
def test_a_count_beyond_a_limit_fails_with_the_reason(
    counter: PageClient,
    closed: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
    limits: dict[str, Any],
    reason: str,
) -> None:
    lower(monkeypatch, limits)

    act(counter, closed.slug, "count")

    session = Session.object_session(closed)
    assert session is not None
    job = listing.last_count(session, closed)
    assert job is not None
    assert job.state is JobState.FAILED
    assert "Er is geen uitslag berekend" in job.message
    assert reason in job.message
    assert listing.newest_outcome(session, closed) is None
    assert reason in counter.get(f"/beheer/rondes/{closed.slug}").text


def test_a_result_that_cannot_be_counted_again_is_not_published(
    counter: PageClient,
    session: Session,
    closed: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act(counter, closed.slug, "count")
    act(counter, closed.slug, "propose-result")
    lower(monkeypatch, TOO_FEW)

    answer = adopt(counter, session, closed.slug)

    assert answer.status_code == 409
    assert "Er is niets gepubliceerd" in answer.text
    assert listing.list_publications(session, closed) == []
    session.refresh(closed)
    assert closed.stage is Stage.COUNTED


def test_a_study_that_takes_too_long_stops_no_result(
    session: Session, closed: BudgetRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = read_config(closed)
    ballots = read_cast_ballots(session, closed, config)
    whole = counting.count_apart(config, ballots)
    monkeypatch.setattr(counting, "OF_A_STUDY", Allowance(seconds=0.01))

    without = counting.count_apart(config, ballots)

    assert without.result_hash == whole.result_hash
    assert "studies" in whole.figures_json
    assert "studies" not in without.figures_json
