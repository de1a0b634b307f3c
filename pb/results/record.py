"""The record of a count (proces-verbaal): what the logbook says, in brief."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pb.clock import AMSTERDAM
from pb.formatting import number
from pb.log.models import Event
from pb.log.service import body_of
from pb.log.telling import actor_words
from pb.log.types import EventType
from pb.log.words import words_of
from pb.rounds.configuration import FrozenConfig

E = EventType
# The numbers at closing tell of these together; one by one they say little.
LEFT_OUT = frozenset(
    {E.COUNTS, E.CODES_ISSUED, E.CODES_REVOKED, E.CODE_REPLACED}
    | {E.ACT_PROPOSED, E.ACT_DECIDED}
)
NUMBERS = {
    "issued": "Stemcodes uitgegeven",
    "unused": "Stemcodes niet gebruikt",
    "used": "Stemcodes gebruikt",
    "revoked": "Stemcodes ingetrokken",
    "void": "Stemmen ongeldig gemaakt",
    "valid": "Papieren stembiljetten, geldig",
    "invalid": "Papieren stembiljetten, ongeldig",
    "envelopes": "Gesloten enveloppen in de stembus",
    "unreadable": "Waarvan niet te lezen",
    "ballots": "Stembiljetten gelezen",
}


@dataclass(frozen=True, slots=True)
class Record:
    """What the report tells about the count."""

    opening: str
    numbers: list[list[str]] = field(default_factory=list)
    equations: list[str] = field(default_factory=list)
    events: list[list[str]] = field(default_factory=list)
    hashes: list[list[str]] = field(default_factory=list)

    def as_order(self, *, signs: bool) -> dict[str, Any]:
        """Return it as plain JSON.

        Args:
            signs: Whether there is room for signatures.
        """
        return {
            "opening": self.opening,
            "numbers": self.numbers,
            "equations": self.equations,
            "events": self.events,
            "hashes": self.hashes,
            "signs": signs,
        }


def make_record(
    config: FrozenConfig, events: Sequence[Event], result_hash: str
) -> Record:
    """Return the record of a count, in Dutch.

    Args:
        config: What was fixed.
        events: The logbook up to the result; empty for a round from before there
            was one.
        result_hash: SHA-256 of result.json in hex.
    """
    bodies = {event.type: body_of(event) for event in events}
    known = bodies.get(E.PAPER_SETTLED, {}) | bodies.get(E.ROUND_CLOSED, {})
    known |= bodies.get(E.URN_OPENED, {}) | bodies.get(E.ROUND_IMPORTED, {})
    areas = {area.id: area.name for area in config.areas}
    return Record(
        opening=_opening(events, bodies),
        numbers=[
            [words, "niet getoond" if known[name] is None else number(known[name])]
            for name, words in NUMBERS.items()
            if name in known
        ],
        equations=[*_equations(known)],
        events=[*_lines(events, areas)],
        hashes=[*_hashes(config, known, result_hash)],
    )


def _opening(events: Sequence[Event], bodies: Mapping[str, Any]) -> str:
    if not events:
        return "Van deze ronde is geen logboek bijgehouden."
    if E.ROUND_IMPORTED in bodies:
        return (
            "Deze ronde is overgenomen uit een openbaar bestand. De stemmen zijn"
            " opnieuw geteld met de regel in dit verslag."
        )
    return (
        "De stemmen lagen op slot tot de sluiting. Na de sluiting openden twee"
        " sleutelhouders samen de stembus. Daarna telde de computer volgens de regel"
        " die vooraf vastlag. Bij het vaststellen is alles nog een keer geteld."
    )


def _equations(known: Mapping[str, int]) -> Iterator[str]:
    codes = [known.get(name) for name in ("issued", "unused", "used", "revoked")]
    if None not in codes:
        issued, *parts = (int(count or 0) for count in codes)
        yield _equation(
            "Uitgegeven codes = niet gebruikt + gebruikt + ingetrokken", issued, parts
        )
    if {"used", "void", "envelopes"} <= known.keys():
        gone = [known["void"], known.get("invalid", 0)]
        words = "Gebruikte codes = enveloppen + ongeldig gemaakt + ongeldig papier"
        yield _equation(words, known["used"], [known["envelopes"], *gone])
    if {"envelopes", "ballots", "unreadable"} <= known.keys():
        parts = [known["ballots"], known["unreadable"]]
        yield _equation(
            "Enveloppen = gelezen + niet te lezen", known["envelopes"], parts
        )


def _equation(words: str, left: int, right: Sequence[int]) -> str:
    sums = " + ".join(number(part) for part in right)
    verdict = "Dat klopt." if left == sum(right) else "Dat klopt niet."
    return f"{words}: {number(left)} = {sums}. {verdict}"


def _lines(events: Sequence[Event], areas: Mapping[str, str]) -> Iterator[list[str]]:
    for event in events:
        if event.type not in LEFT_OUT:
            words = words_of(event, areas, "nl")
            told = " ".join([f"{words.title}.", *words.sentences])
            at = event.at.astimezone(AMSTERDAM)
            yield [f"{at:%d-%m-%Y %H.%M}", told, actor_words(event.actor)]


def _hashes(
    config: FrozenConfig, known: Mapping[str, Any], result_hash: str
) -> Iterator[list[str]]:
    yield ["Regels, plannen en bedragen", config.hash]
    if "envelopes_root" in known:
        yield ["Gesloten enveloppen", known["envelopes_root"]]
    if "root" in known:
        yield ["Lijst van stembiljetten", known["root"]]
    yield ["Uitslag", result_hash]
