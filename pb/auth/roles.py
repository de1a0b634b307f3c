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
        _l("Helpt bewoners aan de balie met brieven en stemcodes."),
    ),
    Role.COUNTER: RoleText(
        _l("Teller"),
        _l("Voert papieren stemmen in."),
    ),
    Role.KEY_HOLDER: RoleText(
        _l("Sleutelhouder"),
        _l("Bewaart een deel van de sleutel van de stembus."),
    ),
    Role.APPROVER: RoleText(
        _l("Medebeslisser"),
        _l("Keurt als tweede persoon goed wat een collega voorstelt."),
    ),
    Role.BROKER: RoleText(
        _l("Buurtmakelaar"),
        _l("Helpt bewoners met hun plan en houdt de uitvoering bij."),
    ),
    Role.COUNCIL_READER: RoleText(
        _l("Raadslid"),
        _l("Leest mee, en verandert niets."),
    ),
    Role.AUDITOR: RoleText(
        _l("Controleur"),
        _l("Leest het logboek en controleert de telling."),
    ),
    Role.ADMINISTRATOR: RoleText(
        _l("Beheerder van accounts"),
        _l("Maakt accounts van medewerkers en sluit ze."),
    ),
}
