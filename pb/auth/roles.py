"""The roles in words."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.auth.models import Role


@dataclass(frozen=True, slots=True)
class RoleText:
    """What a role is called, and what whoever has it does."""

    name: LazyString
    duty: LazyString


READS = _l("In deze versie kan deze rol alleen meelezen.")
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
            " vraagt, en vraagt nieuwe brieven aan."
        ),
    ),
    Role.COUNTER: RoleText(
        _l("Teller"),
        _l("Telt de stemmen na het sluiten en stelt de uitslag voor."),
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
        READS,
    ),
    Role.COUNCIL_READER: RoleText(
        _l("Raadslid"),
        _l("Leest mee, en verandert niets."),
    ),
    Role.AUDITOR: RoleText(
        _l("Controleur"),
        READS,
    ),
    Role.ADMINISTRATOR: RoleText(
        _l("Beheerder van accounts"),
        READS,
    ),
}
