"""Why a result is not published, in words."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.results.errors import (
    NotCounted,
    NothingProposed,
    ResultDiffers,
    ResultRefused,
    RoundOnHold,
    ToldTooMuch,
    UnreadableEnvelopes,
    WrongStage,
)
from pb.rounds.phases import PUBLISHED_STAGES, Stage

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
    ToldTooMuch: _l(
        "Dit voorstel is gemaakt vóór een nieuwe versie van dit programma. Die noemt"
        " van potten met minder dan tien stemmen alleen totalen. Er is niets"
        " gepubliceerd."
        " Tel opnieuw en stel de uitslag opnieuw voor."
    ),
    NotCounted: _l(
        "Er is geen uitslag berekend. Er is niets gepubliceerd. Geef dit door aan de"
        " beheerder: %(reason)s."
    ),
}


def refusal(reason: ResultRefused, stage: Stage) -> str:
    """Return why a result was not published, and what to do."""
    if isinstance(reason, WrongStage):
        return stage_refusal(stage)
    return str(REFUSALS[type(reason)]) % {"reason": reason}


def busy() -> str:
    """Return why nobody may count or adopt just now."""
    return str(_("Er loopt al een telling. Wacht tot die klaar is."))


def stage_refusal(stage: Stage) -> str:
    """Return why a round in this stage is not counted, or has nothing to propose."""
    if stage is Stage.CLOSED:
        return str(_("De stemmen zijn nog niet geteld. Tel eerst."))
    if stage in PUBLISHED_STAGES:
        return str(_("De uitslag is al vastgesteld. Er is niets veranderd."))
    return str(_("De stemming is nog niet definitief gesloten. Sluit eerst de ronde."))
