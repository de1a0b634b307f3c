"""The report of a result as PDF, made by a process of its own."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pb.codes.fonts import CharactersMissing, Face, face_for, installed_faces
from pb.codes.press import press_sheet

TEMPLATE = Path(__file__).with_name("report.typ")
STANDARD = "ua-1"  # for who has a page read aloud
UNKNOWN = "?"
NOTE = (
    "Een letter die dit verslag niet kan afdrukken, staat er als ?. Op de website en in"
    " de bestanden staat de hele tekst."
)


def print_report(order: dict[str, Any]) -> bytes:
    """Return the report as a tagged PDF; equal orders give equal bytes.

    Args:
        order: As `report.make_report` returns it.

    Raises:
        FontMissing: No fit font is installed.
        PressBroke: The process ended without a report.
    """
    return print_sheet(TEMPLATE, order, standards=[STANDARD])


def print_sheet(
    template: Path, order: dict[str, Any], *, standards: Sequence[str] = ()
) -> bytes:
    """Return what a template makes of an order, in letters that can be printed.

    Raises:
        FontMissing: No fit font is installed.
        PressBroke: The process ended without a sheet.
    """
    face, printable = _in_letters_of_a_face(order)
    return press_sheet(template, printable, face=face, standards=standards)


def _in_letters_of_a_face(order: dict[str, Any]) -> tuple[Face, dict[str, Any]]:
    """Return a face, and the order without what that face can't print.

    A name in a file from elsewhere may hold any character, and the result of that
    round needs its report all the same; so it is told what was left out.
    """
    text = json.dumps(order, ensure_ascii=False)
    try:
        return face_for(text), order
    except CharactersMissing as missing:
        table = dict.fromkeys(map(ord, missing.characters), UNKNOWN)
        kept = json.loads(text.translate(table))
        return installed_faces()[0], kept | {"note": NOTE}
