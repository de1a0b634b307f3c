"""The words of offers, matches and places."""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.community.matching import Reason
from pb.projects.themes import theme_of

KINDS: dict[str, LazyString] = {
    "hands": _l("Handen: ik help mee"),
    "skills": _l("Kennis: ik kan iets goed"),
    "materials": _l("Spullen: ik heb iets te leen of te geef"),
    "place": _l("Een plek: ik heb ruimte"),
}
SHORT_KINDS: dict[str, LazyString] = {
    "hands": _l("Handen"),
    "skills": _l("Kennis"),
    "materials": _l("Spullen"),
    "place": _l("Plek"),
    "support": _l("Hulp van een medewerker"),
}
KIND_ICONS = {
    "hands": "people",
    "skills": "edit",
    "materials": "ball",
    "place": "home",
    "support": "person",
}
TIMES: dict[str, LazyString] = {
    "workday": _l("Doordeweeks overdag"),
    "evening": _l("’s Avonds"),
    "weekend": _l("In het weekend"),
}
STATES: dict[str, tuple[LazyString, str]] = {
    "asked": (_l("Nog niet bevestigd"), "wait"),
    "open": (_l("Te vragen"), "ok"),
    "closed": (_l("Gestopt"), ""),
}
ACCESS: dict[str, LazyString] = {
    "step-free": _l("Zonder drempel naar binnen"),
    "lift": _l("Lift, of alles op de begane grond"),
    "toilet": _l("Toilet voor rolstoelen"),
    "hearing": _l("Ringleiding voor wie slecht hoort"),
    "transport": _l("Halte dichtbij"),
}
ANSWERS: dict[str, tuple[LazyString, str]] = {
    "": (_l("Nog geen antwoord"), "wait"),
    "yes": (_l("Zegt ja"), "ok"),
    "no": (_l("Zegt nee"), "stop"),
}


def why(points: dict[str, Any]) -> str:
    """Return in words what points were given for."""
    about = str(points["about"])
    times = " ".join(str(TIMES[t]) for t in about.split() if t in TIMES)
    theme = theme_of(about)
    words = {
        Reason.SAME_AREA: _("zelfde wijk (%(area)s)", area=about),
        Reason.EVERYWHERE: _("de hele deelgemeente is goed"),
        Reason.SAME_THEME: _("zelfde onderwerp (%(theme)s)", theme=_label(theme)),
        Reason.ANY_THEME: _("elk onderwerp is goed"),
        Reason.WORDS: _("zelfde woorden: %(words)s", words=about),
        Reason.TIME: _("het moment past: %(times)s", times=times),
    }
    return str(words[Reason(points["reason"])])


def _label(theme: Any) -> str:
    return "" if theme is None else str(theme.label)
