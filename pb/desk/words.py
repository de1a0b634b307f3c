"""The desk in words: reasons, refusals, and what is proposed."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb.approvals.acts import Description
from pb.desk.reasons import REASONS, Reason
from pb.desk.service import (
    BallotNotInUrn,
    HasVoted,
    LetterIsDead,
    LetterRefused,
    UnknownLetter,
    WrongMoment,
)
from pb.desk.signals import Silence
from pb.formatting import calendar_day, number

UNKNOWN = _l(
    "Dit briefnummer kennen wij niet in deze ronde. Vergelijk elk teken met de lijst."
)
REFUSALS: dict[type[LetterRefused], LazyString] = {
    UnknownLetter: UNKNOWN,
    LetterIsDead: _l(
        "De code in deze brief werkt al niet meer. Er is niets veranderd."
    ),
    BallotNotInUrn: _l(
        "Met deze code is op papier gestemd. Niemand weet welk biljet erbij hoorde."
        " Daarom kan die stem niet meer vervallen, en komt er geen nieuwe brief."
    ),
    HasVoted: _l("Met deze code is al gestemd."),
    WrongMoment: _l(
        "Dit kan nu niet. De ronde staat nog niet vast, of het stemmen is voorbij."
    ),
}


def silence(found: Silence) -> str:
    """Return that an area is silent, and what to do."""
    if found.since is None:
        return str(
            _(
                "Uit %(area)s is nog geen enkele stem gekomen, uit andere wijken wel."
                " Vraag na of de brieven daar zijn bezorgd.",
                area=found.area,
            )
        )
    return str(
        _(
            "Uit %(area)s kwam na %(day)s geen stem meer, uit andere wijken wel. Vraag"
            " na of de brieven daar zijn bezorgd en of het stempunt open is.",
            area=found.area,
            day=calendar_day(found.since, locale=str(get_locale() or "nl")),
        )
    )


def many_wrong(count: int) -> str:
    """Return that many unknown codes are typed, and what to do."""
    return str(
        _(
            "In het afgelopen uur typten bezoekers %(count)s keer een code die wij niet"
            " kennen. Vraag na of een stapel brieven verkeerd is gedrukt. Zo niet:"
            " waarschuw de beheerder, want iemand kan codes raden.",
            count=number(count, locale=str(get_locale() or "nl")),
        )
    )


def describe_replacement(subject: Mapping[str, Any]) -> Description:
    """Return a replacement as the second person sees it."""
    size = _("Grote letters") if subject["large"] else _("Gewone letters")
    return Description(
        title=_("Nieuwe brief"),
        button=_("Keur goed en maak de nieuwe brief"),
        facts=[*_letter(subject), (_("Nieuwe brief"), size)],
        warning=" ".join(
            [
                _what_ends(subject),
                _(
                    "Wie goedkeurt, haalt de nieuwe brief op: in dezelfde browser,"
                    " binnen een dag."
                ),
            ]
        ),
    )


def fetch_it_here() -> str:
    """Return what who approved a new letter must still do."""
    return str(
        _("Haal nu de nieuwe brief op, in deze browser. Hij wacht ten hoogste een dag.")
    )


def fetch_them_here() -> str:
    """Return what who approved extra codes must still do."""
    return str(
        _("De brieven worden gemaakt. Sluit deze browser niet voordat u ze ophaalt.")
    )


def describe_void(subject: Mapping[str, Any]) -> Description:
    """Return a code that is to be made invalid, as the second person sees it."""
    return Description(
        title=_("Code ongeldig maken"),
        button=_("Keur goed en maak de code ongeldig"),
        facts=_letter(subject),
        warning=" ".join([_what_ends(subject), _("Er komt geen nieuwe brief.")]),
    )


def describe_extra_codes(subject: Mapping[str, Any]) -> Description:
    """Return extra codes as the second person sees them."""
    counts = [(area["name"], str(area["count"])) for area in subject["areas"]]
    total = sum(area["count"] for area in subject["areas"])
    return Description(
        title=_("Extra stemcodes"),
        button=_("Keur goed en maak de brieven"),
        facts=counts,
        warning=ngettext(
            "Er komt %(num)s stemcode bij. Iedereen ziet dat in het logboek.",
            "Er komen %(num)s stemcodes bij. Iedereen ziet dat in het logboek.",
            total,
        ),
    )


def _letter(subject: Mapping[str, Any]) -> list[tuple[str, str]]:
    again = _("de nieuwe brief van voorstel %(number)s", number=subject["again"])
    return [
        (_("Briefnummer"), subject["letter"] or again),
        (_("Wijk"), subject["area_name"]),
        (_("Reden"), str(REASONS[Reason(subject["reason"])])),
    ]


def _what_ends(subject: Mapping[str, Any]) -> str:
    ends = (
        _(
            "Met de oude code is gestemd. De stem die met deze code is uitgebracht"
            " vervalt. Niemand ziet wat die stem was."
        )
        if subject["is_used"]
        else _("Met de oude code is niet gestemd. De code werkt daarna niet meer.")
    )
    return str(ends)
