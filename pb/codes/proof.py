"""Reading letters back, as a camera and a person would, before they leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pb.codes.letters import code_address

if TYPE_CHECKING:
    import pypdfium2

DPI = 110
A_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


class LetterDoesNotFit(Exception):
    """A letter needs more than its one page: some text is too long."""


class MisprintedLetter(Exception):
    """A page does not show the code it was made for, and nothing else."""


def check_letters(pdf: bytes, codes: Sequence[str], *, public_url: str) -> None:
    """Read every page: its QR code from the picture, its code from the text.

    Raises:
        LetterDoesNotFit: There are more pages than letters.
        MisprintedLetter: A page differs, or is missing. The message holds no code.
    """
    # Only the worker needs these.
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        if len(document) > len(codes):
            raise LetterDoesNotFit
        if len(document) < len(codes):
            raise MisprintedLetter(f"{len(document)} pages for {len(codes)} letters")
        for index, code in enumerate(codes):
            page = document[index]
            right = _pictured(page) == [code_address(public_url, code)]
            if not right or _written(page) != [code]:
                raise MisprintedLetter(f"page {index + 1}")
            page.close()
    finally:
        document.close()


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


def _written(page: pypdfium2.PdfPage) -> list[str]:
    text_page = page.get_textpage()
    text = "".join(text_page.get_text_range().split())
    text_page.close()
    return A_CODE.findall(text)
