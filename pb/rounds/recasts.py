"""Whether a code votes once, or again until closing: in words."""

from flask_babel import lazy_gettext as _l

from pb.rounds.configuration import FINAL, LAST_COUNTS
from pb.rounds.rule_choices import Choice

RECASTS = (
    Choice(
        FINAL,
        _l("Nee, één keer stemmen"),
        _l("Wie gestemd heeft, is klaar. Dit is het eenvoudigst uit te leggen."),
    ),
    Choice(
        LAST_COUNTS,
        _l("Ja, tot het stemmen sluit"),
        _l(
            "De laatste stem met een code telt. Wie onder druk stemde, kan dat later"
            " rechtzetten. Het bewijs van een eerdere stem staat niet in de lijst."
        ),
    ),
)
