"""The menu at the side of the desk: what somebody's roles open."""

from flask import url_for
from flask_babel import gettext as _

from pb.auth.models import Role

Entry = tuple[str, str, str, str, int]  # key, words, address, icon, open tasks


def staff_menu(roles: frozenset[Role], *, holds_key: bool) -> list[Entry]:
    """Return the pages that are not of one round, for who has these roles.

    Args:
        roles: In every round.
        holds_key: Whether they are a key holder, also of one round only.
    """
    entries = [
        ("rounds", _("Rondes"), "auth.start", "home", None),
        ("passphrase", _("Mijn wachtzin"), "urn.passphrase", "key", KEY),
        ("broker", _("Buurtmakelaar"), "community.desk", "heart", BROKERS),
        ("staff", _("Medewerkers"), "staff.index", "people", ADMINISTERS),
        ("trail", _("Wat medewerkers deden"), "trail.show", "list", OVERSEES),
        ("retention", _("Bewaren en wissen"), "retention.show", "clock", OVERSEES),
        ("health", _("Gezondheid"), "health.show", "heart", OVERSEES),
        ("manual", _("Handleiding"), "auth.manual", "list", None),
        ("account", _("Wachtwoord"), "auth.change_password", "lock", None),
        ("recovery", _("Herstelcodes"), "auth.recovery_codes", "shield", None),
    ]
    if holds_key:
        roles |= KEY
    return [
        (key, words, url_for(endpoint), icon, 0)
        for key, words, endpoint, icon, wanted in entries
        if wanted is None or not roles.isdisjoint(wanted)
    ]


KEY = frozenset({Role.KEY_HOLDER})
BROKERS = frozenset({Role.BROKER})
OVERSEES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
