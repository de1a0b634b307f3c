"""What kinds of remarks are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

KINDS: dict[str, LazyString] = {
    "question": _l("Vraag"),
    "idea": _l("Idee"),
    "for": _l("Voor"),
    "against": _l("Tegen"),
    "answer": _l("Antwoord"),
}
CHOICES: dict[str, LazyString] = {
    "question": _l("Ik heb een vraag"),
    "idea": _l("Ik heb een idee om het beter te maken"),
    "for": _l("Ik ben voor, want"),
    "against": _l("Ik ben tegen, want"),
}
# How they stand in addresses.
SLUGS = {"vraag": "question", "idee": "idea", "voor": "for", "tegen": "against"}
STATES: dict[str, tuple[LazyString, str]] = {
    "waiting": (_l("Nog te lezen"), "wait"),
    "shown": (_l("Geplaatst"), "ok"),
    "refused": (_l("Geweigerd"), "stop"),
}
