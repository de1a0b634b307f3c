"""What the columns of a file can mean, and which heading probably means what."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

AREAS, PLANS = "areas", "plans"  # kinds of files


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a column can hold."""

    key: str
    label: LazyString
    headings: frozenset[str]  # as people write them, without signs
    is_needed: bool = False
    hint: LazyString | str = ""


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


MEANINGS: dict[str, tuple[Meaning, ...]] = {
    AREAS: (
        Meaning(
            "name",
            _l("Naam van de wijk"),
            _names("wijk", "naam", "buurt", "gebied", "deelgebied", "area", "name"),
            is_needed=True,
        ),
        Meaning(
            "letters",
            _l("Aantal brieven"),
            _names(
                "brieven", "aantalbrieven", "bewoners", "inwoners", "aantal", "letters"
            ),
            is_needed=True,
            hint=_l("Zo veel bewoners krijgen een stemcode."),
        ),
        Meaning(
            "budget",
            _l("Bedrag in de pot"),
            _names("budget", "bedrag", "pot", "euro", "geld"),
            hint=_l("Elke wijk met een bedrag krijgt een eigen pot."),
        ),
    ),
    PLANS: (
        Meaning(
            "title",
            _l("Naam van het plan"),
            _names(
                "plan", "naam", "titel", "project", "naamvanhetplan", "title", "name"
            ),
            is_needed=True,
        ),
        Meaning(
            "cost",
            _l("Kosten"),
            _names("kosten", "bedrag", "prijs", "budget", "euro", "cost", "price"),
            is_needed=True,
        ),
        Meaning(
            "description",
            _l("Uitleg"),
            _names(
                "uitleg", "omschrijving", "beschrijving", "toelichting", "description"
            ),
        ),
        Meaning(
            "area",
            _l("Wijk"),
            _names("wijk", "buurt", "gebied", "deelgebied", "area", "district"),
            hint=_l("Leeg betekent: voor de hele deelgemeente."),
        ),
        Meaning(
            "contest",
            _l("Pot"),
            _names("pot", "budgetpot", "contest"),
            hint=_l("Laat weg als elk plan maar in één pot past."),
        ),
        Meaning(
            "theme",
            _l("Onderwerp"),
            _names("onderwerp", "thema", "categorie", "category", "theme"),
        ),
        Meaning(
            "place",
            _l("Plek"),
            _names("plek", "plaats", "locatie", "straat", "adres", "location", "place"),
        ),
        Meaning(
            "contact",
            _l("Indiener"),
            _names("indiener", "contact", "contactpersoon", "aanvrager"),
            hint=_l("Alleen voor medewerkers. Nooit openbaar."),
        ),
        Meaning(
            "email",
            _l("E-mailadres"),
            _names("email", "emailadres", "mail", "mailadres"),
            hint=_l("Alleen voor medewerkers. Nooit openbaar."),
        ),
    ),
}


def guess(kind: str, header: Sequence[str]) -> dict[str, int]:
    """Return which column probably holds what; each column at most once."""
    plain = [
        "".join(sign for sign in cell.casefold() if sign.isalnum()) for cell in header
    ]
    found: dict[str, int] = {}
    for meaning in MEANINGS[kind]:
        places = [at for at, name in enumerate(plain) if name in meaning.headings]
        free = [at for at in places if at not in found.values()]
        if free:
            found[meaning.key] = free[0]
    return found
