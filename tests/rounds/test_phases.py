"""The phase of a round, to the microsecond, also in the nights the clock changes."""

from datetime import UTC, datetime, timedelta

import pytest

from pb import clock
from pb.models import BudgetRound
from pb.rounds.phases import Phase, Stage

INSTANT = timedelta(microseconds=1)


def make_voting(opens: datetime, closes: datetime) -> BudgetRound:
    return BudgetRound(
        slug="r", title="R", stage=Stage.ARMED, opens_at=opens, closes_at=closes
    )


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        pytest.param("2027-03-27T20:00", "2027-03-28T20:00", 23, id="march"),
        pytest.param("2027-10-30T20:00", "2027-10-31T20:00", 25, id="october"),
        pytest.param("2027-10-31T02:30", "2027-10-31T03:00", 1.5, id="the-twice-hour"),
        pytest.param("2027-03-28T01:59", "2027-03-28T03:00", 1 / 60, id="skipped"),
    ],
)
def test_voting_lasts_from_the_first_moment_until_just_before_the_last(
    opens: str, closes: str, hours: float
) -> None:
    begins = clock.to_utc(datetime.fromisoformat(opens))
    ends = clock.to_utc(datetime.fromisoformat(closes))
    budget_round = make_voting(begins, ends)

    assert ends - begins == timedelta(hours=hours)
    assert budget_round.phase(begins - INSTANT) is Phase.FROZEN
    assert budget_round.phase(begins) is Phase.VOTING
    assert budget_round.phase(ends - INSTANT) is Phase.VOTING
    assert budget_round.phase(ends) is Phase.CLOSED


def test_collecting_is_half_open_too() -> None:
    begins = datetime(2027, 1, 4, 8, tzinfo=UTC)
    ends = datetime(2027, 2, 1, 16, tzinfo=UTC)
    budget_round = BudgetRound(
        slug="r",
        title="R",
        stage=Stage.ANNOUNCED,
        collecting_opens_at=begins,
        collecting_closes_at=ends,
    )

    phases = [
        budget_round.phase(at)
        for at in (begins - INSTANT, begins, ends - INSTANT, ends)
    ]

    assert phases == [
        Phase.DRAFT,
        Phase.COLLECTING,
        Phase.COLLECTING,
        Phase.REVIEWING,
    ]


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.ANNOUNCED, Stage.ARMED}))
def test_the_clock_moves_no_other_stage(stage: Stage) -> None:
    begins = datetime(2027, 1, 4, 8, tzinfo=UTC)
    budget_round = make_voting(begins, begins + timedelta(days=1))
    budget_round.stage = stage

    moments = [begins - INSTANT, begins, begins + timedelta(days=1)]

    assert len({budget_round.phase(at) for at in moments}) == 1


def test_staff_close_after_the_clock_did_and_it_stays_closed() -> None:
    begins = datetime(2027, 1, 4, 8, tzinfo=UTC)
    budget_round = make_voting(begins, begins + timedelta(days=1))
    budget_round.stage = Stage.CLOSED

    assert budget_round.phase(begins) is Phase.CLOSED
