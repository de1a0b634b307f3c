"""Amounts and moments, as people type them."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from pb.web.fields import (
    MAX_CENTS,
    AmbiguousAmount,
    AmsterdamDateTimeField,
    EuroField,
    NotAnAmount,
    one_line,
    paragraphs,
    read_euros,
    write_euros,
)


class SampleForm(Form):
    """One field of each kind."""

    amount = EuroField("Bedrag")
    at = AmsterdamDateTimeField("Wanneer")


def sent(app: Flask, **fields: str) -> SampleForm:
    with app.test_request_context():
        form = SampleForm(MultiDict(fields))
        form.validate()
        return form


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12500", 1_250_000),
        ("12.500", 1_250_000),
        ("12 500", 1_250_000),
        ("12.500,50", 1_250_050),
        ("12500,05", 1_250_005),
        ("€ 12500", 1_250_000),
        ("€\u00a012.500,-", 1_250_000),
        ("300 euro", 30_000),
        ("0", 0),
        (" 1.234.567 ", 123_456_700),
        ("10000000000", MAX_CENTS),
    ],
)
def test_reads_an_amount_exactly(typed: str, cents: int) -> None:
    assert read_euros(typed) == cents


@pytest.mark.parametrize(
    "typed", ["12.50", "1.5", "1,5", "1,500", "1.500,5", "1,234.56"]
)
def test_asks_again_when_an_amount_could_mean_two_things(typed: str) -> None:
    with pytest.raises(AmbiguousAmount):
        read_euros(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "-5", "1e5", "0x10", "1_000", "twaalf", "12.5000", "1.23.456", "1.234 567",
        "١٢", "５", "5\x00", "5\n", "nan", "inf", "€", "€€5",
        "10.000.000.000,01", "9" * 400,
    ],
)  # fmt: skip
def test_refuses_what_is_no_amount(typed: str) -> None:
    with pytest.raises(NotAnAmount):
        read_euros(typed)


@pytest.mark.parametrize("cents", [0, 5, 99, 100, 123_456, 100_000_000, MAX_CENTS])
def test_what_is_written_is_read_back(cents: int) -> None:
    assert read_euros(write_euros(cents)) == cents


def test_a_wrong_amount_comes_back_as_typed_with_an_error(app: Flask) -> None:
    form = sent(app, amount="12.50")

    assert form.amount.data is None
    assert "12.500,50" in form.amount.errors[0]
    assert 'value="12.50"' in form.amount()


def test_a_moment_is_read_on_the_clock_of_amsterdam(app: Flask) -> None:
    summer, winter = sent(app, at="2027-07-01T09:00"), sent(app, at="2027-01-01T09:00")

    assert summer.at.data == datetime(2027, 7, 1, 7, tzinfo=UTC)
    assert winter.at.data == datetime(2027, 1, 1, 8, tzinfo=UTC)


def test_the_hour_that_march_skips_is_an_error_at_the_field(app: Flask) -> None:
    form = sent(app, at="2027-03-28T02:30")

    assert form.at.data is None
    assert "bestaat niet" in form.at.errors[0]
    assert 'value="2027-03-28T02:30"' in form.at()


def test_the_hour_that_october_shows_twice_is_its_first(app: Flask) -> None:
    form = sent(app, at="2027-10-31T02:30")

    assert form.at.data == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["2027-02-31T09:00", "2027-W01", "0001-01-01T00:00", "9999-12-31T23:59", "morgen",
     "2027-07-01T09:00+02:00", "2027-07-01", "2027-07-01T09:00\x00"],
)  # fmt: skip
def test_what_is_no_moment_is_an_error_at_the_field(app: Flask, typed: str) -> None:
    form = sent(app, at=typed)

    assert form.at.data is None
    assert "Vul een dag en een tijd in" in form.at.errors[0]


def test_a_stored_moment_is_shown_on_the_clock_of_amsterdam(app: Flask) -> None:
    with app.test_request_context():
        form = SampleForm(data={"at": datetime(2027, 7, 1, 7, tzinfo=UTC)})

        assert 'value="2027-07-01T09:00"' in form.at()


def test_no_text_turns_around_what_stands_behind_it() -> None:
    typed = "goed\u202e keur\u202c \u2066nu\u2069 \U0001f469\u200d\U0001f467"

    assert one_line(typed) == paragraphs(typed) == "goed keur nu 👩\u200d👧"
