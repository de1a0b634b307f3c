"""Lines of the trail in words."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.auth.models import Role
from pb.auth.roles import TEXTS
from pb.retention.register import words
from pb.trail.kinds import Kind
from pb.trail.models import TrailEntry
from pb.trail.service import SYSTEM, UNKNOWN, detail_of

TITLES: dict[Kind, LazyString] = {
    Kind.LOGGED_IN: _l("Ingelogd"),
    Kind.LOGIN_FAILED: _l("Wachtwoord fout"),
    Kind.CODE_FAILED: _l("Code van de tweede stap fout"),
    Kind.RECOVERY_CODE_USED: _l("Herstelcode gebruikt"),
    Kind.RECOVERY_CODES_MADE: _l("Nieuwe herstelcodes gemaakt"),
    Kind.PASSWORD_CHANGED: _l("Eigen wachtwoord veranderd"),
    Kind.ACCOUNT_ADDED: _l("Account gemaakt"),
    Kind.ACCOUNT_DISABLED: _l("Account gesloten"),
    Kind.ACCOUNT_ENABLED: _l("Account weer geopend"),
    Kind.ROLES_CHANGED: _l("Rollen veranderd"),
    Kind.PASSWORD_RESET: _l("Nieuw wachtwoord gemaakt voor een ander"),
    Kind.SECOND_STEP_RESET: _l("Nieuwe sleutel gemaakt voor een ander"),
    Kind.EXPORT_TAKEN: _l("Bestand opgehaald"),
    Kind.PERSONAL_DATA_VIEWED: _l("Contactgegevens bekeken"),
    Kind.PERSONAL_DATA_ERASED: _l("Gegevens van mensen gewist"),
    Kind.TERM_CHANGED: _l("Bewaartermijn veranderd"),
    Kind.PLAN_CODE_MADE: _l("Code voor een plan gemaakt"),
}
WAYS = {
    "totp": _l("Met de code uit de app."),
    "recovery_code": _l("Met een herstelcode."),
    "provider": _l("Bij de eigen organisatie, met een tweede stap daar."),
}
CAUSES = {
    "term": _l("omdat de tijd om was"),
    "request": _l("op verzoek"),
}


def title_of(entry: TrailEntry) -> str:
    """Return what happened; a kind that this version does not know by its name."""
    if entry.kind not in set(Kind):
        return entry.kind
    return str(TITLES[Kind(entry.kind)])


def sentence_of(entry: TrailEntry) -> str:
    """Return the details of a line in a sentence; nothing where there are none."""
    writer = SENTENCES.get(entry.kind)
    return "" if writer is None else writer(detail_of(entry))


def person_words(who: str | None) -> str:
    """Return who did it, as the page says it."""
    names = {SYSTEM: _("Automatisch"), UNKNOWN: _("Onbekend account")}
    return "" if who is None else str(names.get(who, who))


def _way(told: Mapping[str, Any]) -> str:
    return str(WAYS.get(told["how"], told["how"]))


def _roles(names: list[str]) -> str:
    words = [str(TEXTS[Role(name)].name) for name in names if name in set(Role)]
    return ", ".join(words) or str(_("geen rol"))


def _change_of_roles(told: Mapping[str, Any]) -> str:
    before, after = _roles(told["before"]), _roles(told["after"])
    return str(_("Van: %(before)s. Naar: %(after)s.", before=before, after=after))


def _what(name: str) -> str:
    known = words() | {"voting_code": _l("Controlegetallen van stemcodes")}
    return str(known.get(name, name))


def _viewed(told: Mapping[str, Any]) -> str:
    what, count = _what(told["what"]), told["count"]
    return str(_("%(what)s (%(count)s)", what=what, count=count))


def _erased(told: Mapping[str, Any]) -> str:
    what, count = _what(told["what"]), told["count"]
    why = str(CAUSES.get(told["why"], told["why"]))
    return str(_("%(what)s (%(count)s), %(why)s.", what=what, count=count, why=why))


def _term(told: Mapping[str, Any]) -> str:
    return str(
        _(
            "%(what)s: van %(before)s naar %(after)s maanden.",
            what=_what(told["what"]),
            before=told["before"],
            after=told["after"],
        )
    )


SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    Kind.LOGGED_IN: _way,
    Kind.ACCOUNT_ADDED: lambda told: _roles(told["roles"]),
    Kind.ROLES_CHANGED: _change_of_roles,
    Kind.EXPORT_TAKEN: lambda told: str(told["what"]),
    Kind.PERSONAL_DATA_VIEWED: _viewed,
    Kind.PERSONAL_DATA_ERASED: _erased,
    Kind.TERM_CHANGED: _term,
    Kind.PLAN_CODE_MADE: lambda told: str(_("Plan %(number)s", number=told["plan"])),
}
