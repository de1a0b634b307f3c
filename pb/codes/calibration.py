"""The sheet to try an envelope with: where its window is, and that nothing shrinks."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from pb.codes.fonts import face_for
from pb.codes.letters import best_mask, qr_picture
from pb.codes.press import press_sheet
from pb.site.settings import SiteSettings

SHEET = Path(__file__).with_name("calibration.typ")


def print_calibration(site: SiteSettings, *, public_url: str, language: str) -> bytes:
    """Return the sheet as PDF; no code stands on it.

    Raises:
        PressBroke: It could not be printed.
    """
    words = _words(site, language)
    address = f"{public_url}/stem"
    order = {
        "words": words,
        "window": asdict(site.letter_window),
        "folds": [
            (99, _("vouw in drieën")),
            (148.5, _("vouw in tweeën")),
            (198, _("vouw in drieën")),
        ],
        "qr": qr_picture(address, best_mask(address)),
    }
    texts = [text for value in words.values() for text in value]
    return press_sheet(SHEET, order, face=face_for("".join(texts)))


def _words(site: SiteSettings, language: str) -> dict[str, Any]:
    window = site.letter_window
    return {
        "language": language,
        "title": _("Proefblad voor de vensterenvelop"),
        "measures": _(
            "Venster: %(left)s mm van links, %(top)s mm van boven, %(width)s mm breed"
            " en %(height)s mm hoog.",
            left=f"{window.left:g}",
            top=f"{window.top:g}",
            width=f"{window.width:g}",
            height=f"{window.height:g}",
        ),
        "return_address": _("Retour: %(address)s", address="Postbus 00000"),
        "address": [
            _("De heer of mevrouw Voorbeeld"),
            "Voorbeeldstraat 123 B",
            "1234 AB  VOORBEELDSTAD",
        ],
        "steps": [
            _("Druk dit blad af op ware grootte: 100%, zonder “passend maken”."),
            _(
                "Meet de lijn hieronder. Is die geen 100 mm, dan klopt de instelling"
                " van de printer niet."
            ),
            _("Vouw het blad en doe het in de envelop."),
            _(
                "Schud de envelop naar elke kant. Ziet u steeds het hele adres en"
                " nooit iets anders? Dan past het."
            ),
            _(
                "Past het niet? Lees de maten af op de linialen. De beheerder zet ze"
                " in BUURTGELD_SITE_LETTER_WINDOW."
            ),
        ],
        "hundred": _("Deze lijn is precies 100 mm lang:"),
        "scan": _(
            "Scan deze code met een telefoon. U komt dan op de pagina waar bewoners"
            " stemmen. Er staat geen stemcode in."
        ),
    }
