"""The press: a process of its own, told by pipe, watched from outside."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pb.codes import press
from pb.codes.code import generate
from pb.codes.fonts import face_for
from pb.codes.press import PressBroke, press_letters
from pb.codes.proof import LetterDoesNotFit
from tests.codes.reading import read_pages
from tests.codes.test_print_letters import TEXT, URL


def test_letters_come_out_checked() -> None:
    codes = [generate() for _ in range(3)]

    pdf = press_letters(TEXT, codes, public_url=URL, face=face_for(str(TEXT)))

    assert [page.qr for page in read_pages(pdf)] == [
        [f"{URL}/stem#{code}"] for code in codes
    ]


def test_text_that_is_too_long_is_told_apart() -> None:
    text = replace(TEXT, help="Bel ons gerust. " * 150)

    with pytest.raises(LetterDoesNotFit):
        press_letters(text, [generate()], public_url=URL, face=face_for(str(text)))


def test_a_press_that_breaks_says_so() -> None:
    face = replace(face_for(str(TEXT)), regular=Path("/nowhere.ttf"))

    with pytest.raises(PressBroke, match="exit status 1"):
        press_letters(TEXT, [generate()], public_url=URL, face=face)


def test_a_press_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "WITHIN", 0.01)

    with pytest.raises(PressBroke, match="no letters") as caught:
        press_letters(TEXT, [generate()], public_url=URL, face=face_for(str(TEXT)))

    assert caught.value.__cause__ is None  # it would hold what was sent


def test_codes_and_secrets_are_not_in_arguments_or_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T6: `ps` shows both to others."""
    monkeypatch.setenv("BUURTGELD_CODE_KEY", "the code key")
    seen: dict[str, Any] = {}
    run = subprocess.run

    def note_and_run(*args: Any, **kwargs: Any) -> Any:
        seen.update(args=args, env=kwargs["env"])
        return run(*args, **kwargs)

    monkeypatch.setattr(subprocess, "run", note_and_run)
    code = generate()
    press_letters(TEXT, [code], public_url=URL, face=face_for(str(TEXT)))

    assert code not in str(seen)
    assert "the code key" not in str(seen)
