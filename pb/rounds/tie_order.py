r"""The order that decides ties, drawn so that anyone can repeat the drawing.

Each plan gets SHA-256 over the public seed, one zero byte and the id of the plan;
plans stand in the order of these hashes, the lowest first. On any computer:

    printf '%s\0%s' 'SEED' 'ID' | sha256sum

Nobody can steer the order once the seed is known, and nobody can choose a seed for
an order when it is drawn in public after the list of plans is made.
"""

import hashlib
from collections.abc import Iterable

LONGEST_SEED = 200


class NotASeed(ValueError):
    """The seed is empty, too long, or holds what can't be read aloud."""


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
