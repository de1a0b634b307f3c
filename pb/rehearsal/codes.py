"""What a play code looks like: as a voting code, but beginning with OEFEN.

O is written as 0, as in every code. So people see what it is, and the look-up of
voting codes has nothing more to ask of anyone else.
"""

import secrets

from pb.codes.code import ALPHABET, LENGTH, grouped, read_symbols

PREFIX = "0EFEN"


def generate() -> str:
    """Return a new play code, as it is printed: 0EFE-N4RT-X9WP-A3HC."""
    drawn = LENGTH - len(PREFIX) - 1
    start = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(drawn))
    # Exactly one symbol makes the check come out.
    whole = (start + last for last in ALPHABET)
    return next(grouped(code) for code in whole if read_symbols(code, LENGTH))


def is_play(code: str) -> bool:
    """Say whether a code, as `normalise` returns it, is to practise with."""
    return code.replace("-", "").startswith(PREFIX)
