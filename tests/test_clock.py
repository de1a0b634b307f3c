"""Wall-clock times in Amsterdam become moments."""

from datetime import UTC, datetime

import pytest

from pb import clock


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        pytest.param((2026, 7, 1, 9), (2026, 7, 1, 7), id="summer"),
        pytest.param((2026, 12, 1, 9), (2026, 12, 1, 8), id="winter"),
        pytest.param((2026, 10, 25, 2, 30), (2026, 10, 25, 0, 30), id="twice"),
    ],
)
def test_becomes_utc(local: tuple[int, ...], moment: tuple[int, ...]) -> None:
    assert clock.to_utc(datetime(*local)) == datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]  # noqa: DTZ001  # a wall clock has no zone


def test_refuses_the_hour_that_march_skips() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        clock.to_utc(datetime(2026, 3, 29, 2, 30))  # noqa: DTZ001  # a wall clock


def test_refuses_a_time_with_a_zone() -> None:
    with pytest.raises(ValueError, match="no zone"):
        clock.to_utc(datetime(2026, 3, 29, tzinfo=UTC))
