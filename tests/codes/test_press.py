"""The press: a process of its own, told by pipe, watched from outside."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pb.codes import press
from pb.codes.fonts import Face, face_for
from pb.codes.letter import Letter, LetterText, Style, new_letter
from pb.codes.letters import LetterDoesNotFit
from pb.codes.press import PressBroke, press_letters
from tests.codes.reading import read_pages
from tests.codes.test_print_letters import TEXT, URL


def printed(
    letters: list[Letter], *, text: LetterText = TEXT, face: Face | None = None
) -> bytes:
    face = face or face_for(str(text))
    return press_letters(text, letters, style=Style(), public_url=URL, face=face)


def test_letters_come_out_checked() -> None:
    letters = [new_letter() for _ in range(3)]

    pdf = printed(letters)

    assert [page.qr for page in read_pages(pdf)] == [
        [f"{URL}/stem#{letter.code}"] for letter in letters
    ]


def test_text_that_is_too_long_is_told_apart() -> None:
    text = replace(TEXT, then="Bel ons gerust. " * 150)

    with pytest.raises(LetterDoesNotFit):
        printed([new_letter()], text=text)


def test_a_press_that_breaks_says_so() -> None:
    face = replace(face_for(str(TEXT)), regular=Path("/nowhere.ttf"))

    with pytest.raises(PressBroke, match="exit status 1"):
        printed([new_letter()], face=face)


def test_a_press_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "WITHIN", 0.01)

    with pytest.raises(PressBroke, match="no letters") as caught:
        printed([new_letter()])

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
    letter = new_letter(("Mevrouw Geheim", "Straat 1", "3000 AA  ROTTERDAM"))
    printed([letter])

    told = [letter.code, letter.number, "Geheim"]
    assert not [word for word in told if word in str(seen)]
    assert "the code key" not in str(seen)
