"""Why two settings of a ballot do not go together, in words."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.rounds.ballot_limits import LimitFault

# Where two settings do not go together: the field that says so, and how.
NOT_TOGETHER: Mapping[LimitFault, tuple[str, LazyString]] = {
    LimitFault.LEAST_ABOVE_MOST: (
        "min_choices",
        _l("Het laagste aantal is hoger dan het hoogste. Verander één van de twee."),
    ),
    LimitFault.RANKING_NEEDS_MOST: (
        "max_choices",
        _l("Vul in hoeveel plannen een bewoner op volgorde zet. Gebruikelijk is 5."),
    ),
    LimitFault.POINTS_NEEDED: (
        "points",
        _l("Vul in hoeveel punten een bewoner verdeelt. Gebruikelijk is 10."),
    ),
    LimitFault.TOO_FEW_POINTS: (
        "points",
        _l("Dit zijn minder punten dan het laagste aantal plannen. Geef meer punten."),
    ),
    LimitFault.PLAN_ABOVE_SUM: (
        "max_points",
        _l("Eén plan kan niet meer punten krijgen dan er op een stembiljet zijn."),
    ),
    LimitFault.POINTS_LEFT: (
        "max_points",
        _l(
            "Zo kan niemand alle punten geven. Maak dit getal hoger, of laat meer"
            " plannen toe."
        ),
    ),
    LimitFault.RULE_REFUSED: (
        "rule",
        _l(
            "Om de beurt sparen kan punten en een volgorde niet tellen. Kies een andere"
            " regel, of laat bewoners plannen aankruisen."
        ),
    ),
}
