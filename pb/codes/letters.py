"""Letters as PDF: the same text for everyone in an area, a code for each."""

import io
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from pb.codes.fonts import ARABIC_FAMILY, Face
from pb.codes.letter import Letter, LetterText, Style

LETTER = Path(__file__).with_name("letter.typ")
MONOSPACED = "DejaVu Sans Mono"  # typst brings it along


class LetterDoesNotFit(Exception):
    """A letter needs more pages than it has: some text is too long."""


QUIET_ZONE = 4  # modules, as the standard asks


def code_address(public_url: str, code: str) -> str:
    """Return what the QR code holds: the code stands behind the #, for nobody's log."""
    return f"{public_url}/stem#{code}"


def print_letter(
    text: LetterText, letter: Letter, *, style: Style, public_url: str, face: Face
) -> bytes:
    """Return a PDF of one letter, tagged for a screen reader."""
    [own] = _own([letter], public_url)
    order = _order("whole", text, style, [own])
    return typeset(LETTER, order, face, standards=["ua-1"])


def print_letters(
    text: LetterText,
    letters: Sequence[Letter],
    *,
    style: Style,
    public_url: str,
    face: Face,
) -> bytes:
    """Return a PDF with these letters; `proof` says whether it is right.

    What they share is typeset once. A sheet in a PDF can't be tagged, which only
    who reads from a screen would miss.

    Raises:
        LetterDoesNotFit: The text is too long for its pages.
    """
    own = _own(letters, public_url)
    sheet = _order("sheet", text, style, own[:1])
    with _compiler(LETTER, sheet, face) as compiler:
        places = _told(compiler, "<place>")
        if _told(compiler, "<pages>") != [style.pages]:
            raise LetterDoesNotFit
        shared = cast(bytes, compiler.compile(format="pdf"))
    order = _order("filled", text, style, own)
    order |= {"places": places, "pages": style.pages}
    return typeset(LETTER, order, face, files={"sheet.pdf": shared})


def _own(letters: Sequence[Letter], public_url: str) -> list[dict[str, Any]]:
    addresses = [code_address(public_url, letter.code) for letter in letters]
    mask = best_mask(addresses[0])
    return [
        {**asdict(letter), "qr": qr_picture(address, mask)}
        for letter, address in zip(letters, addresses, strict=True)
    ]


def _order(
    mode: str, text: LetterText, style: Style, letters: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "mode": mode,
        "common": asdict(text),
        "style": asdict(style),
        "letters": letters,
    }


def typeset(
    template: Path,
    order: dict[str, Any],
    face: Face,
    *,
    files: Mapping[str, bytes] = MappingProxyType({}),
    standards: Sequence[str] = (),
) -> bytes:
    """Return the PDF that a template makes of an order; text enters as data."""
    with _compiler(template, order, face, files) as compiler:
        pdf = compiler.compile(format="pdf", pdf_standards=list(standards))
    return cast(bytes, pdf)  # a list is for pictures, nothing for a file


@contextmanager
def _compiler(
    template: Path,
    order: dict[str, Any],
    face: Face,
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Iterator[Any]:
    # Only the press needs these 80 MB.
    import typst

    given = {**order, "families": [face.family, ARABIC_FAMILY, MONOSPACED]}
    with tempfile.TemporaryDirectory() as folder:
        face.copy_to(Path(folder))
        given_files = {**files, template.name: template.read_bytes()}
        for name, content in given_files.items():
            Path(folder, name).write_bytes(content)
        yield typst.Compiler(
            Path(folder, template.name),
            root=folder,  # nothing else can be read
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[folder]),
            sys_inputs={"order": json.dumps(given)},
        )


def _told(compiler: Any, label: str) -> list[Any]:
    """Return what the template tells under a label."""
    return cast(list[Any], json.loads(compiler.query(label, field="value")))


def best_mask(address: str) -> int:
    """Return which of the eight patterns spreads dark and light best.

    Weighing them takes most of the time of making a QR code. The addresses of one
    batch differ in the last quarter only, so one choice serves them all.
    """
    qr = QRCode(error_correction=ERROR_CORRECT_Q)
    qr.add_data(address, optimize=0)
    qr.best_fit()
    return int(qr.best_mask_pattern())


def qr_picture(address: str, mask: int) -> str:
    """Return a QR code as SVG: one path, a unit for each module."""
    qr = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, mask_pattern=mask)
    qr.add_data(address, optimize=0)
    qr.make(fit=True)
    rows = qr.get_matrix()
    path = io.StringIO()
    for y, row in enumerate(rows):
        for start, length in _dark_runs(row):
            path.write(f"M{start} {y}h{length}v1h-{length}z")
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path d="{path.getvalue()}"/></svg>'
    )


def _dark_runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
