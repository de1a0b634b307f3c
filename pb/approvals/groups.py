"""Typing two groups of a hash from paper, to compare what one holds with what is here.

Which two is drawn with the salt of the proposal: nobody knows before it is made, and
they stay the same until it is decided.
"""

from collections.abc import Mapping

GROUPS, DIGITS = 16, 4


def groups_of(hash_: str) -> list[str]:
    """Return the 16 groups of four of a SHA-256 in hex."""
    return [hash_[at : at + DIGITS] for at in range(0, GROUPS * DIGITS, DIGITS)]


def asked_groups(subject_hash: str) -> tuple[int, int]:
    """Return which two groups are asked for, from 1 to 16.

    Args:
        subject_hash: Of the proposal, in hex; salted, so it is random.
    """
    number = int(subject_hash, 16)
    first = number % GROUPS
    second = (first + 1 + number // GROUPS % (GROUPS - 1)) % GROUPS
    low, high = sorted((first + 1, second + 1))
    return low, high


def wrong_groups(hash_: str, typed: Mapping[int, str]) -> list[int]:
    """Return which of the typed groups are not those of the hash.

    Args:
        hash_: SHA-256 in hex.
        typed: Number of the group -> what was typed; capitals and spaces are forgiven.
    """
    groups = groups_of(hash_)
    return [n for n, text in typed.items() if _clean(text) != groups[n - 1]]


def _clean(text: str) -> str:
    return "".join(text.split()).lower()
