"""The sentences about what moves a round, for the logbook."""

from flask_babel import gettext as _

from pb.log.decisions import reason_of
from pb.log.telling import Telling


def small_areas_allowed(told: Telling) -> list[str]:
    """Return which areas take part though few letters are sent there, and why."""
    names = [told.areas.get(str(id_), str(id_)) for id_ in told.body["areas"]]
    return [
        _(
            "Deze wijken krijgen minder dan 100 brieven: %(names)s. Twee medewerkers"
            " besloten samen dat zij meedoen.",
            names=", ".join(names),
        ),
        _("Reden: %(reason)s.", reason=reason_of(told.body)),
    ]


def extended(told: Telling) -> list[str]:
    """Return until when the vote lasts now, and why."""
    return [
        _(
            "De klok sluit de stemming nu op %(closes)s. Twee medewerkers besloten dit"
            " samen.",
            closes=told.moment("closes_at"),
        ),
        _("Reden: %(reason)s.", reason=reason_of(told.body)),
    ]


def withdrawn(told: Telling) -> list[str]:
    """Return which version does not hold any more, and why."""
    return [
        _(
            "Versie %(version)s van de uitslag geldt niet meer. Zij blijft te lezen.",
            version=told.count("version"),
        ),
        _("Reden: %(reason)s.", reason=reason_of(told.body)),
    ]
