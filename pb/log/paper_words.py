"""What the line about votes on paper says."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from pb.formatting import number
from pb.log.telling import Telling

REASONS = {
    "too-dear": _l("samen te duur"),
    "too-many": _l("te veel plannen"),
    "unclear": _l("onduidelijk"),
    "damaged": _l("beschadigd"),
    "other": _l("iets anders"),
}


def paper_settled(told: Telling) -> list[str]:
    """Return how many paper ballots there were, where that tells of nobody."""
    invalid = ngettext(
        "%(count)s biljet was ongeldig.",
        "%(count)s biljetten waren ongeldig.",
        told.body["invalid"],
        count=told.count("invalid"),
    )
    return [_how_many(told), invalid if told.body["invalid"] else "", _why(told)]


def _how_many(told: Telling) -> str:
    if told.body["spent"] is None:
        return str(
            _(
                "Er zijn biljetten van papier ingevoerd. Hoeveel, zeggen wij niet: zo’n"
                " klein aantal kan iets over mensen zeggen."
            )
        )
    return str(
        _(
            "Met %(spent)s stemcodes is op papier gestemd. Daarvan tellen %(valid)s"
            " biljetten mee.",
            spent=told.count("spent"),
            valid=told.count("valid"),
        )
    )


def _why(told: Telling) -> str:
    reasons = told.body["reasons"]
    if not reasons:
        return ""
    parts = [
        f"{REASONS[reason]} {number(count, locale=told.locale)}"
        for reason, count in reasons.items()
    ]
    return str(_("Redenen: %(reasons)s.", reasons=", ".join(parts)))
