"""The sentences under each kind of line in the logbook."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from pb.log.decisions import decided, proposed, reason_of
from pb.log.paper_words import paper_settled
from pb.log.phase_words import extended, small_areas_allowed, withdrawn
from pb.log.service import SYSTEM
from pb.log.telling import Telling
from pb.log.types import EventType
from pb.log.urn_words import (
    envelopes_explained,
    key_destroyed,
    key_made,
    key_test_begun,
    key_tested,
    unseal_begun,
    urn_opened,
)

E = EventType


def sentences_of(type_: EventType, told: Telling) -> list[str]:
    """Return what a line tells beside its title; nothing for some kinds.

    Raises:
        KeyError: The body is not that of the kind.
        TypeError: A value is of the wrong kind.
        ValueError: A value can't be read.
    """
    write = SENTENCES.get(type_)
    return [] if write is None else [sentence for sentence in write(told) if sentence]


def _frozen(_told: Telling) -> list[str]:
    return [
        _(
            "Plannen, kosten, bedragen, regels en data liggen vast. Hier begint dit"
            " logboek."
        )
    ]


def _codes_issued(told: Telling) -> list[str]:
    sentence = ngettext(
        "%(count)s stemcode voor %(area)s.",
        "%(count)s stemcodes voor %(area)s.",
        told.body["count"],
        count=told.count("count"),
        area=told.area,
    )
    extra = (
        _("Dit zijn extra codes. Twee medewerkers besloten dit samen.")
        if told.body["extra"]
        else ""
    )
    return [sentence, extra]


def _codes_revoked(told: Telling) -> list[str]:
    return [
        ngettext(
            "%(count)s stemcode voor %(area)s werkt niet meer.",
            "%(count)s stemcodes voor %(area)s werken niet meer.",
            told.body["count"],
            count=told.count("count"),
            area=told.area,
        )
    ]


def _code_replaced(told: Telling) -> list[str]:
    return [
        _(
            "Een bewoner van %(area)s kreeg een nieuwe code. De oude werkt niet meer.",
            area=told.area,
        ),
        _("Reden: %(reason)s.", reason=_reason(told)),
    ]


def _ballot_voided(told: Telling) -> list[str]:
    return [
        _(
            "Een stem uit %(area)s telt niet mee. Niemand heeft die stem gezien.",
            area=told.area,
        ),
        _("Reden: %(reason)s.", reason=_reason(told)),
    ]


def _act_proposed(told: Telling) -> list[str]:
    return proposed(told.body)


def _act_decided(told: Telling) -> list[str]:
    return decided(told.body)


def _reason(told: Telling) -> str:
    return reason_of(told.body)


def _opened(told: Telling) -> list[str]:
    return [
        _(
            "De klok opent de stemming op %(opens)s, en sluit haar op %(closes)s.",
            opens=told.moment("opens_at"),
            closes=told.moment("closes_at"),
        ),
        _(
            "Er zijn %(issued)s stemcodes uitgegeven. Daarvan zijn er %(revoked)s"
            " ingetrokken.",
            issued=told.count("issued"),
            revoked=told.count("revoked"),
        ),
    ]


def _counts(told: Telling) -> list[str]:
    return [
        _("Tijdens het stemmen noemen wij alleen aantallen codes, geen keuzes."),
        _equation(told),
    ]


def _equation(told: Telling) -> str:
    """Say that every code is accounted for, to the unit."""
    parts = (told.body["used"], told.body["unused"], told.body["revoked"])
    if sum(parts) != told.body["issued"]:
        return str(_("Deze aantallen tellen niet op tot het aantal uitgegeven codes."))
    return str(
        _(
            "Het klopt: %(used)s gestemd, %(unused)s niet gebruikt en %(revoked)s"
            " ingetrokken is samen %(issued)s uitgegeven.",
            used=told.count("used"),
            unused=told.count("unused"),
            revoked=told.count("revoked"),
            issued=told.count("issued"),
        )
    )


def numbers_of(type_: EventType, told: Telling) -> list[tuple[str, str]]:
    """Return the numbers of codes that a line tells, with their names."""
    if type_ not in {E.COUNTS, E.ROUND_CLOSED}:
        return []
    return [
        (_("uitgegeven"), told.count("issued")),
        (_("gestemd"), told.count("used")),
        (_("niet gebruikt"), told.count("unused")),
        (_("ingetrokken"), told.count("revoked")),
        (_("ongeldig gemaakt"), told.count("void")),
    ]


def _paused(told: Telling) -> list[str]:
    return [_("Reden: %(reason)s.", reason=_reason(told))]


def _closed(told: Telling) -> list[str]:
    return [
        _(
            "In de stembus zitten %(envelopes)s gesloten enveloppen. Dit aantal staat"
            " nu vast.",
            envelopes=told.count("envelopes"),
        ),
        _equation(told),
    ]


def _proposed(told: Telling) -> list[str]:
    if told.actor == SYSTEM:  # of a round from elsewhere: nobody compares anything
        return []
    return [_("Daarna vergelijkt een tweede persoon het controlegetal.")]


def _published(told: Telling) -> list[str]:
    reason = str(told.body["reason"])
    return [
        _("Dit is versie %(version)s van de uitslag.", version=told.count("version")),
        _("Reden: %(reason)s.", reason=_reason(told)) if reason else "",
    ]


def _imported(told: Telling) -> list[str]:
    return [
        _(
            "Uit het bestand %(file)s, met %(ballots)s stemmen.",
            file=str(told.body["file"]),
            ballots=told.count("ballots"),
        )
    ]


def _held(told: Telling) -> list[str]:
    return [
        _(
            "Ons systeem wist eerder meer dan nu. Waarschijnlijk is een oudere"
            " reservekopie teruggezet."
        ),
        _(
            "Gebruikte codes: eerst %(expected)s, nu %(found)s.",
            expected=told.count("expected_used"),
            found=told.count("found_used"),
        ),
        _(
            "Regels in dit logboek: eerst %(expected)s, nu %(found)s.",
            expected=told.count("expected_size"),
            found=told.count("found_size"),
        ),
    ]


def _released(told: Telling) -> list[str]:
    return [
        _("Twee medewerkers besloten samen dat de ronde verder gaat."),
        _("Reden: %(reason)s.", reason=_reason(told)),
    ]


SENTENCES: dict[EventType, Callable[[Telling], list[str]]] = {
    E.ROUND_FROZEN: _frozen,
    E.SMALL_AREAS_ALLOWED: small_areas_allowed,
    E.KEY_MADE: key_made,
    E.KEY_TEST_BEGUN: key_test_begun,
    E.KEY_TESTED: key_tested,
    E.CODES_ISSUED: _codes_issued,
    E.CODES_REVOKED: _codes_revoked,
    E.CODE_REPLACED: _code_replaced,
    E.BALLOT_VOIDED: _ballot_voided,
    E.ACT_PROPOSED: _act_proposed,
    E.ACT_DECIDED: _act_decided,
    E.ROUND_OPENED: _opened,
    E.COUNTS: _counts,
    E.VOTING_PAUSED: _paused,
    E.VOTING_EXTENDED: extended,
    E.PAPER_SETTLED: paper_settled,
    E.ROUND_CLOSED: _closed,
    E.UNSEAL_BEGUN: unseal_begun,
    E.URN_OPENED: urn_opened,
    E.ENVELOPES_EXPLAINED: envelopes_explained,
    E.RESULT_PROPOSED: _proposed,
    E.RESULT_PUBLISHED: _published,
    E.RESULT_WITHDRAWN: withdrawn,
    E.KEY_DESTROYED: key_destroyed,
    E.ROUND_IMPORTED: _imported,
    E.INTEGRITY_HOLD: _held,
    E.INTEGRITY_RELEASED: _released,
}
