"""Passwords: made, kept as Argon2id, compared in the same time for everyone."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200  # more is no safer, and costs time
# Without signs that look alike: people copy these from paper. 16 of them: 80 bits.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS = 5  # of 4: 100 bits


def generate() -> str:
    """Return a random password of 100 bits, in groups that are easy to copy."""
    signs = [secrets.choice(ALPHABET) for _ in range(GROUPS * 4)]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, GROUPS * 4, 4))


def hashed(password: str, hasher: PasswordHasher) -> str:
    """Return what is kept of a password. Slow on purpose: not in a transaction."""
    return hasher.hash(_normal(password))


def is_right(password: str, kept: str | None, hasher: PasswordHasher) -> bool:
    """Say whether `password` is the one kept.

    Where nothing is kept (no such account) the answer takes the same time.
    """
    try:
        matches = hasher.verify(kept or _nobody(hasher), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return matches and kept is not None


def _normal(password: str) -> str:
    """Make one of the ways in which keyboards write the same letters."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_hex(16))
