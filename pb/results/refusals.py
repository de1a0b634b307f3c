"""Why a result is not published, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.results.errors import (
    NotCounted,
    NothingProposed,
    ResultDiffers,
    ResultRefused,
    RoundOnHold,
    UnreadableEnvelopes,
)

# What depends on the stage of the round is said elsewhere.
REFUSALS: dict[type[ResultRefused], LazyString] = {
    RoundOnHold: _l(
        "De ronde ligt stil, want er ontbreken gegevens. Twee medewerkers moeten eerst"
        " besluiten. Er is niets gepubliceerd."
    ),
    UnreadableEnvelopes: _l(
        "Niet alle enveloppen uit de stembus konden worden gelezen. Eerst moet dat zijn"
        " uitgelegd. Er is niets gepubliceerd."
    ),
    NothingProposed: _l(
        "Er is geen voorstel van de nieuwste telling. Stel eerst voor."
    ),
    ResultDiffers: _l(
        "Een nieuwe telling geeft een andere uitslag dan het voorstel. Er is niets"
        " gepubliceerd. Waarschuw de beheerder."
    ),
    NotCounted: _l(
        "Er is geen uitslag berekend. Er is niets gepubliceerd. Geef dit door aan de"
        " beheerder: %(reason)s."
    ),
}
