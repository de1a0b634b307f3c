"""The address of a round, made from its name."""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60
# Under /beheer/rondes these make a round, so no round can be called that.
RESERVED_SLUGS = frozenset({"nieuw", "overnemen"})


def to_slug(title: str) -> str:
    """Return the address that a title suggests: "Café Oost 2027" → "cafe-oost-2027"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_SLUG].strip("-")


def free_slug(title: str, taken: Collection[str]) -> str:
    """Return the address that a title suggests, with a number where it is taken."""
    plain = to_slug(title) or "ronde"
    endings = chain([""], (f"-{number}" for number in count(2)))
    offers = (plain[: LONGEST_SLUG - len(end)] + end for end in endings)
    return next(slug for slug in offers if slug not in {*taken, *RESERVED_SLUGS})
