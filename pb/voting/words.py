"""Refusals of the vote, in words."""

from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from pb.formatting import moment
from pb.voting.admission import (
    CodeUsed,
    NotAdmitted,
    UsedOnPaper,
    VoteNotOpen,
    VotePaused,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, and what one can do."""

    heading: str
    text: str


def not_admitted(refusal: NotAdmitted) -> Words:
    """Return why nobody may vote with a known code now."""
    if isinstance(refusal, UsedOnPaper):
        return Words(
            _("Met deze code is op papier gestemd"),
            _(
                "Een stem op papier kan niemand meer veranderen, want op het biljet"
                " staat geen code. Die stem telt. Was u het niet? Neem contact met ons"
                " op. Noem uw code niet."
            ),
        )
    if isinstance(refusal, CodeUsed):
        return Words(
            _("Met deze code is al gestemd"),
            _(
                "Elke code telt één keer. Heeft u zelf gestemd? Dan is uw stem binnen."
                " Was u het niet? Neem contact met ons op. Noem uw code niet."
            ),
        )
    if isinstance(refusal, VoteNotOpen) and refusal.opens_at is not None:
        locale = str(get_locale() or "nl")
        return Words(
            _("Stemmen kan nog niet"),
            _(
                "Stemmen begint op %(moment)s. Bewaar uw brief.",
                moment=moment(refusal.opens_at, locale=locale),
            ),
        )
    if isinstance(refusal, VotePaused):
        return vote_paused(refusal.reason)
    return vote_over()


def vote_paused(reason: str = "") -> Words:
    """Return that the vote takes no ballots for now, and why if staff said so."""
    if reason:
        return Words(
            _("Stemmen kan nu even niet"),
            _(
                "Het stemmen ligt stil. De reden: %(reason)s. Er is niets opgeslagen en"
                " uw code is niet gebruikt. Probeer het later opnieuw.",
                reason=reason.rstrip("."),
            ),
        )
    return Words(
        _("Stemmen kan nu even niet"),
        _(
            "Het stemmen ligt stil. Er is niets opgeslagen en uw code is niet"
            " gebruikt. Probeer het later opnieuw."
        ),
    )


def vote_over() -> Words:
    """Return that it is too late."""
    return Words(
        _("Stemmen kan niet meer"),
        _(
            "De stembus is gesloten. Uw stem is niet opgeslagen."
            " De uitslag komt op deze website."
        ),
    )


def used_for_another() -> Words:
    """Return that a code was used for another ballot than the one just sent."""
    return Words(
        _("Met deze code is al gestemd"),
        _(
            "De stem die er al was, telt. Wat u nu stuurde, is niet opgeslagen."
            " Was u het niet? Neem contact met ons op. Noem uw code niet."
        ),
    )


def too_often() -> Words:
    """Return that one has to wait; the longest wait is a minute."""
    return Words(
        _("Wacht één minuut"),
        _(
            "Er is vaak een verkeerde code getypt. Typ uw code over een minuut opnieuw."
            " Lukt het dan niet? Neem contact met ons op. Noem uw code niet."
        ),
    )


def malformed(field: str, *, has_voted: bool = False) -> Words:
    """Return that a hidden field is not as our page sent it."""
    heading = _("Wij kunnen uw stembiljet niet lezen")
    if has_voted:
        text = _(
            "Het veld ‘%(field)s’ klopt niet. Wat u nu stuurde, is niet opgeslagen."
            " De stem die er al was, telt.",
            field=field,
        )
        return Words(heading, text)
    text = _(
        "Het veld ‘%(field)s’ klopt niet. Er is niets opgeslagen en uw code is"
        " niet gebruikt.",
        field=field,
    )
    return Words(heading, text)
