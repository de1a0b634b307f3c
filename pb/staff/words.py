"""What an administrator reads after an act, done or refused."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.staff import service

REFUSALS: dict[type[service.AccountRefused], LazyString] = {
    service.OwnAccount: _l(
        "U kunt uw eigen account niet veranderen. Vraag een andere beheerder."
    ),
    service.LastAdministrator: _l(
        "Dit is de laatste beheerder. Maak eerst een ander beheerder."
    ),
    service.NoLongerAdministrator: _l("U bent geen beheerder meer."),
    service.NotInOneRound: _l(
        "Beheerder geldt altijd in alle rondes. Kies bij deze rol: in alle rondes."
    ),
}
DONE = {
    "disable": _l("Het account is gesloten. De medewerker is overal uitgelogd."),
    "enable": _l("Het account is weer open. De medewerker moet opnieuw inloggen."),
}
