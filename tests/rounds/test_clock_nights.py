"""The clock opens and closes to the second, also in the nights that it is set (T21).

Nothing runs at a moment: every page and every ballot computes the phase, so it does
not matter which worker is down.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from pb import clock
from pb.formatting import moment
from pb.models import BudgetRound
from pb.rounds.phases import Phase, Stage
from tests.factories import make_round
from tests.pages import PageClient
from tests.voting.factories import Vote, cast, enter, make_vote

SECOND, TINY = timedelta(seconds=1), timedelta(microseconds=1)
# In March two o'clock becomes three; in October three o'clock becomes two.
SPRING = (datetime(2026, 3, 29, 0, 30), datetime(2026, 3, 29, 3, 30))  # noqa: DTZ001
AUTUMN = (datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 3, 30))  # noqa: DTZ001
NIGHTS = {"spring": (*SPRING, 2), "autumn": (*AUTUMN, 4)}


@pytest.fixture(params=list(NIGHTS.values()), ids=list(NIGHTS))
def night(request: pytest.FixtureRequest) -> tuple[datetime, datetime, int]:
    """Return half past midnight and half past three, in UTC, and the hours between."""
    begins, ends, hours = request.param
    return clock.to_utc(begins), clock.to_utc(ends), hours


@pytest.fixture
def vote(session: Session, night: tuple[datetime, datetime, int]) -> Iterator[Vote]:
    """A round in which people vote from half past midnight until half past three."""
    begins, ends, _hours = night
    with time_machine.travel(begins - timedelta(days=1), tick=False):
        yield make_vote(
            session,
            codes=3,
            of_round={
                "opens_at": begins,
                "closes_at": ends,
                "collecting_opens_at": begins - timedelta(weeks=8),
                "collecting_closes_at": begins - timedelta(weeks=4),
            },
        )


def test_a_vote_in_such_a_night_lasts_as_long_as_the_clock_says(
    night: tuple[datetime, datetime, int],
) -> None:
    begins, ends, hours = night

    assert ends - begins == timedelta(hours=hours)
    assert "0.30 uur" in moment(begins)
    assert "3.30 uur" in moment(ends)


def test_ballots_are_taken_from_the_first_second_to_the_last(
    client: PageClient, vote: Vote
) -> None:
    with time_machine.travel(vote.opens_at - SECOND, tick=False):
        early = enter(PageClient(client.application), vote.codes[0])
    with time_machine.travel(vote.opens_at, tick=False):
        first = cast(PageClient(client.application), vote.codes[0], vote.plans[0])
    with time_machine.travel(vote.closes_at - SECOND, tick=False):
        last = cast(PageClient(client.application), vote.codes[1], vote.plans[0])
    with time_machine.travel(vote.closes_at, tick=False):
        late = enter(PageClient(client.application), vote.codes[2])

    answers = [answer.status_code for answer in (early, first, last, late)]
    assert answers == [409, 200, 200, 409]


def test_every_phase_turns_at_its_microsecond(
    session: Session, night: tuple[datetime, datetime, int]
) -> None:
    begins, ends, _hours = night
    budget_round = BudgetRound(stage=Stage.ARMED, opens_at=begins, closes_at=ends)
    collecting = BudgetRound(
        stage=Stage.ANNOUNCED, collecting_opens_at=begins, collecting_closes_at=ends
    )

    around = (begins - TINY, begins, ends - TINY, ends)
    phases = [budget_round.phase(at) for at in around]
    others = [collecting.phase(at) for at in around]
    assert phases == [Phase.FROZEN, Phase.VOTING, Phase.VOTING, Phase.CLOSED]
    assert others == [
        Phase.DRAFT,
        Phase.COLLECTING,
        Phase.COLLECTING,
        Phase.REVIEWING,
    ]


def test_the_hour_that_comes_twice_is_two_different_hours(session: Session) -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 2.30, summer time
    second = first + timedelta(hours=1)  # 2.30 again, winter time
    budget_round = make_round(
        session, stage=Stage.ARMED, config_json="{}", config_hash="0" * 64,
        opens_at=first, closes_at=second,
    )  # fmt: skip

    assert moment(first) == moment(second)
    assert budget_round.phase(first) is Phase.VOTING
    assert budget_round.phase(second - TINY) is Phase.VOTING
    assert budget_round.phase(second) is Phase.CLOSED


def test_a_moment_of_the_skipped_hour_is_refused() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        clock.to_utc(datetime(2026, 3, 29, 2, 30))  # noqa: DTZ001
