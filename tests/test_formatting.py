"""How amounts, numbers and moments are written."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from pb import formatting as f

NB = "\u00a0"
SUNDAY_EVENING = datetime(2026, 11, 29, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [
        pytest.param(123_400, f"€{NB}1.234", "€1,234", id="whole euros"),
        pytest.param(123_450, f"€{NB}1.234,50", "€1,234.50", id="cents"),
        pytest.param(5, f"€{NB}0,05", "€0.05", id="less than a euro"),
        pytest.param(0, f"€{NB}0", "€0", id="nothing"),
        pytest.param(-500, f"€{NB}-5", "-€5", id="a debt"),
        pytest.param(Fraction(600, 2), f"€{NB}3", "€3", id="a whole fraction"),
    ],
)
def test_writes_euros(cents: int, dutch: str, english: str) -> None:
    assert f.euro(cents) == dutch
    assert f.euro(cents, locale="en") == english


def test_keeps_every_digit_of_a_large_amount() -> None:
    assert f.euro(90_071_992_547_409_931) == f"€{NB}900.719.925.474.099,31"


def test_refuses_to_round_in_silence() -> None:
    with pytest.raises(ValueError, match="not a whole number of cents"):
        f.euro(Fraction(100, 3))


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        pytest.param(Fraction(100, 3), f"€{NB}0,33", id="down"),
        pytest.param(Fraction(200, 3), f"€{NB}0,67", id="up"),
        pytest.param(Fraction(1, 2), f"€{NB}0,01", id="half goes up"),
        pytest.param(Fraction(-1, 2), f"€{NB}-0,01", id="half of a debt"),
        pytest.param(Fraction(99_999, 10), f"€{NB}100", id="to whole euros"),
    ],
)
def test_rounds_to_the_nearest_cent_when_asked(cents: Fraction, written: str) -> None:
    assert f.euro_rounded(cents) == written


def test_writes_an_amount_in_another_currency() -> None:
    assert f.money(1_050, "PLN") == f"PLN{NB}10,50"


def test_writes_numbers_and_shares() -> None:
    assert f.number(10_081) == "10.081"
    assert f.number(10_081, locale="en") == "10,081"
    assert f.decimal(Fraction(4821, 2000), 2) == "2,41"
    assert f.percentage(8_227, 48_210, 1) == "17,1%"
    assert f.percentage(1, 2) == "50%"
    assert f.percentage(3, 0) == "–"
    assert f.percentage(2_549, 2_553) == "99%"
    assert f.percentage(2_553, 2_553) == "100%"


def test_writes_moments_on_the_clock_of_amsterdam() -> None:
    assert f.moment(SUNDAY_EVENING) == "zondag 29 november 2026, 20.00 uur"
    assert f.moment(SUNDAY_EVENING, locale="en") == "Sunday 29 November 2026, 20:00"
    assert f.moment_short(SUNDAY_EVENING) == "zondag 29 november, 20.00 uur"
    assert f.day(SUNDAY_EVENING) == "zondag 29 november 2026"
    assert f.day_year(SUNDAY_EVENING) == "29 november 2026"
    assert f.day_short(SUNDAY_EVENING) == "29 nov"
    assert f.calendar_day(date(2026, 11, 29)) == "29 november 2026"
    assert f.iso(SUNDAY_EVENING) == "2026-11-29T19:00:00Z"


def test_knows_summer_time() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert f.hour(before) == "2.30 uur"
    assert f.hour(before + timedelta(hours=1)) == "2.30 uur"
    assert f.hour(before + timedelta(hours=2)) == "3.30 uur"


def test_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        f.moment(datetime(2026, 11, 29, 20))  # noqa: DTZ001  # the fault itself


@pytest.mark.parametrize(
    ("left", "written"),
    [
        pytest.param(timedelta(weeks=5, days=6), "5 weken", id="weeks"),
        pytest.param(timedelta(days=7, hours=23), "7 dagen", id="days"),
        pytest.param(timedelta(hours=47, minutes=59), "47 uur", id="hours"),
        pytest.param(timedelta(minutes=119), "119 minuten", id="minutes"),
        pytest.param(timedelta(minutes=1), "1 minuut", id="one"),
        pytest.param(timedelta(seconds=-1), "0 minuten", id="over"),
    ],
)
def test_never_promises_more_time_than_is_left(left: timedelta, written: str) -> None:
    assert f.time_left(SUNDAY_EVENING + left, SUNDAY_EVENING) == written


def test_gives_lengths_for_pictures() -> None:
    assert f.svg_percent(1, 3) == "33.3%"
    assert f.svg_percent(Fraction(1, 2), 1) == "50.0%"
    assert f.svg_percent(5, 3) == "100.0%"
    assert f.svg_percent(-1, 3) == "0.0%"
    assert f.svg_percent(1, 0) == "0%"


def test_groups_a_code_as_in_the_letter() -> None:
    assert f.grouped("K7QM4RTX9WPA3HC3") == "K7QM-4RTX-9WPA-3HC3"
