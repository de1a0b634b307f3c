"""What was looked at, in Dutch: the page says it before the technical line."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.recovery.findings import Finding

NAMES: dict[str, LazyString] = {
    "environment": _l("Echte omgeving"),
    "address": _l("Beveiligd adres"),
    "secrets": _l("Geheime bestanden"),
    "database": _l("Wat de database belooft"),
    "migrations": _l("Versie van de database"),
    "clock": _l("Klok"),
    "disk": _l("Ruimte op de schijf"),
    "worker": _l("Werk op de achtergrond"),
    "backups": _l("Back-ups"),
    "mail": _l("E-mail"),
    "codes": _l("Onbekende stemcodes"),
    "log key": _l("Sleutel van het logboek"),
    "checkpoints": _l("Controlepunten bij een ander"),
}


def name_of(finding: Finding) -> str:
    """Return what was looked at; of a round its name."""
    if finding.name.startswith("round "):
        slug = finding.name.removeprefix("round ")
        return str(_("Ronde %(slug)s", slug=slug))
    return str(NAMES.get(finding.name, finding.name))
