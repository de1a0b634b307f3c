"""What people type, made fit to keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb.projects.texts import has_control, one_line, paragraphs, says_something


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bankjes  bij\tde plas ", "Bankjes bij de plas"),
        ("Een\r\ntwee", "Een twee"),
        ("06\u00a012345678\u202c", "06 12345678"),
        ("Cafe\u0301", "Café"),
        ("👩\u200d👧 samen", "👩\u200d👧 samen"),
        ("حديقة", "حديقة"),
    ],
)
def test_one_line_is_one_line_in_one_way_of_writing(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@pytest.mark.parametrize("sign", ["\r\n", "\r", "\x0b", "\x0c", "\u2028", "\x85"])
def test_every_kind_of_new_line_is_a_new_line(sign: str) -> None:
    assert paragraphs(f"een{sign}twee") == "een\ntwee"
    assert not has_control(f"een{sign}twee")


@given(st.text())
def test_cleaned_text_is_clean_and_stays_as_it_is(typed: str) -> None:
    for clean in (one_line, paragraphs):
        cleaned = clean(typed)
        assert clean(cleaned) == cleaned
        assert not has_control(cleaned)
    assert "\n" not in one_line(typed)


@pytest.mark.parametrize("text", ["", " ", "!?", "\u200d", "—", "👩"])
def test_a_text_without_letters_says_nothing(text: str) -> None:
    assert not says_something(text)
