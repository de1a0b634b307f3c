"""Printing letters and reading every one of them back, against only typesetting."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

from bench.rows import IS_SHORT, Row, side_by_side
from pb.codes.fonts import Face, face_for
from pb.codes.letter import Letter, LetterText, Style, new_letter
from pb.codes.letter_text import write_text
from pb.codes.letters import print_letters
from pb.codes.press import press_letters
from pb.rounds.configuration import FINAL, FrozenArea, FrozenConfig
from pb.site.settings import SiteSettings
from tests.factories import NOW

LETTERS = 50 if IS_SHORT else 500  # one batch of the worker
URL = "https://stem.example.nl"
ADDRESS = ("Mevrouw F. el Amrani-de Vries", "Slaak 12", "3061 CZ  ROTTERDAM")


def rows() -> Iterator[Row]:
    """Measure one batch, as the worker makes it."""
    letters = [new_letter(ADDRESS) for _ in range(LETTERS)]
    text = _text()
    face = face_for(str(text) + "".join(ADDRESS))
    ours, theirs = side_by_side(
        lambda: press_letters(text, letters, style=Style(), public_url=URL, face=face),
        lambda: _typeset(text, letters, face),
    )
    yield Row(
        f"print {LETTERS} letters, every QR code read back",
        "typesetting them, in one process",
        LETTERS / ours,
        LETTERS / theirs,
        "letters/s",
    )


def _typeset(text: LetterText, letters: list[Letter], face: Face) -> bytes:
    return print_letters(text, letters, style=Style(), public_url=URL, face=face)


def _text() -> LetterText:
    contest = SimpleNamespace(budget_limit=30_000_000, projects=[None] * 12)
    config = SimpleNamespace(
        title="Buurtbudget",
        currency="EUR",
        opens_at=NOW,
        closes_at=NOW,
        recast=FINAL,
        shows_receipt=True,
        contests_for=lambda _area: [contest],
    )
    return write_text(
        cast(FrozenConfig, config),
        FrozenArea(id="1", name="Rubroek", letters_sent=LETTERS),
        site=SiteSettings(contact_phone="14 010", contact_email="stem@example.nl"),
        public_url=URL,
    )
