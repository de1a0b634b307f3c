"""Refusals of the urn, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.urn.keyfiles import NoKey
from pb.urn.opening import UrnDiffers, UrnIsOpen
from pb.urn.service import (
    HoldersMissing,
    NotAHolder,
    SameHolder,
    WrongMoment,
    WrongPassphrase,
)

REFUSALS: dict[type[Exception], LazyString] = {
    WrongMoment: _l("Dit kan nu niet. Kijk op de pagina van de ronde wat er nu kan."),
    UrnIsOpen: _l("De stembus is al open. Er is niets veranderd."),
    HoldersMissing: _l(
        "Kies precies drie sleutelhouders die elk een wachtzin hebben. Een"
        " sleutelhouder maakt zijn wachtzin op de pagina ‘Mijn wachtzin’."
    ),
    NotAHolder: _l("U houdt de sleutel van deze ronde niet. Er is niets veranderd."),
    SameHolder: _l(
        "U gaf de eerste wachtzin. De tweede moet van een andere sleutelhouder komen."
    ),
    WrongPassphrase: _l(
        "Deze wachtzin past niet. Vergelijk hem met uw papier en typ hem opnieuw."
    ),
    NoKey: _l(
        "Het bestand met de sleutel is er niet. Laat de beheerder het terugzetten vanaf"
        " de noodsleutel op papier."
    ),
    UrnDiffers: _l(
        "De stembus bevat niet meer wat er bij het sluiten in zat. Er is niets geopend."
        " Waarschuw de beheerder en de controleur."
    ),
}
