"""What a voting code looks like, how it is read, and what is kept of it.

Sixteen symbols: fifteen random (75 bits) and one to check them with. A single
wrong symbol and a swap of two neighbours are always noticed, before any look-up.
"""

import hashlib
import hmac
import secrets

# Crockford's base32, without I, L, O and U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
# What people type: lower case, and letters that look like figures.
_FORGIVEN = str.maketrans("OIL", "011")
_FORGIVEN_AND_PARTED = str.maketrans("OIL", "011", " \t\r\n-")
_SEPARATORS = str.maketrans("", "", " \t\r\n\u00a0-\u2010\u2011\u2012\u2013\u2014")
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1 over GF(2)


def _powers_of_two() -> list[int]:
    powers = [1]
    while len(powers) < LENGTH:
        doubled = powers[-1] << 1
        powers.append(doubled ^ _POLYNOMIAL if doubled & 32 else doubled)
    return powers


def _product(left: int, right: int) -> int:
    """Multiply in GF(32)."""
    result = 0
    while right:
        if right & 1:
            result ^= left
        left <<= 1
        if left & 32:
            left ^= _POLYNOMIAL
        right >>= 1
    return result


# Symbol i = 1 … 16 counts 2^(16 − i) times; no two weights are equal and none is
# zero, hence the promise about single errors and swaps. Per place: symbol → share.
_SHARES = [
    {symbol: _product(weight, value) for symbol, value in _VALUE.items()}
    for weight in reversed(_powers_of_two())
]


def _checksum(symbols: str) -> int:
    """Return the weighted sum; the last symbol always has weight 1."""
    total = 0
    for shares, symbol in zip(_SHARES[-len(symbols) :], symbols, strict=True):
        total ^= shares[symbol]
    return total


def draw(length: int) -> str:
    """Return random symbols, the last of which checks the others."""
    number = secrets.randbits(5 * (length - 1))
    shifts = range(0, 5 * (length - 1), 5)
    drawn = "".join(ALPHABET[number >> shift & 31] for shift in shifts)
    return drawn + ALPHABET[_checksum(drawn + ALPHABET[0])]


def read_symbols(text: str, length: int) -> str | None:
    """Return the symbols that were meant, if there are `length` and they check."""
    if len(text) > 4 * length:
        return None
    symbols = text.translate(_SEPARATORS).upper().translate(_FORGIVEN)
    if len(symbols) != length or not _VALUE.keys() >= set(symbols):
        return None
    return symbols if _checksum(symbols) == 0 else None


def plain_symbols(text: str, length: int) -> str | None:
    """Return the symbols that were meant, where none of them checks the others."""
    symbols = text.upper().translate(_FORGIVEN_AND_PARTED)
    is_meant = len(symbols) == length and _VALUE.keys() >= set(symbols)
    return symbols if is_meant else None


def generate() -> str:
    """Return a new code, as it is printed: K7QM-4RTX-9WPA-3HC3."""
    return grouped(draw(LENGTH))


def normalise(text: str) -> str | None:
    """Return the code that was meant, as printed; None when it was mistyped.

    Case, spaces and dashes don't matter; O is read as 0, I and L as 1.
    """
    symbols = read_symbols(text, LENGTH)
    return None if symbols is None else grouped(symbols)


def mac(code: str, round_id: int, key: bytes) -> str:
    """Return what the database keeps of a code: a keyed hash, as hex.

    Args:
        code: As `generate` or `normalise` return it.
        round_id: The hash of one code differs per round.
        key: The code key of the installation (BUURTGELD_CODE_KEY).
    """
    message = f"{round_id}\0{code.replace('-', '')}".encode("ascii")
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def grouped(symbols: str) -> str:
    """Return symbols in groups of four, as they are printed."""
    groups = range(0, len(symbols), GROUP)
    return "-".join(symbols[start : start + GROUP] for start in groups)
