"""The sentences about the urn and its key, for the logbook."""

from flask_babel import gettext as _
from flask_babel import ngettext

from pb.log.decisions import reason_of
from pb.log.telling import Telling, actor_words


def key_made(told: Telling) -> list[str]:
    """Return what the key is for, and who holds it."""
    holders = [actor_words(str(holder)) for holder in told.body["holders"]]
    return [
        _(
            "Elke stem gaat op slot met deze sleutel. Alleen sleutelhouders samen"
            " kunnen de stembus openen."
        ),
        _("Sleutelhouders: %(names)s.", names=", ".join(holders)) if holders else "",
    ]


def key_test_begun(_told: Telling) -> list[str]:
    """Return that the first key holder tried."""
    return [_("Een eerste sleutelhouder probeerde zijn deel van de sleutel.")]


def key_tested(_told: Telling) -> list[str]:
    """Return that two of them opened a trial ballot."""
    return [_("Twee sleutelhouders openden samen een proefstem.")]


def unseal_begun(_told: Telling) -> list[str]:
    """Return that the first key holder gave a part."""
    return [
        _(
            "De eerste sleutelhouder gaf zijn deel van de sleutel. De tweede heeft"
            " daarna 15 minuten."
        )
    ]


def urn_opened(told: Telling) -> list[str]:
    """Return how many ballots there are, and whether all could be read."""
    unreadable = (
        _("%(count)s enveloppen waren onleesbaar.", count=told.count("unreadable"))
        if told.body["unreadable"]
        else _("Alle enveloppen waren leesbaar.")
    )
    return [
        _(
            "Er zijn %(ballots)s stemmen. Van elke stem staat het bewijs in de openbare"
            " lijst.",
            ballots=told.count("ballots"),
        ),
        unreadable,
    ]


def envelopes_explained(told: Telling) -> list[str]:
    """Return why envelopes could not be read."""
    return [
        ngettext(
            "Twee medewerkers leggen samen uit waarom %(count)s envelop onleesbaar was."
            " Die stem telt niet mee.",
            "Twee medewerkers leggen samen uit waarom %(count)s enveloppen onleesbaar"
            " waren. Die stemmen tellen niet mee.",
            told.body["count"],
            count=told.count("count"),
        ),
        _("Uitleg: %(reason)s.", reason=reason_of(told.body)),
    ]


def key_destroyed(_told: Telling) -> list[str]:
    """Return what nobody can do any more."""
    return [
        _("Niemand kan nu nog oude enveloppen openen, ook niet uit een reservekopie.")
    ]
