"""Reading a printed letter with other means than the product's own proof."""

from dataclasses import dataclass

import pypdfium2
import zxingcpp

from pb.site.window import LEFT, Window

MM = 72 / 25.4  # points


@dataclass(frozen=True)
class Page:
    """What a camera and a person see on one page."""

    qr: list[str]
    text: str
    in_window: str  # what shows in the envelope's window


def read_pages(pdf: bytes, dpi: int = 110, window: Window = LEFT) -> list[Page]:
    """Render every page and read it."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [_read(page, dpi, window) for page in document]
    document.close()
    return pages


def _read(page: pypdfium2.PdfPage, dpi: int, window: Window) -> Page:
    bitmap = page.render(scale=dpi / 72)
    codes = [found.text for found in zxingcpp.read_barcodes(bitmap.to_pil())]
    words = page.get_textpage()
    height = page.get_height()
    seen = words.get_text_bounded(
        left=window.left * MM,
        top=height - window.top * MM,
        right=(window.left + window.width) * MM,
        bottom=height - (window.top + window.height) * MM,
    )
    text = words.get_text_range()
    words.close()
    page.close()
    return Page(codes, " ".join(text.split()), " ".join(seen.split()))


def code_in(page: Page) -> str:
    """Return the code on a page, taken from its QR code."""
    return page.qr[0].partition("#")[2]
