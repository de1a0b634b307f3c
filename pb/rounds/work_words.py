"""The work of a round in words: what it is called, and what for."""

from flask_babel import lazy_gettext as _l

from pb.auth.roles import RoleText

WORK = {
    "setup": RoleText(_l("Rondebeheerder"), _l("Richt de ronde in en opent haar.")),
    "check": RoleText(_l("Beoordelaar"), _l("Toetst de plannen van bewoners.")),
    "decide": RoleText(
        _l("Voorstellen en goedkeuren"),
        _l("Vastzetten, nieuwe codes en de uitslag vragen twee verschillende mensen."),
    ),
    "key": RoleText(
        _l("Sleutelhouders"),
        _l("Nodig na het vastzetten. Twee van hen openen samen de stembus."),
    ),
    "desk": RoleText(
        _l("Baliemedewerker"), _l("Vraagt een nieuwe brief aan als er een kwijt is.")
    ),
    "count": RoleText(
        _l("Teller"), _l("Telt na het sluiten en stelt de uitslag voor.")
    ),
    "paper": RoleText(
        _l("Stemmen op papier"),
        _l("Twee mensen voeren elk biljet in, zonder elkaars invoer te zien."),
    ),
}
