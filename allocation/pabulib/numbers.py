"""Numbers in a file: plain decimals and nothing else."""

import re
from fractions import Fraction
from functools import lru_cache

PLAIN = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
THOUSANDS = re.compile(r"[0-9]+,[0-9]{3}")
SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"))  # seen inside amounts
LARGEST = 10**13


class NotANumber(ValueError):
    """The text is not a plain decimal number in range."""


def read_hundredths(text: str) -> int:
    """Return a number in hundredths.

    Args:
        text: Digits, perhaps with a decimal point or comma and two decimals (more
            if they are zeros), perhaps with spaces between groups of digits.

    Returns:
        An integer from 0 to 10^15.

    Raises:
        NotANumber: The text is anything else, such as `1e6`, `-5` or `1,000`.
    """
    compact = text.translate(SPACES)
    match = PLAIN.fullmatch(compact)
    if match is None:
        raise NotANumber("is not a plain number")
    if THOUSANDS.fullmatch(compact):
        raise NotANumber("has a comma before three digits, which has two readings")
    whole, decimals = match[1], (match[2] or "").rstrip("0")
    if len(decimals) > 2:
        raise NotANumber("has more than two decimals")
    if len(whole) > 20 or int(whole) > LARGEST:
        raise NotANumber("is larger than 10000000000000")
    return int(whole) * 100 + int(decimals.ljust(2, "0"))


@lru_cache(maxsize=1024)  # points are few different texts
def read_number(text: str) -> int | Fraction:
    """Return a number exactly; an int where it is whole.

    Args:
        text: As in `read_hundredths`.

    Returns:
        A number >= 0.

    Raises:
        NotANumber: As in `read_hundredths`.
    """
    hundredths = read_hundredths(text)
    whole, rest = divmod(hundredths, 100)
    return Fraction(hundredths, 100) if rest else whole
