"""Reading a receipt as people type it."""

from pb.codes.code import ALPHABET
from pb.voting.commitment import SYMBOLS

FORGIVEN = str.maketrans("OIL", "011", " \t\r\n-")


def normalise_receipt(text: str) -> str | None:
    """Return the 26 symbols that were meant; None when it can't be a receipt.

    Case, spaces and dashes don't matter; O is read as 0, I and L as 1.
    """
    if len(text) > 4 * SYMBOLS:
        return None
    symbols = text.upper().translate(FORGIVEN)
    is_receipt = len(symbols) == SYMBOLS and set(symbols) <= set(ALPHABET)
    return symbols if is_receipt else None
