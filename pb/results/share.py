"""What goes along with a link to a result: a text, and a picture of our own making."""

import io
from pathlib import Path
from typing import Any

import pypdfium2
from flask_babel import gettext as _
from flask_babel import ngettext

from pb.formatting import number
from pb.results.page import ResultPage
from pb.results.printing import print_sheet
from pb.results.report_contest import headline, name_of

TEMPLATE = Path(__file__).with_name("card.typ")
PIXELS_PER_POINT = 2
MOST_PLANS = 3  # named on the picture


def share_text(page: ResultPage) -> str:
    """Return one line about a result, in the visitor's language, to pass on."""
    amount = page.contests[0].teller.amount
    if not page.funded:
        return str(_("%(round)s: geen plan krijgt geld.", round=page.published.title))
    plans = ngettext(
        "%(num)s plan krijgt geld", "%(num)s plannen krijgen geld", page.funded
    )
    return str(
        _(
            "%(round)s: %(plans)s. Samen %(cost)s.",
            round=page.published.title,
            plans=plans,
            cost=amount(page.cost),
        )
    )


def make_card(page: ResultPage, *, site: str) -> bytes:
    """Return the picture of a result as PNG, in Dutch.

    Args:
        page: Made for Dutch.
        site: The name of the installation.

    Raises:
        FontMissing: No fit font is installed.
        PressBroke: The process ended without a picture.
    """
    return _picture(print_sheet(TEMPLATE, _order(page, site)))


def _order(page: ResultPage, site: str) -> dict[str, Any]:
    amount = page.contests[0].teller.amount
    funded = [(c, line) for c in page.contests for line in c.funded]
    dearest = sorted(funded, key=lambda pair: -pair[1].cost)[:MOST_PLANS]
    return {
        "title": f"Uitslag {page.published.title}",
        "site": site,
        "headline": headline(page.funded),
        "lead": page.published.title,
        "parts": [
            {
                "share": part.cents / (page.budget or 1),
                "tone": part.tone,
                "label": part.label or "Zonder onderwerp",
            }
            for contest in page.contests
            for part in contest.parts
            if part.cents
        ],
        "plans": [
            [name_of(line), contest.teller.amount(line.cost)]
            for contest, line in dearest
        ],
        "foot": f"{amount(page.cost)} verdeeld door {number(page.ballots)} bewoners",
        "has_legend": len(page.contests) == 1,
        "note": "",
    }


def _picture(pdf: bytes) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=PIXELS_PER_POINT).to_pil()
    document.close()
    file = io.BytesIO()
    image.convert("RGB").save(file, "PNG", optimize=True)
    return file.getvalue()
