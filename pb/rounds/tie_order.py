r"""The order that decides ties, drawn so that anyone can repeat the drawing.

Each plan gets SHA-256 over the public seed, one zero byte and the id of the plan;
plans stand in the order of these hashes, the lowest first. On any computer:

    printf '%s\0%s' 'SEED' 'ID' | sha256sum

Nobody can steer the order once the seed is known, and nobody can choose a seed for
an order when it is drawn in public after the list of plans is made.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence

LONGEST_SEED = 200
Order = Callable[[str, Iterable[str]], list[str]]  # seed, ids -> ids
BETWEEN = re.compile(r"[\r\n,;]+")


class NotASeed(ValueError):
    """The seed is empty, too long, or holds what can't be read aloud."""


class NotAnOrder(ValueError):
    """An order that was typed in is not one of all plans on the list."""

    def __init__(self, missing: Sequence[str], wrong: Sequence[str]) -> None:
        super().__init__(f"missing {missing}, wrong {wrong}")
        self.missing = missing
        self.wrong = wrong  # not on the list, or there twice


def read_order(text: str) -> list[str]:
    """Return the ids that were typed, one a line or with commas between them."""
    return [id_ for part in BETWEEN.split(text) if (id_ := part.strip())]


def check_order(typed: Sequence[str], ids: Iterable[str]) -> None:
    """Refuse an order that leaves a plan out, or names one that is none.

    Raises:
        NotAnOrder: See there.
    """
    known, seen = set(ids), set[str]()
    wrong = []
    for id_ in typed:
        if id_ not in known or id_ in seen:
            wrong.append(id_)
        seen.add(id_)
    missing = sorted(known - seen, key=lambda id_: (len(id_), id_))
    if missing or wrong:
        raise NotAnOrder(missing, wrong)


def as_typed(typed: Sequence[str]) -> Order:
    """Return the order of a drawing that was held elsewhere, for `draw`'s place."""

    def order(_seed: str, ids: Iterable[str]) -> list[str]:
        wanted = set(ids)
        found = [id_ for id_ in typed if id_ in wanted]
        check_order(found, wanted)
        return found

    return order


def clean_seed(text: str) -> str:
    """Return the seed without spaces around it.

    Raises:
        NotASeed: It can't be written down and typed again by somebody else.
    """
    seed = " ".join(text.split(" ")).strip()
    if not seed or len(seed) > LONGEST_SEED or not seed.isprintable():
        raise NotASeed
    return seed


def draw(seed: str, ids: Iterable[str]) -> list[str]:
    """Return the ids of one contest in the order that `seed` decides."""
    return sorted(ids, key=lambda id_: (lot(seed, id_), id_))


def lot(seed: str, id_: str) -> str:
    """Return the hash that gives a plan its place, in hex."""
    return hashlib.sha256(f"{seed}\0{id_}".encode()).hexdigest()
