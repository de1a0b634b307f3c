"""Lines of the logbook in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pb.log.models import Event
from pb.log.sentences import numbers_of, sentences_of
from pb.log.service import body_of
from pb.log.telling import Telling
from pb.log.types import EventType


@dataclass(frozen=True, slots=True)
class Words:
    """What one line says."""

    title: str
    sentences: list[str]
    icon: str
    # Of a line that tells the numbers of codes: words and number.
    numbers: list[tuple[str, str]] = field(default_factory=list)
    is_hourly: bool = False  # one of many such lines
    # Fingerprints to compare: words and hexadecimal digits.
    hashes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Kinds of lines that are shown together."""

    name: LazyString
    types: frozenset[EventType]


E = EventType
CHAPTERS: dict[str, Chapter] = {
    "voorbereiding": Chapter(
        _l("Voorbereiding"),
        frozenset(
            {E.ROUND_FROZEN, E.KEY_MADE, E.KEY_TEST_BEGUN, E.KEY_TESTED}
            | {E.SMALL_AREAS_ALLOWED, E.ROUND_IMPORTED}
        ),
    ),
    "codes": Chapter(
        _l("Stemcodes"),
        frozenset({E.CODES_ISSUED, E.CODES_REVOKED, E.CODE_REPLACED, E.BALLOT_VOIDED}),
    ),
    "voorstellen": Chapter(
        _l("Voorstellen en besluiten"), frozenset({E.ACT_PROPOSED, E.ACT_DECIDED})
    ),
    "stemmen": Chapter(
        _l("Openen en sluiten"),
        frozenset(
            {E.ROUND_OPENED, E.VOTING_PAUSED, E.VOTING_RESUMED, E.ROUND_CLOSED}
            | {E.VOTING_EXTENDED}
            | {E.PAPER_SETTLED}
            | {E.INTEGRITY_HOLD, E.INTEGRITY_RELEASED}
        ),
    ),
    "aantallen": Chapter(_l("Aantallen per uur"), frozenset({E.COUNTS})),
    "uitslag": Chapter(
        _l("Stembus en uitslag"),
        frozenset(
            {E.UNSEAL_BEGUN, E.URN_OPENED, E.RESULT_COUNTED, E.RESULT_PROPOSED}
            | {E.ENVELOPES_EXPLAINED, E.RESULT_PUBLISHED, E.KEY_DESTROYED}
            | {E.RESULT_WITHDRAWN, E.DELIVERY_BEGUN, E.ROUND_ARCHIVED}
        ),
    ),
}


TITLES: dict[EventType, tuple[LazyString, str]] = {
    E.ROUND_FROZEN: (_l("De ronde staat vast"), "lock"),
    E.SMALL_AREAS_ALLOWED: (_l("Kleine wijken mogen meedoen"), "people"),
    E.KEY_MADE: (_l("De sleutel van de stembus is gemaakt"), "key"),
    E.KEY_TEST_BEGUN: (_l("De proef met de sleutel is begonnen"), "key"),
    E.KEY_TESTED: (_l("De sleutel is getest en werkt"), "key"),
    E.CODES_ISSUED: (_l("Stemcodes gemaakt"), "letter"),
    E.CODES_REVOKED: (_l("Stemcodes ingetrokken"), "letter"),
    E.CODE_REPLACED: (_l("Eén stemcode vervangen"), "letter"),
    E.BALLOT_VOIDED: (_l("Eén stem ongeldig gemaakt"), "cross"),
    E.ACT_PROPOSED: (_l("Een medewerker deed een voorstel"), "people"),
    E.ACT_DECIDED: (_l("Over een voorstel is besloten"), "people"),
    E.ROUND_OPENED: (_l("De stemming staat klaar"), "cal"),
    E.COUNTS: (_l("Aantallen van dit moment"), "chart"),
    E.VOTING_PAUSED: (_l("Het stemmen ligt stil"), "clock"),
    E.VOTING_RESUMED: (_l("Het stemmen gaat verder"), "right"),
    E.VOTING_EXTENDED: (_l("Het stemmen duurt langer"), "cal"),
    E.PAPER_SETTLED: (_l("De stemmen op papier zijn ingevoerd"), "file"),
    E.ROUND_CLOSED: (_l("De stemming is gesloten"), "lock"),
    E.UNSEAL_BEGUN: (_l("Het openen van de stembus is begonnen"), "key"),
    E.URN_OPENED: (_l("De stembus is geopend"), "key"),
    E.ENVELOPES_EXPLAINED: (_l("Onleesbare enveloppen zijn uitgelegd"), "people"),
    E.RESULT_COUNTED: (_l("De stemmen zijn geteld"), "sum"),
    E.RESULT_PROPOSED: (_l("De uitslag is voorgesteld"), "file"),
    E.RESULT_PUBLISHED: (_l("De uitslag is vastgesteld"), "check"),
    E.RESULT_WITHDRAWN: (_l("De uitslag is ingetrokken"), "cross"),
    E.DELIVERY_BEGUN: (_l("De uitvoering van de plannen is begonnen"), "right"),
    E.ROUND_ARCHIVED: (_l("De ronde is afgerond"), "check"),
    E.KEY_DESTROYED: (_l("De sleutel is vernietigd"), "key"),
    E.ROUND_IMPORTED: (_l("Een eerdere ronde is overgenomen"), "down"),
    E.INTEGRITY_HOLD: (_l("De ronde ligt stil: er ontbreken gegevens"), "clock"),
    E.INTEGRITY_RELEASED: (_l("De ronde gaat verder na een controle"), "right"),
}


def words_of(event: Event, areas: Mapping[str, str], locale: str) -> Words:
    """Return what a line says.

    Args:
        event: The line. A kind that this version does not know is told by its name.
        areas: Names of the areas, by their id in the configuration.
        locale: For numbers and dates.
    """
    telling = Telling(body_of(event), areas, locale, event.actor)
    try:
        type_ = EventType(event.type)
        title, icon = TITLES[type_]
        sentences = sentences_of(type_, telling)
    except (KeyError, TypeError, ValueError):  # from another version, or changed
        return Words(event.type, [], "info")
    return Words(
        str(title),
        sentences,
        icon,
        numbers_of(type_, telling),
        type_ is E.COUNTS,
        [
            (str(label), telling.body[name])
            for name, label in HASHES.items()
            if name in telling.body
        ],
    )


HASHES: dict[str, LazyString] = {
    "config_hash": _l("Controlegetal van wat vaststaat"),
    "public_key": _l("Openbare helft van de sleutel"),
    "envelopes_root": _l("Controlegetal van de gesloten enveloppen"),
    "root": _l("Controlegetal van de lijst"),
    "subject_hash": _l("Controlegetal van het voorstel"),
    "result_hash": _l("Controlegetal van de uitslag"),
    "sha256": _l("Controlegetal van het bestand"),
}
