"""The roles in words."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.auth.models import Role


@dataclass(frozen=True, slots=True)
class RoleText:
    """What a role is called, and what whoever has it does."""

    name: LazyString
    duty: LazyString


# Of the installation: never in one round only.
EVERYWHERE_ONLY = frozenset({Role.ADMINISTRATOR})
TEXTS: dict[Role, RoleText] = {
    Role.CONFIGURATOR: RoleText(
        _l("Rondebeheerder"),
        _l("Maakt rondes, zet ze vast en opent en sluit ze."),
    ),
    Role.EVALUATOR: RoleText(
        _l("Beoordelaar"),
        _l("Kijkt of plannen kunnen, wat ze kosten, en legt dat uit aan bewoners."),
    ),
    Role.DESK_CLERK: RoleText(
        _l("Baliemedewerker"),
        _l(
            "Dient een plan in voor een bewoner, trekt plannen in als de indiener dat"
            " vraagt, vraagt nieuwe brieven aan en voert stemmen op papier in."
        ),
    ),
    Role.COUNTER: RoleText(
        _l("Teller"),
        _l("Voert stemmen op papier in, telt na het sluiten en stelt de uitslag voor."),
    ),
    Role.KEY_HOLDER: RoleText(
        _l("Sleutelhouder"),
        _l("Opent na het sluiten de stembus, samen met een tweede sleutelhouder."),
    ),
    Role.APPROVER: RoleText(
        _l("Medebeslisser"),
        _l("Keurt goed wat een collega voorstelt, en stelt de uitslag vast."),
    ),
    Role.BROKER: RoleText(
        _l("Buurtmakelaar"),
        _l(
            "Helpt bewoners elkaar te vinden, en houdt bij hoe plannen worden"
            " uitgevoerd."
        ),
    ),
    Role.COUNCIL_READER: RoleText(
        _l("Raadslid"),
        _l("Leest de rondes aan het bureau, zonder namen van bewoners."),
    ),
    Role.AUDITOR: RoleText(
        _l("Controleur"),
        _l(
            "Leest wat medewerkers deden, kijkt of alles klopt, en maakt de lijst voor"
            " de steekproef."
        ),
    ),
    Role.ADMINISTRATOR: RoleText(
        _l("Beheerder"),
        _l(
            "Geeft en neemt accounts en rollen, kijkt of de website gezond is, en wist"
            " gegevens van mensen."
        ),
    ),
}


def in_words(roles: Collection[Role]) -> list[RoleText]:
    """Return roles in words, in their usual order."""
    return [TEXTS[role] for role in Role if role in roles]
