"""Why something of a rehearsal was refused, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.rehearsal import service

REFUSALS: dict[type[service.RehearsalRefused], LazyString] = {
    service.NoAreas: _l(
        "Er is nog geen wijk. Voeg eerst een wijk toe: elke code hoort bij een wijk."
    ),
    service.TooManyCodes: _l(
        "Er zijn dan meer dan 10.000 oefencodes. Wis eerst de oefenronde."
    ),
    service.NothingToCount: _l(
        "Er is nog geen oefenstem. Stem eerst met een oefencode."
    ),
    service.CountIsRunning: _l("Er loopt al een telling. Wacht tot die klaar is."),
}
