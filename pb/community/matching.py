"""How well an offer fits a wish: points, each with its reason. Knows no database."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

SAME_AREA, EVERYWHERE = 30, 20
SAME_THEME, ANY_THEME = 20, 10
PER_WORD, MOST_FOR_WORDS = 20, 40
TIME_FITS = 10
BEST = SAME_AREA + SAME_THEME + MOST_FOR_WORDS + TIME_FITS
SHORTEST = 5  # letters; shorter words say little
WORD = re.compile("[a-z]+")
# Long words that every wish and every offer has.
COMMON = frozenset(
    {"helpen", "iemand", "mensen", "graag", "willen", "kunnen", "onze", "jullie"}
    | {"allemaal", "zoals", "goede", "samen", "buurt", "plekken", "zoeken", "nodig"}
    | {"tijdens", "elkaar", "andere", "buren", "wijken", "kleine", "grote"}
)
TIME_WORDS = {
    "evening": ("avond", "s avonds"),
    "weekend": ("weekend", "zaterdag", "zondag"),
    "workday": ("overdag", "ochtend", "middag", "werkdag", "doordeweeks"),
}


class Reason(StrEnum):
    """What points are given for."""

    SAME_AREA = "same-area"
    EVERYWHERE = "everywhere"
    SAME_THEME = "same-theme"
    ANY_THEME = "any-theme"
    WORDS = "words"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan looks for."""

    kind: str
    text: str
    area: str  # by name; empty: the whole district
    theme: str


@dataclass(frozen=True, slots=True)
class Help:
    """What somebody offers."""

    kind: str
    text: str
    area: str  # empty: everywhere
    theme: str  # empty: any
    times: frozenset[str]


@dataclass(frozen=True, slots=True)
class Points:
    """Some points, what they are for, and about which words."""

    points: int
    reason: Reason
    about: str = ""


def fit(wish: Wish, help_: Help) -> list[Points] | None:
    """Return the points of an offer for a wish, or None when they can't fit.

    Only the same kind fits, and somebody who helps in one area is not sent to
    another. At most `BEST` points.
    """
    elsewhere = wish.area and help_.area and wish.area != help_.area
    if wish.kind != help_.kind or elsewhere:
        return None
    found = [*_area(wish, help_), *_theme(wish, help_)]
    return [*found, *_words(wish, help_), *_time(wish, help_)]


def _area(wish: Wish, help_: Help) -> list[Points]:
    if wish.area and wish.area == help_.area:
        return [Points(SAME_AREA, Reason.SAME_AREA, wish.area)]
    return [Points(EVERYWHERE, Reason.EVERYWHERE)]


def _theme(wish: Wish, help_: Help) -> list[Points]:
    if not help_.theme:
        return [Points(ANY_THEME, Reason.ANY_THEME)]
    if wish.theme == help_.theme:
        return [Points(SAME_THEME, Reason.SAME_THEME, wish.theme)]
    return []


def _words(wish: Wish, help_: Help) -> list[Points]:
    wanted, offered = words_of(wish.text), words_of(help_.text)
    # "timmeren" and "timmerman" begin the same; so do "tuin" and "tuinieren" not.
    shared = [
        word
        for word in sorted(wanted)
        if any(word[:SHORTEST] == other[:SHORTEST] for other in offered)
    ]
    if not shared:
        return []
    points = min(PER_WORD * len(shared), MOST_FOR_WORDS)
    return [Points(points, Reason.WORDS, ", ".join(shared[:4]))]


def _time(wish: Wish, help_: Help) -> list[Points]:
    """Give points when the wish names a time at which the helper can."""
    plain = _plain(wish.text)
    named = {
        time
        for time, words in TIME_WORDS.items()
        if any(word in plain for word in words)
    }
    both = sorted(named & help_.times)
    return [Points(TIME_FITS, Reason.TIME, " ".join(both))] if both else []


def words_of(text: str) -> frozenset[str]:
    """Return the words that say something, without accents, in lower case."""
    words = WORD.findall(_plain(text))
    return frozenset(w for w in words if len(w) >= SHORTEST and w not in COMMON)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
