"""Letters as PDF: the same text for everyone in an area, a code for each."""

import io
import json
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from pb.codes.fonts import Face

TEMPLATE = Path(__file__).with_name("letter.typ")
QUIET_ZONE = 4  # modules, as the standard asks


@dataclass(frozen=True, slots=True)
class LetterText:
    """What all letters of an area say."""

    title: str  # of the file
    round: str
    site: str
    owner: str
    return_address: str
    budget: str
    place: str
    plans: str
    opens_at: str
    closes_at: str
    address: str  # where a code is typed, as one reads it out
    help: str
    visit: str
    note: str

    def printable(self) -> "LetterText":
        """Return the same without signs that print nothing."""
        return LetterText(
            **{name: _printable(value) for name, value in asdict(self).items()}
        )

    def __str__(self) -> str:
        return "".join(asdict(self).values())


def _printable(text: str) -> str:
    return "".join(
        sign
        for sign in text
        if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf"}
    )


def code_address(public_url: str, code: str) -> str:
    """Return what the QR code holds: the code stands behind the #, for nobody's log."""
    return f"{public_url}/stem#{code}"


def print_letters(
    text: LetterText, codes: Sequence[str], *, public_url: str, face: Face
) -> bytes:
    """Return a PDF with a page for each code; `proof` says whether it is right."""
    # Only the worker needs these 80 MB.
    import typst

    addresses = [code_address(public_url, code) for code in codes]
    mask = best_mask(addresses[0])
    order = {
        "common": asdict(text),
        "family": face.family,
        "letters": [
            {"code": code, "qr": qr_picture(address, mask)}
            for code, address in zip(codes, addresses, strict=True)
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        face.copy_to(Path(folder))
        compiler = typst.Compiler(
            TEMPLATE.read_bytes(),
            root=folder,  # nothing else can be read
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[folder]),
            sys_inputs={"order": json.dumps(order)},
        )
        pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    return cast(bytes, pdf)  # a list is for pictures, nothing for a file


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
