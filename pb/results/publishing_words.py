"""What publishing a result means, in words for the second person."""

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from pb.approvals.acts import Description
from pb.formatting import money, number


def describe_result(subject: Mapping[str, Any]) -> Description:
    """Return a result that is to be published, as the second person sees it."""
    facts = [(_("Versie"), str(subject["version"]))]
    if subject["reason"]:
        facts.append((_("Reden van de correctie"), subject["reason"]))
    for contest in subject["contests"]:
        facts.append((contest["title"], _contest(contest, subject["currency"])))
    return Description(
        title=_("De uitslag vaststellen"),
        button=_("Stel de uitslag vast"),
        facts=facts,
        warning=_(
            "De stemmen worden nog één keer geteld. Is de uitslag gelijk, dan is hij"
            " daarna openbaar voor iedereen. Dit kan niet terug."
        ),
        typed_hash=subject["result_hash"],
    )


def _contest(contest: Mapping[str, Any], currency: str) -> str:
    locale = str(get_locale() or "nl")
    return str(
        _(
            "%(ballots)s stemmen. Geld voor: %(names)s. Verdeeld %(cost)s, over"
            " %(left)s.",
            ballots=number(contest["ballots"], locale=locale),
            names=", ".join(contest["funded"]) or _("geen enkel plan"),
            cost=money(contest["cost"], currency, locale=locale),
            left=money(contest["left"], currency, locale=locale),
        )
    )
