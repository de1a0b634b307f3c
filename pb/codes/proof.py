"""Reading letters back, as a camera and a person would, before they leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pb.codes.letter import Letter
from pb.codes.letters import LetterDoesNotFit, code_address

if TYPE_CHECKING:
    import pypdfium2

DPI = 110
A_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
FROM_RIGHT_TO_LEFT = {"R", "AL", "AN"}


class MisprintedLetter(Exception):
    """A page does not show the letter it was made for, and nothing else."""


def check_letters(
    pdf: bytes,
    letters: Sequence[Letter],
    *,
    public_url: str,
    pages: int = 1,
    start: int = 0,
    stop: int | None = None,
) -> None:
    """Read every page: its QR code from the picture, all else from the text.

    Args:
        pdf: With all these letters.
        letters: What it must show.
        public_url: Where a QR code leads.
        pages: How many each letter has; the code stands on the first.
        start: The first letter to read; the pages are counted in any case.
        stop: Where to stop.

    Raises:
        LetterDoesNotFit: There are more pages than the letters have.
        MisprintedLetter: A page differs, or is missing. The message holds no code.
    """
    # Only the press needs these.
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        if len(document) > pages * len(letters):
            raise LetterDoesNotFit
        if len(document) < pages * len(letters):
            raise MisprintedLetter(f"{len(document)} pages, {len(letters)} letters")
        last = len(letters) if stop is None else stop
        for number in range(pages * start, pages * last):
            letter, side = letters[number // pages], number % pages
            if not _shows(document[number], letter, public_url, has_code=side == 0):
                raise MisprintedLetter(f"page {number + 1}")
    finally:
        document.close()


def _shows(
    page: pypdfium2.PdfPage, letter: Letter, public_url: str, *, has_code: bool
) -> bool:
    text = _text(page)
    pictured = _pictured(page)
    page.close()
    if letter.number not in text:
        return False
    if not has_code:
        return not pictured and not A_CODE.search(text)
    return (
        pictured == [code_address(public_url, letter.code)]
        and A_CODE.findall(text) == [letter.code]
        and not _lacks_address(letter, text)
    )


def _lacks_address(letter: Letter, text: str) -> bool:
    """Say whether a line of the address is not on the page.

    Lines that run from right to left come out of a PDF in another order.
    """
    return any(
        _plain(line) not in text
        for line in letter.address
        if not any(unicodedata.bidirectional(s) in FROM_RIGHT_TO_LEFT for s in line)
    )


def _pictured(page: pypdfium2.PdfPage) -> list[str]:
    import zxingcpp

    bitmap = page.render(scale=DPI / 72, grayscale=True)
    found = zxingcpp.read_barcodes(
        bitmap.to_numpy(),
        formats=zxingcpp.barcode_formats_from_str("QRCode"),
        # Upright and dark on light, or it is not what was ordered.
        try_rotate=False,
        try_invert=False,
        try_downscale=False,
    )
    bitmap.close()
    return [barcode.text for barcode in found]


def _text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    text = _plain(text_page.get_text_range())
    text_page.close()
    return text


def _plain(text: str) -> str:
    """Return text without what a line break or a ligature changes."""
    return "".join(unicodedata.normalize("NFKC", text).split())
